"""A whole window, on real pseudo-terminals."""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from threading import Event, Thread

import pytest
from rich.console import Console

from coach.cli.keyboard import NAMES, Key
from coach.cli.screen._full_screen import FullScreenDisplay
from coach.cli.screen._key_list import lay_out_keys
from coach.playback.states import Status
from tests.cli.screen.example import PHRASES, ROUTINE, at, say
from tests.fakes import HandClock


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
        self.display = FullScreenDisplay(ROUTINE, PHRASES, console, now=self.clock.now)

    def resize(self, columns: int, rows: int) -> None:
        import termios

        termios.tcsetwinsize(self.terminal, (rows, columns))

    def written(self) -> str:
        """Return everything that was written since the last call."""
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


def test_the_keys_are_listed_until_another_key_is_pressed(window: Window) -> None:
    with window.display:
        window.show(at(205))
        for second in (Key.HELP, Key.LOUDER):
            window.display.answer(Key.HELP)
            assert "stretch before" in window.show(at(205))
            window.display.answer(second)
            assert "space pause" in window.show(at(205))


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (200, 60), (20, 5), (1, 1)])
def test_the_list_of_keys_fits_any_window(size: tuple[int, int]) -> None:
    lines = lay_out_keys(size)
    assert len(lines) == size[1]
    assert all(line.cell_len <= size[0] for line in lines)
    if size[1] >= len(Key):
        assert {name for name in NAMES.values() if any(name in line.plain for line in lines)} == {*NAMES.values()}


def test_the_list_of_keys_says_in_a_narrow_window_too_how_to_leave_it() -> None:
    assert "  ? goes back; the session goes on." in [line.plain for line in lay_out_keys((40, 24))]


def test_a_resized_window_is_drawn_anew(window: Window) -> None:
    with window.display:
        window.show(at(205))
        window.resize(40, 10)
        assert "Seated spinal twist, right" in window.show(at(205))


@pytest.mark.parametrize("size", [(0, 0), (80, 0), (0, 24)])
def test_a_window_that_does_not_know_its_size_counts_as_one_of_80_by_24(window: Window, size: tuple[int, int]) -> None:
    with window.display:
        usual = window.show(at(205))
        window.resize(*size)
        window.display.resume()  # draws all of it anew
        assert window.show(at(205)) == usual
    assert "left of the session" in usual


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (300, 1), (7, 3), (200, 10)])
def test_the_picture_fits_a_window_of_any_size(window: Window, size: tuple[int, int]) -> None:
    with window.display:
        window.resize(*size)
        drawn = window.show(at(205))
        assert 1 <= len(re.findall(r"\x1b\[\d+;1H", drawn)) <= size[1]


def test_a_window_may_change_its_size_all_the_time(window: Window) -> None:
    sizes = cycle([(0, 0), (1, 1), (80, 24), (200, 3), (0, 7), (120, 10)])
    done = Event()

    def resize() -> None:
        while not done.is_set():
            window.resize(*next(sizes))

    resizing = Thread(target=resize, daemon=True)
    resizing.start()
    with window.display:
        for second in range(200):
            window.show(at(second))
        done.set()
        resizing.join()
        window.show(at(204))  # at the size that is followed by another one
        for size in islice(sizes, 6):
            window.resize(*size)
            assert window.show(at(205))


def test_titles_and_sentences_cannot_act_on_the_terminal(window: Window) -> None:
    section = replace(at(205).sections[2], title="Twist\x1b]0;mine\x07", cues=(say(200, "In\u202ehale\x9b2J."),))
    status = replace(at(205), sections=(*at(205).sections[:2], section, at(205).sections[3]))
    with window.display:
        drawn = window.show(status)
    acting = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", drawn)
    assert not [letter for letter in acting if letter in "\x1b\x07\u202e\x9b"]
    assert r"In\u202ehale\x9b2J." in acting


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
