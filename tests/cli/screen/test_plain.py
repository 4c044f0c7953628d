"""A session as lines of text."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.format import SAMPLE_RATE
from coach.cli.keyboard import Key
from coach.cli.screen._key_list import key_lines
from coach.cli.screen._plain import PlainDisplay, QuietDisplay
from coach.playback.player import MAX_VOLUME_DB, MIN_VOLUME_DB
from coach.playback.states import State, Status
from tests.built import built_timeline
from tests.cli.screen.example import ROUTINE, at
from tests.fakes import HandClock

LINES = """\
  0:00  Middle back relief
  0:01  Welcome.
  0:05  Sound: start
  0:22  Move slowly.
  0:30  Stretch 1 of 2: Standing cat-cow
  0:30  First: Standing cat-cow.
  0:40  Feet hip-width apart.
  0:45  Knees a little soft.
  0:50  Move with your breath, 8 times.
  1:00  Inhale.
  1:02  Arch your spine.
  1:04  Exhale.
  1:06  Round your upper back.
  2:00  Stretch 2 of 2: Seated spinal twist
  2:00  Next: Seated spinal twist.
  2:20  Chest turns to the left.  (left)
  3:00  Chest turns to the right.  (right)
  3:05  Left hand to the right knee.  (right)
  3:10  Stay here for 25 seconds.  (right)
  3:15  Sound: start  (right)
  3:20  Inhale.  (right)
  3:24  Exhale.  (right)
  4:00  Closing
  4:05  Open your eyes when you are ready.
"""


class Listener:
    """A plain display, a clock and a session that is heard by it."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.stream = io.StringIO()
        self.display = PlainDisplay(ROUTINE, self.stream, now=self.clock.now)

    def hear(self, start_s: float, end_s: float, every_s: float = 0.05) -> None:
        seconds = start_s
        while seconds < end_s:
            self.show(at(seconds), every_s)
            seconds += every_s
        self.show(at(end_s), every_s)

    def show(self, status: Status, after_s: float = 0.05) -> None:
        self.clock.wait(after_s)
        self.display.show(status)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.stream.getvalue().splitlines()]


@given(st.floats(0.03, 40))
def test_no_cue_is_missed_or_told_twice_whatever_the_pace(every_s: float) -> None:
    listener = Listener()
    listener.hear(0, 270, every_s)
    assert listener.stream.getvalue() == LINES


def test_cues_are_told_again_after_a_jump_back() -> None:
    listener = Listener()
    listener.show(at(119, waiting=True))
    listener.hear(119, 141)
    listener.hear(120, 141)
    again = ["2:00  Stretch 2 of 2: Seated spinal twist", "2:00  Next: Seated spinal twist."]
    again.append("2:20  Chest turns to the left.  (left)")
    assert listener.lines == ["1:59  Stretch 1 of 2: Standing cat-cow", *again, *again]


def test_cues_that_are_jumped_over_are_not_told() -> None:
    listener = Listener()
    listener.hear(0, 2)
    listener.hear(120.07, 121)  # a moment after its beginning, as a player tells it
    assert listener.lines[2:] == ["2:00  Stretch 2 of 2: Seated spinal twist", "2:00  Next: Seated spinal twist."]


def test_a_pause_and_what_is_said_after_it_are_told() -> None:
    listener = Listener()
    listener.hear(184, 186)
    for _ in range(3):
        listener.show(replace(at(186, State.PAUSED), saying="Paused."))
    for _ in range(3):
        listener.show(replace(at(185, waiting=True), saying="12 seconds left."), after_s=100)
    listener.hear(185, 186)
    cue = "3:05  Left hand to the right knee.  (right)"
    assert listener.lines[1:] == [cue, "3:06  Paused.", "3:05  Going on.", "3:05  12 seconds left.", cue]


def test_announcements_have_their_time() -> None:
    listener = Listener()
    listener.show(at(206, State.SEARCHING))
    listener.display.announce("The loudspeaker is gone; looking for it.")
    assert listener.lines == ["3:26  The loudspeaker is gone; looking for it."]


