"""Makes sessions whose samples tell which frame of the session they are: any eleven in a row occur only once.

The sections are those of a real timeline, with a code in place of their cues.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.schedule import schedule
from coach.script.library import Library
from coach.script.routine import Routine, Stretch
from coach.script.steps import Breathe, BreathWords, Hold, Say, Sides
from coach.script.vocabulary import Dose, DoseUnit, Position, Verbosity
from coach.settings.values import Pauses, Settings
from coach.timeline import Cue, Mark, MarkKind, Section, Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip

DIGITS, STEP, LOWEST = 32, 0.01, 0.05
"""The code has 32 digits, which are samples of 0.05, 0.06, … 0.36. A tenth of a step is far above the floor of noise
and the rounding to 16 bits, and no peak between the samples is so high that the limiter of the mix would touch it."""

WINDOW = 11
"""Samples that identify a frame. There are 32 to the power of 11 windows, so that two of the ten million windows of a
session are hardly ever alike."""

PHRASES = Library().phrasebook()

SHORT = Stretch(
    "twist",
    "Twist",
    Position.SEATED,
    "",
    (
        Say(("Sit tall.", "Breathe.")),
        Sides((Say(("Turn to the {side}.",)), Hold(Dose(20, 20, DoseUnit.SECONDS), breathing=False))),
        Breathe(Dose(5, 5, DoseUnit.BREATHS), BreathWords(("Arch.",), (), ("Round.",), ("Arch.",), ("Round.",))),
    ),
)
SECOND = replace(SHORT, name="hug", title="Hug", steps=(Hold(Dose(20, 20, DoseUnit.SECONDS), breathing=True),))
ROUTINE = Routine("test", "Test", (SHORT, SECOND, replace(SECOND, name="rest", title="Rest")))
BRISK = Settings(pauses=Pauses(Fraction(1, 5)), verbosity=Verbosity.BRIEF)
"""Settings for a session of two minutes."""

LONGEST_FRAMES = 1 << 25
"""Frames of the longest session that the code suffices for: 23 minutes at 24 kHz."""


@cache
def _code() -> Samples:
    digits = np.random.default_rng(1).integers(0, DIGITS, LONGEST_FRAMES, dtype=np.int8)
    return np.asarray(LOWEST + STEP * digits, dtype=np.float32)


def code(first_frame: int, end_frame: int) -> Samples:
    """Return the samples between two frames of any coded session."""
    assert end_frame <= LONGEST_FRAMES
    return _code()[first_frame:end_frame]


GRID_FRAMES = 240
"""Frames of a cue of the code, 10 ms. After a jump the code is heard from the next cue on."""


def timeline_of(routine: Routine = ROUTINE, settings: Settings = BRISK) -> Timeline:
    """Schedule a routine with clips of a quarter of a second a word."""
    return schedule(routine, settings, PHRASES, fake_clip, FAKE_SOUNDS)


@cache
def coded_sections(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections with the code in place of their cues."""
    return tuple(replace(section, cues=tuple(_cues(section))) for section in sections)


def _cues(section: Section) -> Iterator[Cue]:
    first = section.start_frame
    while first < section.end_frame:
        end = min(first - first % GRID_FRAMES + GRID_FRAMES, section.end_frame)
        yield Cue(first, Audio(code(first, end)))
        first = end


def frames_heard(samples: Samples, session_frames: int) -> NDArray[np.int64]:
    """Return the frame of a coded session that each sample is; -1 where a sample is faded or not of the session."""
    found = np.full(len(samples), -1)
    at = 0
    digits = _digits(samples)
    while (at := _next_window(digits, at)) is not None:
        frame = _index(session_frames).get(digits[at : at + WINDOW].tobytes())
        if frame is None:
            at += 1
            continue
        while at and frame and digits[at - 1] == _digits(code(frame - 1, frame))[0] and found[at - 1] < 0:
            at, frame = at - 1, frame - 1  # only some windows are indexed
        expected = _digits(code(frame, min(session_frames, frame + len(samples) - at)))
        same = digits[at : at + len(expected)] == expected
        length = len(expected) if same.all() else int(np.argmin(same))
        found[at : at + length] = np.arange(frame, frame + length)
        at += length
    return found


def _next_window(digits: NDArray[np.int8], at: int) -> int | None:
    """Return where the next run of digits begins that is long enough to be looked up; None where there is none."""
    while at + WINDOW <= len(digits):
        strange = np.flatnonzero(digits[at : at + WINDOW] < 0)
        if not len(strange):
            return at
        clean = np.flatnonzero(digits[at + int(strange[-1]) :] >= 0)
        if not len(clean):
            return None
        at += int(strange[-1]) + int(clean[0])
    return None


@cache
def _index(session_frames: int) -> dict[bytes, int]:
    """Index every sixteenth window of the code by its digits; a run that is heard is longer than that."""
    digits = _digits(code(0, session_frames))
    return {digits[at : at + WINDOW].tobytes(): at for at in range(0, session_frames - WINDOW, 16)}


def _digits(samples: Samples) -> NDArray[np.int8]:
    """Return the digit that each sample stands for; -1 for a sample that stands for none."""
    steps = (samples.astype(np.float32) - LOWEST) / STEP
    digits = np.rint(steps)
    clean = (np.abs(steps - digits) < 0.1) & (digits >= 0) & (digits < DIGITS)
    return np.where(clean, digits, -1).astype(np.int8)


def runs(frames: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the spans of frames of the session that were heard without a break, in the order of hearing."""
    heard = frames[frames >= 0]
    where = np.flatnonzero(frames >= 0)
    breaks = np.flatnonzero((np.diff(heard) != 1) | (np.diff(where) != 1)) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(heard, breaks) if len(run)]


def marks(kind: MarkKind, timeline: Timeline) -> list[Mark]:
    return [mark for section in timeline.sections for mark in section.marks if mark.kind is kind]
