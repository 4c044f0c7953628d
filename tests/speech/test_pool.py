"""Checks a pool whose work is done only when a test lets it."""

import random
import threading
from collections.abc import Callable
from queue import SimpleQueue

import pytest

from coach.errors import SettingsError
from coach.speech.pool import Pool, side_by_side, workers

PATIENCE_S = 20.0


class HeldWork:
    """Squares a number each time that the test lets it.

    Attributes:
        begun: The numbers that it was given, in order.
    """

    def __init__(self) -> None:
        self.begun: SimpleQueue[int] = SimpleQueue()
        self._allowed: dict[int, threading.Event] = {number: threading.Event() for number in range(10)}

    def __call__(self, number: int) -> int:
        self.begun.put(number)
        assert self._allowed[number].wait(PATIENCE_S)
        return number * number

    def let(self, *numbers: int) -> None:
        for number in numbers:
            self._allowed[number].set()

    def next_begun(self) -> int:
        return self.begun.get(timeout=PATIENCE_S)


def in_thread(act: Callable[[], object]) -> Callable[[], object]:
    """Begin to act in a thread; return the function that waits for the result."""
    results: SimpleQueue[object] = SimpleQueue()
    threading.Thread(target=lambda: results.put(act()), daemon=True).start()
    return lambda: results.get(timeout=PATIENCE_S)


def test_one_worker_is_whoever_takes_a_result_and_there_is_no_thread() -> None:
    begun: list[tuple[int, threading.Thread]] = []
    pool: Pool[int, int] = Pool(lambda number: begun.append((number, threading.current_thread())) or number, 1)
    pool.ask([1, 2, 3])
    assert begun == []
    assert [pool.take(number) for number in (2, 1)] == [2, 1]
    assert begun == [(2, threading.current_thread()), (1, threading.current_thread())]


def test_work_is_begun_in_the_order_of_asking_ahead_of_whoever_takes_it() -> None:
    work = HeldWork()
    pool = Pool(work, 3)
    pool.ask([5, 1, 4])
    assert {work.next_begun(), work.next_begun()} == {5, 1}
    pool.ask([2, 5])
    work.let(5, 1, 4, 2)
    assert [work.next_begun(), work.next_begun()] == [4, 2]
    assert [pool.take(number) for number in (5, 1, 4, 2)] == [25, 1, 16, 4]
    assert work.begun.empty()


def test_a_result_that_nobody_has_begun_is_found_before_all_that_waits() -> None:
    work = HeldWork()
    pool = Pool(work, 2)
    pool.ask([1, 2, 3])
    assert work.next_begun() == 1
    work.let(7, 3)
    assert (pool.take(7), pool.take(3)) == (49, 9)
    assert (work.next_begun(), work.next_begun()) == (7, 3)
    work.let(1, 2)


def test_who_waits_for_a_result_does_other_work_meanwhile() -> None:
    work = HeldWork()
    pool = Pool(work, 2)
    pool.ask([1, 2, 3])
    assert work.next_begun() == 1
    taken = in_thread(lambda: pool.take(1))
    assert work.next_begun() == 2
    work.let(1, 2, 3)
    assert taken() == 1
    assert [pool.take(number) for number in (2, 3)] == [4, 9]


def test_each_result_is_found_once_however_many_take_it() -> None:
    counted: SimpleQueue[int] = SimpleQueue()

    def count(number: int) -> int:
        counted.put(number)
        return number

    numbers = list(range(300))
    pool = Pool(count, 4)
    pool.ask(random.Random(1).sample(numbers, len(numbers)))
    takers = [in_thread(lambda: [pool.take(number) for number in numbers]) for _ in range(3)]
    assert [taken() for taken in takers] == [numbers] * 3
    assert sorted(counted.get() for _ in range(counted.qsize())) == numbers


def test_an_error_is_raised_where_the_result_is_taken_and_the_next_who_takes_it_tries_again() -> None:
    faults = [ValueError("no")]

    def fail_once(number: int) -> int:
        if number == 2 and faults:
            raise faults.pop()
        return number

    pool = Pool(fail_once, 2)
    pool.ask([1, 2, 3])
    assert (pool.take(1), pool.take(3)) == (1, 3)
    with pytest.raises(ValueError, match="no"):
        pool.take(2)
    assert pool.take(2) == 2


def test_an_interruption_of_whoever_takes_a_result_is_not_the_error_of_the_result() -> None:
    interruptions = [KeyboardInterrupt()]

    def interrupt_once(number: int) -> int:
        if interruptions:
            raise interruptions.pop()
        return number

    pool = Pool(interrupt_once, 1)
    with pytest.raises(KeyboardInterrupt):
        pool.take(1)
    assert pool.take(1) == 1


def test_when_it_stops_what_nobody_has_begun_is_forgotten_and_no_thread_is_left() -> None:
    work = HeldWork()
    pool = Pool(work, 2)
    pool.ask([1, 2, 3])
    assert work.next_begun() == 1
    threads = set(pool._threads)
    stopped = in_thread(pool.stop)
    while pool._waiting:
        pass
    work.let(1)
    stopped()
    assert not any(thread.is_alive() for thread in threads)
    assert work.begun.empty()
    work.let(2)
    assert pool.take(2) == 4  # whoever still wants it gets it


@pytest.mark.parametrize("workers_wanted", [1, 3])
def test_results_found_side_by_side_are_in_the_order_of_their_keys(workers_wanted: int) -> None:
    assert side_by_side(lambda key: key * key, [3, 1, 2, 3], workers=workers_wanted) == [9, 1, 4, 9]
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda key: 1 // key, [1, 0], workers=workers_wanted)


@pytest.mark.parametrize("wanted", ["0", "-1", "two", "1.5", "٣", "99999"])
def test_a_wrong_number_of_workers_is_one_sentence(wanted: str) -> None:
    with pytest.raises(SettingsError, match=f"COACH_WORKERS is “{wanted}”") as caught:
        workers({"COACH_WORKERS": wanted})
    assert "whole number" in caught.value.remedy


def test_there_are_as_many_workers_as_wished_or_as_cores() -> None:
    assert workers({"COACH_WORKERS": " 3 "}) == 3
    assert workers({}) == workers({"COACH_WORKERS": ""}) >= 1


def test_without_any_threads_results_are_found_where_they_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert side_by_side(str, range(5), workers=4) == ["0", "1", "2", "3", "4"]
