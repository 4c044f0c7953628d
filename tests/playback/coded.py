"""Sessions that tell, sample by sample, which of their frames is being heard: every eleven samples occur only once.

The sections are those of a real timeline; what is mixed of them is a code instead of their cues.
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
from coach.script.steps import Breathe, Dose, DoseUnit, Hold, Position, Routine, Say, Sides, Stretch, Verbosity
from coach.settings.values import Pauses, Settings
from coach.timeline import Cue, Mark, MarkKind, Section, Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip

LEVELS, STEP, LOWEST = 32, 0.01, 0.05
"""Samples are 0.05, 0.06, … 0.36; a tenth of a step is far above the floor of noise and the rounding to 16 bits, and no
peak between them is so high that the mix would hold it down."""

WINDOW = 11
"""Of 32 to the power of 11 windows, some ten million of a session hardly ever have two alike."""

PHRASES = Library().phrasebook()

SHORT = Stretch(
    "twist",
    "Twist",
    Position.SEATED,
    "",
    (
        Say(("Sit tall.", "Breathe.")),
        Sides((Say(("Turn to the {side}.",)), Hold(Dose(20, 20, DoseUnit.SECONDS), breathing=False))),
        Breathe(Dose(5, 5, DoseUnit.BREATHS), ("Arch.",), ("Round.",), ("Arch.",), ("Round.",)),
    ),
)
SECOND = replace(SHORT, name="hug", title="Hug", steps=(Hold(Dose(20, 20, DoseUnit.SECONDS), breathing=True),))
ROUTINE = Routine("test", "Test", (SHORT, SECOND, replace(SECOND, name="rest", title="Rest")))
BRISK = Settings(pauses=Pauses(Fraction(1, 5)), verbosity=Verbosity.BRIEF)
"""Two minutes."""


LONGEST_FRAMES = 1 << 25
"""23 minutes at 24 kHz."""


@cache
def _code() -> Samples:
    digits = np.random.default_rng(1).integers(0, LEVELS, LONGEST_FRAMES, dtype=np.int8)
    return np.asarray(LOWEST + STEP * digits, dtype=np.float32)


def code(first_frame: int, end_frame: int) -> Samples:
    """The samples that lie at these frames of every coded session."""
    assert end_frame <= LONGEST_FRAMES
    return _code()[first_frame:end_frame]


GRID_FRAMES = 240
"""The code is laid in cues of 10 ms: after a jump it is heard from the next of them on."""


def session_of(routine: Routine = ROUTINE, settings: Settings = BRISK) -> Timeline:
    """A routine with clips of a quarter of a second a word."""
    return schedule(routine, settings, PHRASES, fake_clip, FAKE_SOUNDS)


@cache
def coded_sections(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The same sections with the code in place of their cues; to be mixed, since nobody speaks in them."""
    return tuple(replace(section, cues=tuple(_cues(section))) for section in sections)


def _cues(section: Section) -> Iterator[Cue]:
    first = section.start_frame
    while first < section.end_frame:
        end = min(first - first % GRID_FRAMES + GRID_FRAMES, section.end_frame)
        yield Cue(first, Audio(code(first, end)))
        first = end


def frames_heard(samples: Samples, session_frames: int) -> NDArray[np.int64]:
    """Which frame of a coded session each sample is, at full level; -1 for all that is not the session."""
    found = np.full(len(samples), -1)
    at = 0
    levels = _levels(samples)
    while (at := _next_window(levels, at)) is not None:
        frame = _index(session_frames).get(levels[at : at + WINDOW].tobytes())
        if frame is None:
            at += 1
            continue
        while at and frame and levels[at - 1] == _levels(code(frame - 1, frame))[0] and found[at - 1] < 0:
            at, frame = at - 1, frame - 1  # only some windows are indexed
        expected = _levels(code(frame, min(session_frames, frame + len(samples) - at)))
        same = levels[at : at + len(expected)] == expected
        length = len(expected) if same.all() else int(np.argmin(same))
        found[at : at + length] = np.arange(frame, frame + length)
        at += length
    return found


def _next_window(levels: NDArray[np.int8], at: int) -> int | None:
    """Where the next run of samples of the code begins that is long enough to be looked up."""
    while at + WINDOW <= len(levels):
        strange = np.flatnonzero(levels[at : at + WINDOW] < 0)
        if not len(strange):
            return at
        clean = np.flatnonzero(levels[at + int(strange[-1]) :] >= 0)
        if not len(clean):
            return None
        at += int(strange[-1]) + int(clean[0])
    return None


@cache
def _index(session_frames: int) -> dict[bytes, int]:
    """Where every sixteenth window begins; what is heard goes on for longer than that."""
    levels = _levels(code(0, session_frames))
    return {levels[at : at + WINDOW].tobytes(): at for at in range(0, session_frames - WINDOW, 16)}


def _levels(samples: Samples) -> NDArray[np.int8]:
    """Which level each sample is on; -1 where it is on none."""
    steps = (samples.astype(np.float32) - LOWEST) / STEP
    levels = np.rint(steps)
    clean = (np.abs(steps - levels) < 0.1) & (levels >= 0) & (levels < LEVELS)
    return np.where(clean, levels, -1).astype(np.int8)


def runs(frames: NDArray[np.int64]) -> list[tuple[int, int]]:
    """What was heard without a break, as spans of frames of the session, in the order in which they were heard."""
    heard = frames[frames >= 0]
    where = np.flatnonzero(frames >= 0)
    breaks = np.flatnonzero((np.diff(heard) != 1) | (np.diff(where) != 1)) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(heard, breaks) if len(run)]


def marks(kind: MarkKind, session: Timeline) -> list[Mark]:
    return [mark for section in session.sections for mark in section.marks if mark.kind is kind]
