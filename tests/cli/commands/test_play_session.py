"""Checks pauses and jumps as they are really heard: a child process plays through a sink that is recorded."""

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.timeline import Mark, MarkKind
from tests.playback.coded import GRID_FRAMES, frames_heard, marks, runs
from tests.playback.null_sink import Rig, recorded, urgently
from tests.playback.play_session import counted, short
from tests.require import require

SINKS = ["miniaudio", "simpleaudio"]
LOUDEST_JUMP = 0.01
"""-40 dBFS, the largest step from one sample to the next that makes no click."""

TIMELINE = short()
(HOLD,) = marks(MarkKind.HOLD, TIMELINE)
INHALES = marks(MarkKind.INHALE, TIMELINE)
STARTS = [section.start_frame for section in TIMELINE.sections]
SENTENCE = TIMELINE.sections[3].cues[-1]

IN_HOLD = (HOLD.start_frame + HOLD.end_frame) // 2
IN_BREATH = (INHALES[1].start_frame + INHALES[1].end_frame) // 2
IN_SENTENCE = (SENTENCE.start_frame + SENTENCE.end_frame) // 2

PAUSES = [f"{IN_HOLD}:pause", f"{IN_BREATH}:pause", f"{IN_SENTENCE}:pause"]
COUNTED = counted()
REP = marks(MarkKind.REP, COUNTED)[1]
HELD = marks(MarkKind.HOLD_OUT, COUNTED)[0]
(WORK,) = marks(MarkKind.WORK, COUNTED)
(SILENCE,) = marks(MarkKind.SILENCE, COUNTED)
COUNTED_PAUSES = [f"{(mark.start_frame + mark.end_frame) // 2}:pause" for mark in (REP, HELD, WORK, SILENCE)]

JUMPS = [f"{IN_HOLD}:repeat", f"{IN_HOLD}:forward", f"{IN_BREATH}:back", f"{IN_HOLD}:pause", f"{IN_HOLD}:stop"]


def played(sink: str, session: str, plan: list[str]) -> tuple[Samples, str]:
    """Play a session with a plan of keys; return what was heard from its first sample on, and the last state."""

    def take(rig: Rig) -> tuple[Samples, str]:
        command = [*urgently(), sys.executable, "-m", "tests.playback.play_session", sink, session, *plan]
        done = subprocess.run(
            command, env=rig.environment, capture_output=True, encoding="utf-8", timeout=150, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        heard = rig.recording
        return heard[int(np.argmax(heard != 0)) :], done.stdout.strip()

    return recorded(take)


@pytest.fixture(scope="module")
def recordings() -> dict[tuple[str, str], tuple[Samples, str]]:
    """Play everything at the same time, since it lasts as long as it sounds."""
    sinks = [sink for sink in SINKS if importlib.util.find_spec(sink)]
    wanted = [(sink, "coded", PAUSES) for sink in sinks] + [
        ("miniaudio", "swelling", JUMPS),
        ("miniaudio", "counted", COUNTED_PAUSES),
    ]
    with ThreadPoolExecutor() as pool:
        heard = pool.map(lambda each: played(*each), wanted)
        return {(sink, session): result for (sink, session, _), result in zip(wanted, heard, strict=True)}


@pytest.fixture
def coded_runs(recordings: dict[tuple[str, str], tuple[Samples, str]], sink: str) -> list[tuple[int, int]]:
    require((sink, "coded") in recordings, f"{sink} is not installed")
    heard, end = recordings[sink, "coded"]
    assert end == "finished"
    return runs(frames_heard(heard, TIMELINE.frames))


def seconds(mark: Mark) -> float:
    return (mark.end_frame - mark.start_frame) / SAMPLE_RATE


def between_pauses(frames: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the first frame and the one after the last between pauses; a busy machine's gaps make no difference."""
    where = np.flatnonzero(frames >= 0)
    parts = np.split(frames[where], np.flatnonzero(np.diff(where) > SAMPLE_RATE) + 1)
    return [(int(part[0]), int(part[-1]) + 1) for part in parts]


@pytest.mark.parametrize("sink", SINKS)
def test_after_pauses_in_a_hold_a_breath_and_a_sentence_it_goes_on_where_that_makes_sense(
    coded_runs: list[tuple[int, int]],
) -> None:
    (_, cut), (in_hold, cut_breath), (in_breath, cut_sentence), (in_sentence, end) = coded_runs
    assert cut - IN_HOLD < SAMPLE_RATE  # the pause came at once
    assert in_hold <= cut
    assert (HOLD.end_frame - in_hold) % SAMPLE_RATE in range(-GRID_FRAMES, GRID_FRAMES)
    assert in_breath == INHALES[1].start_frame < cut_breath
    assert in_sentence == SENTENCE.start_frame < cut_sentence
    assert end == TIMELINE.frames


@pytest.mark.parametrize("sink", SINKS)
def test_the_seconds_of_the_hold_that_are_heard_are_at_least_its_dose(coded_runs: list[tuple[int, int]]) -> None:
    inside = [(max(start, HOLD.start_frame), min(end, HOLD.end_frame)) for start, end in coded_runs]
    heard_s = sum(max(0, end - start) for start, end in inside) / SAMPLE_RATE
    assert heard_s >= seconds(HOLD)
    assert all(before[1] >= after[0] for before, after in pairwise(coded_runs))


def test_after_pauses_in_a_repetition_a_held_breath_an_effort_and_a_silence_each_is_done_in_full(
    recordings: dict[tuple[str, str], tuple[Samples, str]],
) -> None:
    heard, end = recordings["miniaudio", "counted"]
    assert end == "finished"
    found = between_pauses(frames_heard(heard, COUNTED.frames))
    (_, cut_rep), (rep, cut_breath), (breath, cut_work), (work, cut_silence), (silence, last) = found
    assert REP.start_frame == rep < cut_rep
    assert marks(MarkKind.INHALE, COUNTED)[0].start_frame == breath < cut_breath
    assert work <= cut_work
    assert (WORK.end_frame - work) % SAMPLE_RATE in range(-GRID_FRAMES, GRID_FRAMES)
    assert SILENCE.start_frame < silence <= cut_silence + GRID_FRAMES
    assert cut_silence - silence < SAMPLE_RATE  # it goes on at the cut
    assert last == COUNTED.frames


def test_skipping_repeating_going_back_pausing_and_stopping_make_no_click(
    recordings: dict[tuple[str, str], tuple[Samples, str]],
) -> None:
    heard, end = recordings["miniaudio", "swelling"]
    assert end == "stopped"
    assert np.max(np.abs(np.diff(heard))) < LOUDEST_JUMP
    assert np.max(np.abs(heard)) > 0.4


def test_between_the_first_and_the_last_sample_it_is_never_silent(
    recordings: dict[tuple[str, str], tuple[Samples, str]],
) -> None:
    for heard, _ in recordings.values():
        sounding = heard[: int(np.flatnonzero(heard)[-1]) + 1]
        silent = np.flatnonzero(sounding == 0)
        assert not len(silent) or np.max(np.diff(np.flatnonzero(sounding))) < 0.1 * SAMPLE_RATE  # in a fade
