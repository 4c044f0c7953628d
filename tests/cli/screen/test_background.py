"""A display in its own thread: it never holds up who shows and announces, even while it is stuck."""

from collections.abc import Iterator
from threading import Event

import pytest

from coach.cli.keyboard import Key
from coach.cli.screen import background
from coach.cli.screen.background import BACKLOG, BackgroundDisplay
from coach.playback.states import Status
from tests.cli.screen.example import at


class StuckDisplay:
    """Remembers what it is asked, and does nothing until it is freed.

    Attributes:
        seen: What was asked so far, in order.
        freed: Set it to let the display work.
    """

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.freed = Event()

    def __enter__(self) -> "StuckDisplay":
        return self

    def __exit__(self, *_: object) -> None:
        self.seen.append("exit")

    def show(self, status: Status) -> None:
        self.freed.wait()
        self.seen.append(status)

    def announce(self, sentence: str) -> None:
        self.seen.append(sentence)

    def answer(self, key: Key) -> None:
        self.seen.append(key)

    def suspend(self) -> None:
        self.seen.append("suspend")

    def resume(self) -> None:
        self.seen.append("resume")


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[StuckDisplay]:
    monkeypatch.setattr(background, "PATIENCE_S", 0.05)
    stuck = StuckDisplay()
    yield stuck
    stuck.freed.set()


def test_all_is_shown_in_order(display: StuckDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PATIENCE_S", 20)
    display.freed.set()
    with BackgroundDisplay(display) as shown:
        shown.show(at(1))
        shown.announce("It is gone.")
        shown.answer(Key.HELP)
        shown.suspend()
        assert display.seen == [at(1), "It is gone.", Key.HELP, "suspend"]  # it waited for that
        shown.resume()
    assert display.seen == [at(1), "It is gone.", Key.HELP, "suspend", "resume", "exit"]


def test_a_display_that_is_stuck_drops_moments_and_keeps_announcements(display: StuckDisplay) -> None:
    with BackgroundDisplay(display) as shown:
        for _ in range(2 * BACKLOG):
            shown.show(at(1))
        shown.announce("It is gone.")
        display.freed.set()
    assert BACKLOG <= display.seen.count(at(1)) <= BACKLOG + 1  # one may be taken from the queue already
    assert display.seen[-2:] == ["It is gone.", "exit"]


def test_a_reader_that_is_gone_is_told_and_what_follows_is_still_shown(
    display: StuckDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_sentence: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(display, "announce", break_off)
    with BackgroundDisplay(display, lambda: display.seen.append("unread")) as shown:
        shown.announce("Nobody reads this.")
        shown.suspend()
        display.freed.set()
    assert display.seen == ["unread", "suspend", "exit"]


def test_a_display_that_stays_stuck_is_left_behind(display: StuckDisplay) -> None:
    with BackgroundDisplay(display) as shown:
        shown.show(at(1))
        shown.suspend()
    assert display.seen == []
