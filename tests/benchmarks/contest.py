"""Lets whole programs run in turn, so that whatever else the machine does slows all of them alike.

In each round every program runs once. The time of ours is pytest-benchmark's; the medians of the others and the ratios
go into its `extra_info`, and into the table that `ledger` prints. Where benchmarks are disabled there is one round.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.require import require

ROUNDS = 5
"""How often each program is timed; it runs once more before, so that all of its files are in memory."""


@dataclass(frozen=True, slots=True)
class Times:
    """Holds the seconds that a program took, by the clock and of the processor in all its processes and threads."""

    wall_s: float
    processor_s: float


@dataclass(frozen=True, slots=True)
class Program:
    """A program that takes part.

    Attributes:
        command: The words of its command.
        environment: The variables that it finds beside those of this process.
        prepare: Called before each run, without being timed.
    """

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None


def take_turns(
    benchmark: Any, ours: Program, rivals: Mapping[str, Program], *, cores: int = 0
) -> tuple[Times, dict[str, Times]]:
    """Run all programs in each of the rounds, and return the medians of ours and of each rival by its name.

    Args:
        benchmark: pytest-benchmark's fixture.
        ours: The program whose time is the benchmark's.
        rivals: The other programs by their names.
        cores: How many cores each program may use; 0 leaves it all that this process may use.
    """
    require(hasattr(os, "wait4"), "no way to ask for the times of a process")
    require(cores == 0 or hasattr(os, "sched_setaffinity"), "no way to hold a process on a core")
    our_times: list[Times] = []
    rival_times: dict[str, list[Times]] = {name: [] for name in rivals}

    def run_rivals() -> None:
        for name, rival in rivals.items():
            rival.prepare()
            rival_times[name].append(timed(rival, cores))
        ours.prepare()

    def run_ours() -> None:
        our_times.append(timed(ours, cores))

    rounds, warmup_rounds = (ROUNDS, 1) if benchmark.enabled else (1, 0)
    benchmark.pedantic(run_ours, setup=run_rivals, rounds=rounds, warmup_rounds=warmup_rounds)
    return medians(our_times[-rounds:]), {name: medians(times[-rounds:]) for name, times in rival_times.items()}


def timed(program: Program, cores: int = 0) -> Times:
    """Run a program to its end, and return how long it took; it has to succeed."""
    environment = {**os.environ, **program.environment}
    with tempfile.TemporaryFile() as errors:
        with _held_on(cores):
            start_s = time.perf_counter()
            process = subprocess.Popen(
                program.command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall_s = time.perf_counter() - start_s
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        assert process.returncode == 0, f"{program.command}: {errors.read().decode(errors='replace')[-2000:]}"
    return Times(wall_s, usage.ru_utime + usage.ru_stime)


def medians(times: Sequence[Times]) -> Times:
    return Times(
        statistics.median(each.wall_s for each in times), statistics.median(each.processor_s for each in times)
    )


@contextmanager
def _held_on(cores: int) -> Iterator[None]:
    """Start processes on the first few of the cores that this thread may use; the thread is let go at the end."""
    if not cores:
        yield
        return
    free = os.sched_getaffinity(0)
    require(len(free) >= cores, f"there are not {cores} cores")
    os.sched_setaffinity(0, sorted(free)[-cores:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, free)
