"""Scheduling takes the same time a repetition, and a cue, however many there are.

Run `python -m pytest tests/benchmarks/test_schedule.py -n0 --benchmark-enable -s`. An ordinary test run does each once
and asserts nothing about time.
"""

from collections.abc import Callable
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest

from coach.script.steps import Breathe, Phase, Reps, Step
from coach.script.vocabulary import Dose, DoseUnit
from coach.timeline import Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import prone, routine_of, scheduled

FEW, MANY = 200, 2_000
"""How many repetitions the short and the long routine have."""

MOST = 1.3
"""How much more time a repetition of the long routine may take, as a ratio."""

CUES_A_BREATH = 2
"""The fewest cues of a breath: its two tones."""

ATTEMPTS = 5
"""How often each is timed. The fastest counts, since other programs only ever slow it down."""


def repetitions(count: int) -> Step:
    """Return a set of repetitions that all have the same words."""
    phases = (Phase(("Lift.",), Fraction(2)), Phase(("Hold.",), Fraction(3)), Phase(("Lower.",), Fraction(2)))
    return Reps(Dose(Fraction(count), Fraction(count), DoseUnit.REPS), phases)


def breaths(cues: int) -> Step:
    """Return enough breaths for a number of cues."""
    cycles = Fraction(cues // CUES_A_BREATH)
    return Breathe(Dose(cycles, cycles, DoseUnit.CYCLES))


def scheduling(step: Step) -> Callable[[], Timeline]:
    routine = routine_of(prone("a", step))
    return lambda: scheduled(routine, sounds=FAKE_TONES)


def fastest_s(work: Callable[[], object]) -> float:
    """Return the shortest time that some work takes, in seconds."""

    def once() -> float:
        start_s = perf_counter()
        work()
        return perf_counter() - start_s

    return min(once() for _ in range(ATTEMPTS))


def test_a_repetition_takes_the_same_time_in_a_long_routine(benchmark: Any) -> None:
    few, many = scheduling(repetitions(FEW)), scheduling(repetitions(MANY))
    benchmark(many)
    if benchmark.enabled:
        ratio = fastest_s(many) / MANY / (fastest_s(few) / FEW)
        benchmark.extra_info["time_a_repetition_ratio"] = round(ratio, 2)
        print(f"\na repetition of {MANY} takes {ratio:.2f} times as long as one of {FEW}")
        assert ratio <= MOST


@pytest.mark.parametrize("cues", [100, 1_000, 10_000])
def test_laying_many_cues_in_one_stretch(cues: int, benchmark: Any) -> None:
    timeline = benchmark(scheduling(breaths(cues)))
    laid = sum(len(section.cues) for section in timeline.sections)
    assert laid >= cues
    if benchmark.enabled:
        cue_us = 1e6 * benchmark.stats.stats.min / laid
        benchmark.extra_info["us_a_cue"] = round(cue_us, 1)
        print(f"\n{laid} cues take {cue_us:.0f} µs each")
