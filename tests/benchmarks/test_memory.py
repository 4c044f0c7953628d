"""The memory of a long session: `python -m pytest tests/benchmarks/test_memory.py -n0 --benchmark-enable -s`.

Exports a routine that repeats with the real command. All its clips are in the cache before, since a loaded voice would
hide the difference. In an ordinary test run the long session has half an hour instead of ten hours.

Each sentence is held once, however often it is said. So the long session is measured twice: with the stretches of the
short one, where only length can take memory, and with all stretches, where it also says more.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from coach.script.library import Library
from tests.benchmarks.ledger import Row, note
from tests.require import require

STRETCHES = Library().stretch_names()
TEN_MINUTES, HALF_AN_HOUR, TEN_HOURS = 5, 15, 306
"""How many stretches a session of that length has."""

WANTED, MOST = 1.1, 1.2
"""How much more memory the long session is to take, and may take, as a ratio."""

PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a program and prints its peak memory. It is small itself, for a process counts as its own the peak of whoever
started it."""


def write_routine(folder: Path, count: int, stretches: Sequence[str] = STRETCHES) -> Path:
    path = folder / f"repeat-{count}.yaml"
    path.write_text(f"routine: Repeat\nstretches: [{', '.join((list(stretches) * count)[:count])}]\n")
    return path


def peak_mib(script: Path, target: Path) -> float:
    """Return the peak memory of an export in MiB."""
    command = [sys.executable, "-m", "coach", "export", str(script), "-o", str(target), "--force"]
    peak = subprocess.run([sys.executable, "-c", PEAK, *command], check=True, capture_output=True).stdout
    return int(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("kinds", [TEN_MINUTES, len(STRETCHES)])
def test_a_long_export_takes_hardly_more_memory_than_a_short_one(kinds: int, benchmark: Any, tmp_path: Path) -> None:
    require(importlib.util.find_spec("resource"), "no way to ask for a process's memory")
    if kinds > TEN_MINUTES and not benchmark.enabled:
        pytest.skip("the same with more words")
    target = tmp_path / "a.flac"
    short = write_routine(tmp_path, TEN_MINUTES)
    long = write_routine(tmp_path, TEN_HOURS if benchmark.enabled else HALF_AN_HOUR, STRETCHES[:kinds])
    for script in (short, long):
        peak_mib(script, target)  # fills the cache
    short_mib = peak_mib(short, target)
    long_mib = benchmark.pedantic(peak_mib, (long, target))
    ratio = long_mib / short_mib
    figures = f"peak memory of {long.stem} {long_mib:.0f} MiB, {short.stem} {short_mib:.0f} MiB: {ratio:.2f} times"
    what = f"ten hours of {kinds} stretches, memory"
    row = Row("ten hours", what, long_mib, "MiB", f"ten minutes of {TEN_MINUTES}", short_mib, at_most=WANTED)
    note(benchmark, row)
    print(f"\n{figures}")
    assert ratio <= MOST
