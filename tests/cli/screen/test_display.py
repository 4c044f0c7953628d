"""What is seen of a session: exact pictures, real pseudo-terminals, and lines of text."""

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from coach.audio.format import SAMPLE_RATE
from coach.cli.screen.big_letters import big_letters
from coach.cli.screen.display import QuietDisplay, ScreenDisplay, find_display, spelled
from coach.cli.screen.layout import picture
from coach.cli.screen.plain import PlainDisplay
from coach.playback.states import State, Status
from coach.script.steps import Position, Routine, Sound, Stretch
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind
from tests.fakes import HandClock, fake_clip

ROUTINE = Routine(
    "middle-back",
    "Middle back relief",
    (
        Stretch("cat-cow", "Standing cat-cow", Position.STANDING, "", ()),
        Stretch("twist", "Seated spinal twist", Position.SEATED, "", ()),
    ),
)
CHIME = fake_clip("One.")


def frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def say(at_s: float, text: str, side: str = "") -> Cue:
    return Cue(frames(at_s), fake_clip(text), text=text, side=side)


def chime(at_s: float, sound: Sound, side: str = "") -> Cue:
    return Cue(frames(at_s), CHIME, sound=sound, side=side)


def mark(kind: MarkKind, start_s: float, end_s: float, side: str = "") -> Mark:
    return Mark(kind, frames(start_s), frames(end_s), side=side)


def section(stretch: str, title: str, start_s: float, end_s: float, cues: list[Cue], *marks: Mark) -> Section:
    kind = SectionKind.STRETCH if stretch else SectionKind.CLOSING if start_s else SectionKind.OPENING
    return Section(kind, stretch, title, None, frames(start_s), frames(end_s), tuple(cues), marks)


SECTIONS = (
    section("", "Opening", 0, 30, [say(1, "Welcome."), chime(5, Sound.START), say(22, "Move slowly.")]),
    section(
        "cat-cow",
        "Standing cat-cow",
        30,
        120,
        [
            say(30, "First: Standing cat-cow."),
            say(40, "Feet hip-width apart."),
            say(45, "Knees a little soft."),
            say(50, "Move with your breath, 8 times."),
            say(60, "Inhale."),
            say(62, "Arch your spine."),
            say(64, "Exhale."),
            say(66, "Round your upper back."),
        ],
        mark(MarkKind.INHALE, 60, 64),
        mark(MarkKind.EXHALE, 64, 70),
    ),
    section(
        "twist",
        "Seated spinal twist",
        120,
        240,
        [
            say(120, "Next: Seated spinal twist."),
            say(140, "Chest turns to the left.", "left"),
            say(180, "Chest turns to the right.", "right"),
            say(185, "Left hand to the right knee.", "right"),
            say(190, "Stay here for 25 seconds.", "right"),
            chime(195, Sound.START, "right"),
            say(200, "Inhale.", "right"),
            say(204, "Exhale.", "right"),
        ],
        mark(MarkKind.SIDE, 140, 175, "left"),
        mark(MarkKind.SIDE, 180, 225, "right"),
        mark(MarkKind.HOLD, 195, 220, "right"),
        mark(MarkKind.EXHALE, 204, 210, "right"),
    ),
    section("", "Closing", 240, 270, [say(245, "Open your eyes when you are ready.")]),
)


def at(seconds: float, state: State = State.PLAYING, *, waiting: bool = False, prepared: int = 4) -> Status:
    return Status(state, frames(seconds), SECTIONS[:prepared], prepared == 4, waiting, 0)


def drawn(status: Status, columns: int, rows: int, *, announcement: str = "") -> list[str]:
    lines = picture(status, ROUTINE, (columns, rows), announcement=announcement)
    assert len(lines) == rows
    return [line.plain.rstrip() for line in lines]


