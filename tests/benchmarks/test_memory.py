"""How little a long session costs: `python -m pytest tests/benchmarks/test_memory.py -n0 --benchmark-enable -s`.

The real command on a routine that repeats; its clips are all kept before, since a voice that is loaded would hide the
difference. In an ordinary test run the long one takes half an hour instead of ten.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from coach.script.library import Library
from tests.require import require

STRETCHES = Library().stretch_names()
TEN_MINUTES, HALF_AN_HOUR, TEN_HOURS = 5, 15, 306
"""How many stretches that takes."""
MOST = 1.2


def write_routine(folder: Path, count: int) -> Path:
    path = folder / f"repeat-{count}.yaml"
    path.write_text(f"routine: Repeat\nstretches: [{', '.join((STRETCHES * count)[:count])}]\n")
    return path


def peak_mib(script: Path, target: Path) -> float:
    """Peak memory of an export, in MiB."""
    command = [sys.executable, "-m", "coach", "export", str(script), "-o", str(target), "--force"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def test_a_long_export_takes_hardly_more_memory_than_a_short_one(benchmark: Any, tmp_path: Path) -> None:
    require(hasattr(os, "wait4"), "no way to ask for a process's memory")
    target = tmp_path / "a.flac"
    short = write_routine(tmp_path, TEN_MINUTES)
    long = write_routine(tmp_path, TEN_HOURS if benchmark.enabled else HALF_AN_HOUR)
    for script in (short, long):
        peak_mib(script, target)  # the clips are kept from now on
    short_mib = peak_mib(short, target)
    long_mib = benchmark.pedantic(peak_mib, (long, target))
    ratio = long_mib / short_mib
    figures = f"peak memory of {long.stem} {long_mib:.0f} MiB, {short.stem} {short_mib:.0f} MiB: {ratio:.2f} times"
    benchmark.extra_info["peak_memory_ratio"] = round(ratio, 2)
    print(f"\n{figures}")
    assert ratio <= MOST
