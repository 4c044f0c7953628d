"""Scheduling and checking take the same time a repetition, and a cue, however many there are.

Run `python -m pytest tests/benchmarks/test_schedule.py -n0 --benchmark-enable -s`. An ordinary test run does each once
and asserts nothing about time.
"""

from collections.abc import Callable
from fractions import Fraction
from time import process_time
from timeit import Timer
from typing import Any

import pytest

from coach.schedule.check import Finding, check
from coach.script.steps import Breathe, Phase, Repeat, Reps, Say, Step
from coach.script.vocabulary import Dose, DoseUnit
from coach.settings.values import Settings
from coach.timeline import Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import PHRASES, prone, routine_of, scheduled

FEW, MANY = 200, 2_000
"""How many repetitions the short and the long routine have."""

MOST = 1.5
"""How much more time a repetition, or a cue, may take in a long routine, as a ratio. Memory is slower than a cache."""

CUES = (100, 1_000, 10_000)
"""How many cues the routines have."""

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


def texts(cues: int) -> Step:
    """Return a round for each cue, which says a sentence that is another one each time."""
    says = tuple(Say((f"Breathe {number}.",)) for number in range(50))
    return Repeat(cues // 50, says)


def laying(step: Step) -> tuple[Callable[[], Timeline], int]:
    """Return the scheduling of a step, and the number of cues that it lays."""
    lay = scheduling(step)
    return lay, sum(len(section.cues) for section in lay().sections)


def checking(step: Step) -> tuple[Callable[[], list[Finding]], int]:
    """Return the check of a step's timeline against the laws, and the number of its cues."""
    routine = routine_of(prone("a", step))
    timeline = scheduled(routine, sounds=FAKE_TONES)
    laid = sum(len(section.cues) for section in timeline.sections)
    return lambda: check(routine, Settings(), PHRASES, timeline), laid


def scheduling(step: Step) -> Callable[[], Timeline]:
    routine = routine_of(prone("a", step))
    return lambda: scheduled(routine, sounds=FAKE_TONES)


def fastest_s(work: Callable[[], object]) -> float:
    """Return the shortest time that some work takes, in seconds, of the processor, without collecting garbage."""
    return min(Timer(work, timer=process_time).repeat(ATTEMPTS, number=1))


def test_a_repetition_takes_the_same_time_in_a_long_routine(benchmark: Any) -> None:
    few, many = scheduling(repetitions(FEW)), scheduling(repetitions(MANY))
    benchmark(many)
    if benchmark.enabled:
        ratio = fastest_s(many) / MANY / (fastest_s(few) / FEW)
        benchmark.extra_info["time_a_repetition_ratio"] = round(ratio, 2)
        print(f"\na repetition of {MANY} takes {ratio:.2f} times as long as one of {FEW}")
        assert ratio <= MOST


@pytest.mark.parametrize("work", ["laying", "checking"])
@pytest.mark.parametrize("kind", [breaths, texts])
def test_a_cue_takes_the_same_time_in_a_long_stretch(kind: Callable[[int], Step], work: str, benchmark: Any) -> None:
    jobs = {cues: (laying if work == "laying" else checking)(kind(cues)) for cues in CUES}
    benchmark(jobs[CUES[-1]][0])
    if benchmark.enabled:
        cue_us = {laid: 1e6 * fastest_s(job) / laid for job, laid in jobs.values()}
        ratio = list(cue_us.values())[-1] / max(list(cue_us.values())[:-1])
        benchmark.extra_info |= {f"us_a_cue_of_{laid}": round(us, 1) for laid, us in cue_us.items()}
        times = ", ".join(f"{us:.0f} µs of {laid}" for laid, us in cue_us.items())
        print(f"\n{work} a cue takes {times}: {ratio:.2f} times as long")
        assert ratio <= MOST
