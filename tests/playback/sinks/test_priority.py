"""Checks how a thread that feeds a loudspeaker asks for a higher priority."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from coach.playback.sinks import _priority
from coach.playback.sinks._priority import NICE, REALTIME, hurry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the sound system's threads have a priority")


def refused(*_: Any) -> None:
    raise PermissionError


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None], Callable[..., None]], list[Any]]:
    """Return a function that takes how the system answers each of the two requests, and returns what it was asked."""

    def ask(real_time: Callable[..., None], nice: Callable[..., None]) -> list[Any]:
        calls: list[Any] = []

        def set_scheduler(thread: int, policy: int, parameter: os.sched_param) -> None:
            calls.append((thread, policy, parameter.sched_priority))
            real_time()

        def set_priority(which: int, thread: int, niceness: int) -> None:
            calls.append((which, thread, niceness))
            nice()

        monkeypatch.setattr(os, "sched_setscheduler", set_scheduler)
        monkeypatch.setattr(os, "setpriority", set_priority)
        monkeypatch.setattr(_priority, "ask_for_niceness", lambda *_: False)  # tests/…/test_realtime_kit.py asks it
        hurry()
        return calls

    return ask


def test_a_thread_that_may_runs_in_real_time_and_its_children_do_not(asked: Any) -> None:
    policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
    assert asked(lambda: None, lambda: None) == [(threading.get_native_id(), policy, REALTIME)]


@pytest.mark.parametrize("nice", [lambda: None, refused])
def test_where_real_time_is_refused_it_asks_to_be_nicer_to_itself_and_bears_a_no(asked: Any, nice: Any) -> None:
    _, second = asked(refused, nice)
    assert second == (os.PRIO_PROCESS, threading.get_native_id(), NICE)


def test_a_thread_that_has_ended_is_no_error() -> None:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    number = thread.native_id
    thread.join()
    hurry(number or 0)


def test_other_systems_are_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_priority.sys, "platform", "darwin")
    monkeypatch.delattr(os, "sched_setscheduler")
    hurry()
