"""Records the page of a session from Chromium on a private loudspeaker, and finds its cues and its words in that."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Playwright

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from tests.listening import find
from tests.page.browsers import PHONE, chromium, opened
from tests.page.made import Made
from tests.page.mat import Mat
from tests.playback.null_sink import Rig, recorded

NEAR_FRAMES = SAMPLE_RATE // 50
"""How exactly a cue has to be at its place: 20 ms."""

HEARD_S = 18.0
"""Seconds of the session that are heard for its cues: instructions, sounds, breaths."""

NEEDLE_FRAMES = SAMPLE_RATE * 6 // 10
"""Frames of a cue by which it is found."""

ALIKE = 0.7
"""The least correlation of what was heard with what was meant. MP3 leaves 0.95 and more, other words 0.2."""

QUIET = 0.004
"""-48 dBFS: the floor of the session and of the words is far below, every word and sound above."""


def play(playwright: Playwright, made: Made, act: Callable[[Mat], Any]) -> tuple[Any, Samples]:
    """Have Chromium play the session into a rig while something is done with it; return its result and the sound."""

    def take(rig: Rig) -> tuple[Any, Samples]:
        browser = chromium(playwright, rig.environment)
        with opened(browser, **PHONE) as (page, _):
            mat = Mat(page, made)
            mat.open(made.file.as_uri())
            result = act(mat)
            heard = rig.recording
        browser.close()
        return result, heard

    return recorded(take)


def place_of(needle: Samples, heard: Samples, near: int, reach: int) -> int:
    """Find a sound in the recording, and make sure that it is that sound."""
    at = find(needle, heard, near=near, reach=reach)
    assert likeness(needle, heard[at : at + len(needle)]) > ALIKE
    return at


def likeness(one: Samples, other: Samples) -> float:
    return float(np.corrcoef(one, other[: len(one)])[0, 1])


def test_cues_are_heard_at_the_distances_of_the_cue_sheet(playwright: Playwright, made: Made) -> None:
    start = made.spans("hold")[0]["start"] - round(HEARD_S / 2 * SAMPLE_RATE)
    end = start + round(HEARD_S * SAMPLE_RATE)

    def act(mat: Mat) -> None:
        mat.begins_at(start)
        mat.page.wait_for_function("s => document.getElementById('session').currentTime > s", arg=end / SAMPLE_RATE)

    _, heard = play(playwright, made, act)
    cues = [cue for cue in made.contents["cues"] if start + SAMPLE_RATE < cue["start"] < end - SAMPLE_RATE]
    sentences = [cue for cue in cues if "text" in cue]
    assert len(sentences) >= 4
    assert any("sound" in cue for cue in cues)
    offsets = []
    for cue in cues:
        needle = made.samples[cue["start"] : cue["start"] + NEEDLE_FRAMES]
        near = cue["start"] + offsets[0] if offsets else len(heard) // 2
        at = place_of(needle, heard, near, SAMPLE_RATE if offsets else len(heard) // 2)
        offsets.append(at - cue["start"])
    assert max(offsets) - min(offsets) <= NEAR_FRAMES, [offset / SAMPLE_RATE for offset in offsets]


@dataclass(frozen=True, slots=True)
class Interruption:
    """A pause where it hurts.

    Attributes:
        span: Picks the frame to pause at, out of a session.
        away_s: Its length in seconds.
        table: The number of the table of where to go on that counts for it.
    """

    span: Callable[[Made], int]
    away_s: float
    table: int


def _in_a_hold(made: Made) -> int:
    return int(made.spans("hold")[1]["start"] + 11.3 * SAMPLE_RATE)


def _in_a_breath(made: Made) -> int:
    exhale = made.spans("exhale")[2]
    return int((exhale["start"] + 2 * exhale["end"]) // 3)


def _in_a_sentence(made: Made) -> int:
    start = made.section("seated-spinal-twist")["start"]
    longest = max(
        (cue for cue in made.sentences() if start < cue["start"] < start + 30 * SAMPLE_RATE),
        key=lambda cue: cue["end"] - cue["start"],
    )
    return int((longest["start"] + longest["end"]) // 2)


INTERRUPTIONS = {
    "hold": Interruption(_in_a_hold, 5, 0),
    "breath": Interruption(_in_a_breath, 5, 0),
    "sentence": Interruption(_in_a_sentence, 30, 1),
}


def row_at(made: Made, table: int, frame: int) -> tuple[int, list[int], int]:
    """Return where the player goes on, with which sentences, and after how many frames of quiet."""
    rows = made.contents["resume"]["tables"][table]
    _, place, sentences, settle_frames = rows[bisect_right([row[0] for row in rows], frame) - 1]
    return frame if place is None else place, sentences, settle_frames


@pytest.mark.parametrize("where", INTERRUPTIONS)
def test_after_a_pause_words_and_quiet_are_heard_and_then_the_session_from_the_players_place(
    playwright: Playwright, made: Made, where: str
) -> None:
    interruption = INTERRUPTIONS[where]

    def act(mat: Mat) -> int:
        frame = interruption.span(made)
        mat.begins_at(frame - SAMPLE_RATE)
        mat.page.wait_for_function("s => document.getElementById('session').currentTime > s", arg=frame / SAMPLE_RATE)
        mat.press(" ")
        mat.shows("paused")
        cut = mat.frame
        mat.passes(interruption.away_s)
        mat.press(" ")
        mat.shows("words")
        mat.shows("playing")
        place, _, _ = row_at(made, interruption.table, cut)
        wanted_s = place / SAMPLE_RATE + 1.6
        mat.page.wait_for_function("s => document.getElementById('session').currentTime > s", arg=wanted_s)
        return cut

    cut, heard = play(playwright, made, act)
    place, sentences, settle_frames = row_at(made, interruption.table, cut)
    at = 0
    for number in sentences:
        clip_start, clip_end = made.contents["words"]["clips"][number]
        needle = made.words[clip_start:clip_end]
        at = place_of(needle, heard, at + (len(heard) - at) // 2, (len(heard) - at) // 2) + len(needle)
    needle = made.samples[place : place + NEEDLE_FRAMES * 2]
    begin = place_of(needle, heard, at + settle_frames, 2 * SAMPLE_RATE)
    assert 0 <= begin - at - settle_frames + NEAR_FRAMES <= SAMPLE_RATE // 2  # the quiet, and a moment to change sounds
    quiet = heard[at + SAMPLE_RATE // 10 : begin - SAMPLE_RATE // 10]
    assert float(np.abs(quiet).max()) < QUIET  # nothing of the session is heard before its place