HOLD_ON_THE_RIGHT = """\
  Middle back relief                                                    2 of 2
  ▄▀▀▀▀              █             █                ▀             █
  ▀▄▄▄  ▄▀▀▀▄  ▀▀▀▄ ▀█▀  ▄▀▀▀▄ ▄▀▀▀█    ▄▀▀▀▀ █▀▀▀▄ █ █▀▀▀▄  ▀▀▀▄ █
      █ █▀▀▀▀ ▄▀▀▀█  █   █▀▀▀▀ █   █     ▀▀▀▄ █   █ █ █   █ ▄▀▀▀█ █
  ▀▀▀▀   ▀▀▀▀  ▀▀▀▀   ▀▀  ▀▀▀▀  ▀▀▀▀    ▀▀▀▀  █▀▀▀  ▀ ▀   ▀  ▀▀▀▀  ▀
                                              ▀
   █           ▀        █              ▀       █      █
  ▀█▀  █  █  █ █ ▄▀▀▀▀ ▀█▀        █▄▀▀ █ ▄▀▀▀█ █▀▀▀▄ ▀█▀
   █   █  █  █ █  ▀▀▀▄  █         █    █ █   █ █   █  █
    ▀▀  ▀▀ ▀▀  ▀ ▀▀▀▀    ▀▀ ▄▀    ▀    ▀  ▀▀▀█ ▀   ▀   ▀▀
                                          ▀▀▀
  Exhale.

  Chest turns to the right. Left hand to the right knee. Stay here for 25
  seconds.
   ▄█     ▄▀▀▀▄ █▀▀▀▀              ▄█   █▀▀▀▀
    █   ▀ █   █ █▄▄▄                █   █▄▄▄
    █   ▄ █   █     █               █       █
   ▀▀▀     ▀▀▀  ▀▀▀▀               ▀▀▀  ▀▀▀▀
  left of the session             s of the hold left
  Stretch  ██████████████████████████████████████████──────────────────   0:35
  Session  █████████████████████████████████████████████───────────────   1:05

  space pause · ← → stretch · r again · + − volume · q end
"""
PAUSED_IN_IT = """\
  Middle back relief                                                    2 of 2
  ▄▀▀▀▀              █             █                ▀             █
  ▀▄▄▄  ▄▀▀▀▄  ▀▀▀▄ ▀█▀  ▄▀▀▀▄ ▄▀▀▀█    ▄▀▀▀▀ █▀▀▀▄ █ █▀▀▀▄  ▀▀▀▄ █
      █ █▀▀▀▀ ▄▀▀▀█  █   █▀▀▀▀ █   █     ▀▀▀▄ █   █ █ █   █ ▄▀▀▀█ █
  ▀▀▀▀   ▀▀▀▀  ▀▀▀▀   ▀▀  ▀▀▀▀  ▀▀▀▀    ▀▀▀▀  █▀▀▀  ▀ ▀   ▀  ▀▀▀▀  ▀
                                              ▀
   █           ▀        █              ▀       █      █
  ▀█▀  █  █  █ █ ▄▀▀▀▀ ▀█▀        █▄▀▀ █ ▄▀▀▀█ █▀▀▀▄ ▀█▀
   █   █  █  █ █  ▀▀▀▄  █         █    █ █   █ █   █  █
    ▀▀  ▀▀ ▀▀  ▀ ▀▀▀▀    ▀▀ ▄▀    ▀    ▀  ▀▀▀█ ▀   ▀   ▀▀
                                          ▀▀▀
  Exhale.

  Chest turns to the right. Left hand to the right knee. Stay here for 25
  seconds.
   ▄█     ▄▀▀▀▄ █▀▀▀▀             █▀▀▀▄                             █
    █   ▀ █   █ █▄▄▄              █▄▄▄▀  ▀▀▀▄ █   █ ▄▀▀▀▀ ▄▀▀▀▄ ▄▀▀▀█
    █   ▄ █   █     █             █     ▄▀▀▀█ █   █  ▀▀▀▄ █▀▀▀▀ █   █
   ▀▀▀     ▀▀▀  ▀▀▀▀              ▀      ▀▀▀▀  ▀▀▀▀ ▀▀▀▀   ▀▀▀▀  ▀▀▀▀
  left of the session             15 s of the hold left
  Stretch  ██████████████████████████████████████████──────────────────   0:35
  Session  █████████████████████████████████████████████───────────────   1:05

  space go on · ← → stretch · r again · + − volume · q end
"""
BEFORE_ANYTHING_IS_PREPARED = """\


  Middle back relief






                                  ▄▀▀▀▀
                                  ▀▄▄▄  ▄▀▀▀▄ ▄▀▀▀▄ █▀▀▀▄
  ▄▄▄▄ ▀ ▄▄▄▄ ▄▄▄▄                    █ █   █ █   █ █   █
       ▄                          ▀▀▀▀   ▀▀▀   ▀▀▀  ▀   ▀
  preparing the rest              preparing the session

  Opening  ────────────────────────────────────────────────────────────
  Session  ────────────────────────────────────────────────────────────

  Next: Standing cat-cow
  space pause · ← → stretch · r again · + − volume · q end
"""
CLOSING = """\


  █▄   ▄█ ▀     █     █ █           █                █
  █ ▀▄▀ █ █ ▄▀▀▀█ ▄▀▀▀█ █  ▄▀▀▀▄    █▀▀▀▄  ▀▀▀▄ ▄▀▀▀ █ ▄▀
  █     █ █ █   █ █   █ █  █▀▀▀▀    █   █ ▄▀▀▀█ █    █▀▄
  ▀     ▀ ▀  ▀▀▀▀  ▀▀▀▀  ▀  ▀▀▀▀    ▀▀▀▀   ▀▀▀▀  ▀▀▀ ▀  ▀

             █  ▀        ▄▀▀
  █▄▀▀ ▄▀▀▀▄ █  █ ▄▀▀▀▄ ▄█▄
  █    █▀▀▀▀ █  █ █▀▀▀▀  █
  ▀     ▀▀▀▀  ▀ ▀  ▀▀▀▀  ▀
  Open your eyes when you are ready.



  ▄▀▀▀▄   ▄▀▀▀▄ ▄▀▀▀▄
  █   █ ▀   ▄▄▀ █   █
  █   █ ▄ ▄▀    █   █
   ▀▀▀    ▀▀▀▀▀  ▀▀▀
  left of the session
  Closing  ████████████████████────────────────────────────────────────   0:20
  Session  ███████████████████████████████████████████████████████─────   0:20

  space pause · ← → stretch · r again · + − volume · q end
"""
BREATHING = """\
  Middle back relief            1 of 2
  Standing cat-cow
  Round your upper back.
  Feet hip-width apart. Knees a little
  soft. Move with your breath, 8 time…

  Stretch  ████████────────────   0:54
  Session  ████────────────────   3:24
  Next: Seated spinal twist
  space pause · ← → · r · + − · q end
"""
SEARCHING = """\
  Middle back relief            2 of 2
  Seated spinal twist, right
  Exhale.
  Chest turns to the right. Left hand
  to the right knee. Stay here for 25…
  No sound · hold 15 s
  Stretch  ██████████████──────   0:35
  Session  ███████████████─────   1:05
  The loudspeaker is gone; looking fo…
  space pause · ← → · r · + − · q end
"""
AWAITING_A_STRETCH = """\
  Middle back relief            2 of 2
  Seated spinal twist



  Soon
  Stretch  ────────────────────
  Session  ────────────────────

  space pause · ← → · r · + − · q end
"""
TINY = """\
Seated spinal twist
Right side
Exhale.
Paused · hold 15 s
█████████────   1:05
"""


