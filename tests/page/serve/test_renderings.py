"""Checks the queue: two sessions at a time, eight wait, each is made once, and what nobody waits for is cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from coach.errors import SpeechError
from coach.page.serve.kept import KeptSessions
from coach.page.serve.orders import Order
from coach.page.serve.renderings import AT_ONCE, MOST_WAITING, UNWATCHED_S, BusyError, Progress, Renderings, State
from tests.fakes import HandClock
from tests.page.serve.serving import Maker


@dataclass
class Desk:
    """The renderings of a test, and all that they are made with."""

    renderings: Renderings
    maker: Maker
    clock: HandClock
    kept: KeptSessions

    def ask(self, *numbers: int) -> None:
        for number in numbers:
            self.renderings.ask(order(number))

    def state(self, number: int) -> State | None:
        progress = self.renderings.progress(order(number).key)
        return progress.state if progress else None

    async def finish(self, number: int) -> None:
        self.maker.finish(order(number).key)
        await settled()


def order(number: int) -> Order:
    return Order("cobra", "Cobra pose", {"wording": str(number)}, f"{number:064x}")


async def settled() -> None:
    """Let everything go on that can."""
    for _ in range(10):
        await asyncio.sleep(0)


def at_the_desk(folder: Path, test: Callable[[Desk], Awaitable[None]], maker: Maker | None = None) -> Desk:
    """Run a test in an event loop, and end the renderings after it."""
    clock, kept = HandClock(), KeptSessions(folder)
    maker = maker or Maker(waits=True)
    desk = Desk(Renderings(maker, kept, lambda error: f"Reported: {error}", clock.now), maker, clock, kept)

    async def run() -> None:
        async with desk.renderings.watched():
            await test(desk)

    asyncio.run(run())
    return desk


def test_two_are_made_and_the_others_wait_in_order(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1, 2, 3, 4)
        await settled()
        assert [asked.key for asked in desk.maker.asked] == [order(1).key, order(2).key]
        assert desk.renderings.progress(order(1).key) == Progress(State.PREPARING, 1, 4)
        assert desk.renderings.progress(order(3).key) == Progress(State.QUEUED, ahead=0)
        assert desk.renderings.progress(order(4).key) == Progress(State.QUEUED, ahead=1)
        await desk.finish(1)
        assert [desk.state(number) for number in (1, 2, 3, 4)] == ["ready", "preparing", "preparing", "queued"]
        assert desk.kept.find(order(1).key)

    at_the_desk(tmp_path, test)


def test_a_session_that_is_asked_for_twice_is_made_once(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1, 1)
        await settled()
        await desk.finish(1)
        desk.ask(1)
        await settled()
        assert len(desk.maker.asked) == 1
        assert desk.state(1) is State.READY

    at_the_desk(tmp_path, test)


def test_when_all_places_are_taken_the_next_one_is_refused_and_none_is_lost(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        places = AT_ONCE + MOST_WAITING
        desk.ask(*range(places))
        with pytest.raises(BusyError, match="Try again in half a minute"):
            desk.ask(places)
        desk.ask(places - 1)  # whoever has a place keeps it
        assert desk.state(places) is None
        await settled()
        await desk.finish(0)
        desk.ask(places)
        assert desk.state(places) is State.QUEUED

    at_the_desk(tmp_path, test)


def test_what_nobody_waits_for_is_cancelled_and_makes_room(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1, 2, 3, 4)
        await settled()
        desk.clock.wait(UNWATCHED_S)
        assert desk.state(2) is State.PREPARING  # this looks after it
        desk.clock.wait(1)
        desk.renderings.cancel_unwatched()
        await settled()
        assert desk.maker.stopped == [order(1).key]
        assert [desk.state(number) for number in (1, 2, 3, 4)] == ["cancelled", "preparing", "cancelled", "cancelled"]
        desk.ask(3)
        await settled()
        assert desk.state(3) is State.PREPARING

    desk = at_the_desk(tmp_path, test)
    assert list(tmp_path.iterdir()) == [], desk


def test_a_phone_that_is_locked_for_some_minutes_finds_its_session_made(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1)
        await settled()
        desk.clock.wait(4 * 60)
        desk.renderings.cancel_unwatched()
        await desk.finish(1)
        assert desk.state(1) is State.READY

    at_the_desk(tmp_path, test)


def test_a_session_that_was_cancelled_can_be_asked_for_again(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1)
        await settled()
        desk.clock.wait(UNWATCHED_S + 1)
        desk.renderings.cancel_unwatched()
        desk.ask(1)  # also while the first one is still ending
        await settled()
        assert desk.state(1) is State.PREPARING
        await desk.finish(1)
        assert desk.state(1) is State.READY

    at_the_desk(tmp_path, test)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SpeechError("The voice broke.", "Choose another."), "The voice broke. Choose another."),
        (OSError(28, "No space left on device"), "The session could not be kept: No space left on device. Make room."),
        (ZeroDivisionError("x"), "Reported: x"),
    ],
)
def test_a_failure_is_told_and_leaves_nothing(tmp_path: Path, error: Exception, told: str) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1)
        await settled()
        assert desk.renderings.progress(order(1).key) == Progress(State.FAILED, 1, 4, error=told)
        desk.maker.error = None
        desk.ask(1)
        await settled()
        assert desk.state(1) is State.READY

    at_the_desk(tmp_path, test, Maker(error=error))
    assert [path.name for path in tmp_path.iterdir()] == [order(1).key]


def test_at_the_end_everything_is_cancelled_and_nothing_is_left(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        desk.ask(1, 2, 3)
        await settled()

    desk = at_the_desk(tmp_path, test)
    assert desk.maker.stopped == [order(1).key, order(2).key]
    assert desk.state(3) is State.CANCELLED
    assert list(tmp_path.iterdir()) == []


def test_nobody_knows_a_session_that_was_not_asked_for(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        assert desk.state(1) is None
        assert desk.renderings.order_of(order(1).key) is None

    at_the_desk(tmp_path, test)
