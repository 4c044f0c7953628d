"""Checks the play time of a library that does not tell how far it is."""

from itertools import accumulate

import pytest

from coach.playback.sinks._play_time import BUFFER_S, WAKE_S, PlayTime
from tests.fakes import HandClock

TICK_S = 0.01


class Thread:
    """A thread that wakes when the test says so."""

    def __init__(self) -> None:
        self.wakes = 7

    def count(self) -> int:
        return self.wakes


def after(ticks: list[tuple[float, int]]) -> tuple[PlayTime, list[float]]:
    """Return the play time, and what it showed after each tick of some seconds in which the thread woke some times."""
    clock, thread = HandClock(), Thread()
    time = PlayTime(thread.count, clock.now)
    seen = []
    for seconds, wakes in ticks:
        clock.wait(seconds)
        thread.wakes += wakes
        seen.append(time.look())
    return time, seen


def played(ticks: list[tuple[float, int]]) -> list[float]:
    return after(ticks)[1]


def test_it_follows_the_clock_while_the_thread_keeps_waking() -> None:
    assert played([(TICK_S, int(tick % 8 == 7)) for tick in range(500)]) == pytest.approx(
        list(accumulate([TICK_S] * 500))
    )


def test_it_follows_the_clock_where_nobody_sees_the_thread() -> None:
    clock = HandClock()
    time = PlayTime(None, clock.now)
    clock.wait(30)
    assert time.look() == 30


def test_it_stands_still_until_the_loudspeaker_starts() -> None:
    assert played([(TICK_S, 0)] * 150)[-1] == pytest.approx(BUFFER_S)


def test_it_stands_still_while_the_loudspeaker_sleeps_and_goes_on_afterwards() -> None:
    awake = [(TICK_S, 1)] * 100
    assert played([*awake, *[(TICK_S, 0)] * 1000, *awake])[-1] == pytest.approx(2.0 + WAKE_S)


def test_it_does_not_count_a_minute_in_which_the_whole_program_was_halted() -> None:
    awake = [(TICK_S, 1)] * 100
    assert played([*awake, (60.0, 1), *awake])[-1] <= 2.0 + 2 * WAKE_S


def test_it_catches_up_with_a_thread_that_went_on_while_nobody_looked() -> None:
    assert played([(TICK_S, 1), (3.0, 120), (TICK_S, 1)])[-1] == pytest.approx(3.0 + 2 * TICK_S)


def test_a_thread_that_has_ended_never_moves_it_back() -> None:
    seen = played([*[(TICK_S, 1)] * 10, *[(TICK_S, 0)] * 50, (TICK_S, -17)])
    assert seen == sorted(seen)


def test_it_is_not_ahead_while_the_thread_keeps_waking() -> None:
    assert after([(TICK_S, int(tick % 8 == 7)) for tick in range(500)])[0].ahead_s == 0


def test_it_knows_by_how_much_it_may_be_ahead_of_a_loudspeaker_that_started_late() -> None:
    assert after([*[(TICK_S, 0)] * 150, *[(TICK_S, 1)] * 100])[0].ahead_s == pytest.approx(BUFFER_S)


def test_it_knows_by_how_much_it_may_be_ahead_after_each_sleep() -> None:
    awake, asleep = [(TICK_S, 1)] * 100, [(TICK_S, 0)] * 100
    time, seen = after([*awake, *asleep, *awake, *asleep, *awake])
    assert seen[-1] - 3.0 <= time.ahead_s <= 2 * (WAKE_S + TICK_S)


def test_it_may_be_ahead_by_the_time_of_a_halt_after_which_the_thread_woke_many_times_at_once() -> None:
    awake = [(TICK_S, 1)] * 100
    time, seen = after([*awake, (1.0, 6), *awake])
    assert seen[-1] - 2.0 <= time.ahead_s <= 1.0 + TICK_S


def test_it_knows_by_how_much_it_may_be_ahead_after_the_whole_program_was_halted() -> None:
    awake = [(TICK_S, 1)] * 100
    time, seen = after([*awake, (60.0, 1), *awake])
    assert seen[-1] - 2.0 <= time.ahead_s <= 2 * WAKE_S