@pytest.mark.parametrize(
    ("status", "size", "announcement", "expected"),
    [
        (at(205), (80, 24), "", HOLD_ON_THE_RIGHT),
        (at(205, State.PAUSED), (80, 24), "", PAUSED_IN_IT),
        (at(0, waiting=True, prepared=0), (80, 20), "", BEFORE_ANYTHING_IS_PREPARED),
        (at(250), (80, 24), "", CLOSING),
        (at(66.5), (40, 10), "", BREATHING),
        (at(205, State.SEARCHING), (40, 10), "The loudspeaker is gone; looking for it.", SEARCHING),
        (at(120, waiting=True, prepared=2), (40, 10), "", AWAITING_A_STRETCH),
        (at(205, State.PAUSED), (20, 5), "", TINY),
    ],
)
def test_chosen_moments_look_as_they_should(
    status: Status, size: tuple[int, int], announcement: str, expected: str
) -> None:
    assert "\n".join(drawn(status, *size, announcement=announcement)) + "\n" == expected


def test_a_large_window_has_letters_of_twice_the_size() -> None:
    lines = drawn(at(205), 200, 50)
    headline = [f"  {row}".rstrip() for row in big_letters("Seated spinal twist, right", 196, scale=2)]
    assert lines[2 : 2 + len(headline)] == headline
    assert len(headline) == 19
    assert lines[-7].startswith("  left of the session")


