"""Ctrl-C, SIGTERM and SIGUSR1 in the middle of what a command imports or does: only coach's own words are printed.

Covers also: signals.
"""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product

import pytest

from coach.cli.interrupts import Interrupts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has only one of these signals")

PROGRAM = """
import importlib.abc, signal, sys
from coach.__main__ import main

class Signalling(importlib.abc.MetaPathFinder):
    def find_spec(self, module, *_):
        if module == {module!r}:
            sys.meta_path.remove(self)
            {act}

class Dropped:
    def __del__(self):
        signal.raise_signal({signal})

class Foreign:
    def __init__(self):
        try:
            signal.raise_signal({signal})
        except BaseException as error:
            raise ImportError("a foreign library failed") from error

sys.meta_path.insert(0, Signalling())
sys.argv = ["coach", "timeline", "cobra", "--verbosity", "tones"]
main()
"""
ACTS = {
    "imported": "signal.raise_signal({signal})",
    "dropped by a destructor": "Dropped()",
    "turned into another error": "Foreign()",
}
MODULES = ("typer", "coach.cli.commands.timeline", "numpy", "coach.schedule.track")
SIGNALS = {"SIGINT": (130, "Stopped.\n"), "SIGTERM": (143, ""), "SIGUSR1": (0, "")}


def run(module: str, act: str, signal: str) -> tuple[int, str]:
    act = act.format(signal=f"signal.{signal}")
    program = PROGRAM.format(module=module, act=act, signal=f"signal.{signal}")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    return done.returncode, done.stderr


@cache
def outcomes() -> dict[tuple[str, str, str], tuple[int, str]]:
    """Run all cases, some at a time."""
    cases = [(module, "imported", signal) for module, signal in product(MODULES, SIGNALS)]
    cases += [("numpy", act, signal) for act in ACTS for signal in ("SIGINT", "SIGTERM")]
    with ThreadPoolExecutor(4) as pool:
        results = pool.map(lambda case: run(case[0], ACTS[case[1]], case[2]), cases)
        return dict(zip(cases, results, strict=True))


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_says_nothing_but_coachs_own_words_wherever_it_falls(signal: str) -> None:
    found = {case: outcome for case, outcome in outcomes().items() if case[2] == signal}
    assert found == dict.fromkeys(found, SIGNALS[signal])


def test_an_error_that_is_no_interruption_is_not_repeated() -> None:
    interrupts = Interrupts()
    assert not interrupts.repeat_if_lost(KeyboardInterrupt())  # nobody asked for it
    interrupts.asked = None
    assert not interrupts.repeat_if_lost(ValueError())


def test_what_was_half_made_when_the_end_was_asked_for_may_complain_when_it_is_removed() -> None:
    interrupts = Interrupts()
    assert not interrupts.repeat_if_lost(AttributeError())
    interrupts.asked = signal.SIGTERM
    assert interrupts.repeat_if_lost(AttributeError())
    assert not interrupts.repeat_if_lost(ValueError())
