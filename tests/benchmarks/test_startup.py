"""Measures how long commands take beside a Python that does nothing.

`python -m pytest tests/benchmarks/test_startup.py -n0 --benchmark-enable -s`

Whole processes are timed. Each run of a command follows a run of an empty Python, so that whatever else the machine
does slows both alike, and the ratio of the medians is told. In an ordinary test run each is done once, so that it
cannot rot; no ratio is asserted, because that would fail on a busy machine.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

EMPTY = [sys.executable, "-c", ""]
COACH = [sys.executable, "-m", "coach"]
ROUNDS = 31

GOALS = {"--help": 8, "list": 12, "timeline desk-break --json": 25}
"""How many times as long as an empty Python each command may take, by its arguments."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A cache in which every command has already been run, and no configuration."""
    folder = tmp_path_factory.mktemp("start-up")
    environment = {
        **os.environ,
        "COACH_CACHE_DIR": str(folder),
        "COACH_CONFIG": str(folder / "config.toml"),
        "COACH_DATA_DIR": str(folder),
    }
    for command in ("timeline desk-break", "list"):
        subprocess.run([*COACH, *command.split()], env=environment, check=True, capture_output=True)
    return environment


@pytest.mark.parametrize("command", GOALS)
def test_the_start_of(command: str, environment: dict[str, str], benchmark: Any, tmp_path: Path) -> None:
    empty_s: list[float] = []

    def run(arguments: list[str]) -> None:
        subprocess.run(arguments, env=environment, cwd=tmp_path, check=True, capture_output=True)

    def run_empty() -> None:
        start_s = time.perf_counter()
        run(EMPTY)
        empty_s.append(time.perf_counter() - start_s)

    rounds = ROUNDS if benchmark.enabled else 1
    benchmark.pedantic(run, args=([*COACH, *command.split()],), setup=run_empty, rounds=rounds)
    if benchmark.enabled:
        ratio = benchmark.stats.stats.median / statistics.median(empty_s)
        benchmark.extra_info["times_an_empty_python"] = round(ratio, 1)
        print(f"\ncoach {command}: {ratio:.1f} times an empty Python; at most {GOALS[command]} are wanted")