sizes = st.tuples(st.integers(1, 220), st.integers(1, 70))
statuses = st.builds(
    at, st.floats(0, 270), st.sampled_from(State), waiting=st.booleans(), prepared=st.integers(0, len(SECTIONS))
)


@given(statuses, sizes, st.sampled_from(["", "The loudspeaker is gone; looking for it."]), st.booleans())
def test_a_picture_never_has_more_lines_or_columns_than_the_window(
    status: Status, size: tuple[int, int], announcement: str, keys: bool
) -> None:
    lines = picture(status, ROUTINE, size, announcement=announcement, keys=keys)
    assert len(lines) == size[1]
    assert max(line.cell_len for line in lines) <= size[0]


@given(st.floats(180, 224), st.floats(180, 224), sizes)
def test_nothing_jumps_while_a_side_lasts(earlier_s: float, later_s: float, size: tuple[int, int]) -> None:
    headline = drawn(at(180), *size)[: size[1] // 2]
    stays = [line for line in headline if line.startswith(("  ▄", "  ▀", "  █")) or "Seated" in line]
    for lines in (drawn(at(seconds), *size) for seconds in (earlier_s, later_s)):
        assert [line for line in stays if line not in lines[: size[1] // 2]] == []
    with_times = (
        [row for row, line in enumerate(drawn(at(seconds), *size)) if re.search(r"\d:\d\d$", line)]
        for seconds in (earlier_s, later_s)
    )
    assert len({tuple(rows) for rows in with_times}) == 1


@pytest.mark.parametrize("title", ["前屈", "Üçgen duruşu", "Supercalifragilisticexpialidocious"])
def test_a_title_that_the_font_cannot_show_is_shown_as_it_is(title: str) -> None:
    stretches = (ROUTINE.stretches[0], replace(ROUTINE.stretches[1], title=title))
    lines = picture(at(205), replace(ROUTINE, stretches=stretches), (80, 24))
    assert f"{title}, right" in {line.plain.strip() for line in lines}


def test_letters_keep_within_the_columns_or_are_not_drawn() -> None:
    for columns in range(1, 120):
        lines = big_letters("Kneeling back bend", columns)
        assert all(len(line) <= columns for line in lines)
        assert bool(lines) == (columns >= len(big_letters("Kneeling", 200)[1]))


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "█▀▄─ · …"), ("cp437", "█▀▄─ · ."), ("latin-1", '#"o- · .'), ("ascii", '#"o- - .')],
)
def test_a_terminal_gets_letters_that_it_has(encoding: str, expected: str) -> None:
    assert spelled("█▀▄─ · …", encoding) == expected
    assert spelled("前", "ascii") == "?"


class Window:
    """A terminal's window: what is drawn on it is read at the other end."""

    def __init__(self, encoding: str = "utf-8") -> None:
        pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
        self._screen, self.terminal = pty.openpty()
        os.set_blocking(self._screen, False)
        self.resize(80, 24)
        self.clock = HandClock()
        file = os.fdopen(self.terminal, "w", encoding=encoding, closefd=False)
        console = Console(file=file, _environ={"TERM": "xterm-256color"})
        self.display = ScreenDisplay(ROUTINE, console, now=self.clock.now)

    def resize(self, columns: int, rows: int) -> None:
        import termios

        termios.tcsetwinsize(self.terminal, (rows, columns))

    def written(self) -> str:
        """Since the last call."""
        data = b""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self._screen, 100_000):
                data += part
        return data.decode()

    def show(self, status: Status, after_s: float = 0.25) -> str:
        self.clock.wait(after_s)
        self.display.show(status)
        return self.written()

    def lose(self) -> None:
        os.close(self._screen)
        self._screen = -1

    def close(self) -> None:
        for end in {self._screen, self.terminal} - {-1}:
            os.close(end)