def test_every_key_is_answered_in_a_line() -> None:
    listener = Listener()
    listener.show(at(206))

    def answer(key: Key, **changes: Any) -> list[str]:
        before = len(listener.lines)
        listener.display.answer(key)
        listener.show(replace(at(206), **changes))
        return [line.removeprefix("3:26  ") for line in listener.lines[before:]]

    assert answer(Key.FORWARD) == ["To the next stretch."]
    assert answer(Key.BACK) == ["To the stretch before."]
    assert answer(Key.REPEAT) == ["This stretch again."]
    assert answer(Key.LOUDER, volume_db=3) == ["Volume +3 dB."]
    assert answer(Key.QUIETER, volume_db=0) == ["Volume as it was made."]
    assert answer(Key.PAUSE, state=State.PAUSED) == ["Paused."]
    assert answer(Key.PAUSE, state=State.PLAYING) == ["Going on."]
    assert answer(Key.END, state=State.STOPPING) == ["Ending."]


def test_the_keys_are_listed_for_whoever_asks() -> None:
    listener = Listener()
    listener.display.answer(Key.HELP)
    assert len(listener.lines) == len(Key)
    assert "0:00  space, p or k: pause or go on" in listener.lines
    stream = io.StringIO()
    QuietDisplay(stream).answer(Key.HELP)
    QuietDisplay(stream).answer(Key.LOUDER)
    assert stream.getvalue().splitlines() == [*key_lines()]


@pytest.mark.parametrize(
    ("key", "volume_db", "words"),
    [(Key.LOUDER, MAX_VOLUME_DB, "+9 dB, the loudest."), (Key.QUIETER, MIN_VOLUME_DB, "-30 dB, the quietest.")],
)
def test_a_volume_that_cannot_be_changed_any_more_is_told_at_each_key(key: Key, volume_db: int, words: str) -> None:
    listener = Listener()
    for _ in range(2):
        listener.display.answer(key)
        listener.show(replace(at(206), volume_db=volume_db))
        listener.show(replace(at(206), volume_db=volume_db))
    told = [line for line in listener.lines if "Volume" in line]
    assert told == [f"3:26  Volume {words}"] * 2


def test_a_status_of_before_the_key_is_no_answer() -> None:
    listener = Listener()
    listener.display.answer(Key.LOUDER)
    listener.show(at(206))
    listener.show(replace(at(206), volume_db=3))
    assert [line for line in listener.lines if "Volume" in line] == ["3:26  Volume +3 dB."]


def test_rounds_efforts_rests_and_silences_have_a_line_each() -> None:
    timeline, listener = built_timeline(), Listener()
    for frame in range(0, timeline.frames, SAMPLE_RATE // 4):
        listener.show(Status(State.PLAYING, frame, timeline.sections, True, False, 0), 0.25)
    told = [line.split("  ")[1] for line in listener.lines]
    counts = {word: sum(line.startswith(word) for line in told) for word in ("Round", "Work", "Rest:", "Silence")}
    assert counts == {"Round": 7, "Work": 3, "Rest:": 3, "Silence": 1}
    assert {"Round 2 of 3", "Work: 0:40", "Rest: 0:20", "Silence: 2:00"} <= set(told)


def test_lines_are_plain_text() -> None:
    listener = Listener()
    listener.hear(0, 270, 1)
    assert not set(listener.stream.getvalue()) & set("\r\x1b\x07\x08")


LISTENING = """\
import sys, time
from tests.cli.screen.test_plain import Listener, PlainDisplay, ROUTINE
listener = Listener()
listener.display = PlainDisplay(ROUTINE, now=listener.clock.now)
for each in range(10):
    time.sleep(0.01)
    listener.hear(0, 240, 1)
print("end", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("closed", "end"), [(">&-", "end"), (">/dev/full", "end"), ("| true", "BrokenPipeError: [Errno 32] Broken pipe")]
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_lines_that_cannot_be_written_are_dropped_and_a_reader_that_is_gone_is_told_once(closed: str, end: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -c "$PROGRAM" {closed}'],
        env={**os.environ, "PROGRAM": LISTENING, "PYTHONPATH": str(Path.cwd()), "PYTHONUNBUFFERED": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == end