@pytest.fixture
def window() -> Iterator[Window]:
    opened = Window()
    yield opened
    opened.close()


BEGIN, END, SHOWN, HIDDEN = "\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h", "\x1b[?25l"


def test_what_was_on_the_screen_comes_back(window: Window) -> None:
    with window.display:
        begun = window.show(at(205))
    ended = window.written()
    assert begun.startswith(BEGIN)
    assert HIDDEN in begun
    assert ended.endswith(END)
    assert SHOWN in ended


def test_it_comes_back_after_an_error_too(window: Window) -> None:
    with pytest.raises(KeyboardInterrupt), window.display:
        window.show(at(205))
        raise KeyboardInterrupt
    assert window.written().endswith(END)


def test_it_is_drawn_at_most_four_times_a_second_and_only_where_it_changed(window: Window) -> None:
    with window.display:
        window.show(at(205))
        assert window.show(at(206), after_s=0.2) == ""
        rows = re.findall(r"\x1b\[(\d+);1H", window.show(at(206), after_s=0.1))
        assert rows == ["16", "17", "19", "21", "22"]  # the two numbers, and the two times beside the bars
        assert window.show(at(206)) == ""


def test_a_resized_window_is_drawn_anew(window: Window) -> None:
    with window.display:
        window.show(at(205))
        window.resize(40, 10)
        assert "Seated spinal twist, right" in window.show(at(205))


def test_it_is_given_back_for_a_while_and_drawn_anew(window: Window) -> None:
    with window.display:
        first = window.show(at(205))
        window.display.suspend()
        assert window.written().endswith(END)
        assert window.show(at(205)) == ""
        window.display.resume()
        assert window.show(at(205)) == first


def test_announcements_are_read_on_the_screen_till_the_next_stretch_and_after_the_end(window: Window) -> None:
    with window.display:
        window.show(at(205))
        window.display.announce("It is back.")
        assert "It is back." in window.show(at(206))
        window.show(at(241))
        window.display.resume()  # draws all of it anew
        assert "It is back." not in window.show(at(241))
    assert window.written().endswith(f"{END}  3:25  It is back.\r\n")


def test_a_window_that_disappears_does_not_disturb_the_session(window: Window) -> None:
    with window.display:
        window.show(at(205))
        window.lose()
        window.clock.wait(1)
        window.display.show(at(210))
        window.display.announce("It is back.")


def test_nothing_but_announcements_is_told_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with find_display(ROUTINE) as display:
        assert isinstance(display, QuietDisplay)
        display.show(at(205))
        display.announce("It is back.")
    assert stream.getvalue() == "It is back.\n"


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


def test_lines_are_plain_text() -> None:
    listener = Listener()
    listener.hear(0, 270, 1)
    assert not set(listener.stream.getvalue()) & set("\r\x1b\x07\x08")


LISTENING = """\
import sys, time
from tests.cli.screen.test_display import Listener, PlainDisplay, ROUTINE
listener = Listener()
listener.display = PlainDisplay(ROUTINE, now=listener.clock.now)
for each in range(10):
    time.sleep(0.01)
    listener.hear(0, 240, 1)
print("end", file=sys.stderr)
"""


@pytest.mark.parametrize("closed", [">&-", "| head -1"])
@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell's way")
def test_the_session_goes_on_when_nobody_reads_the_lines(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -c "$PROGRAM" {closed}'],
        env={**os.environ, "PROGRAM": LISTENING, "PYTHONPATH": str(Path.cwd()), "PYTHONUNBUFFERED": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "end\n"
