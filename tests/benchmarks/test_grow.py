"""The cost of a catalogue as it grows: `python -m pytest tests/benchmarks/test_grow.py -n0 --benchmark-enable`.

The real command makes 10, 100 and 1,000 sessions of a matrix with one and with two workers, each time with an empty
cache. Each phrase is spoken once, which is tested in an ordinary run too, with ten sessions. A session costs as much in
a large catalogue as in a small one: compared is what each session beyond the first ten, and beyond the first hundred,
adds, since the ten also pay for the start of the workers and for the phrases that all sessions share. With two workers
it takes little more than half of the time.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.benchmarks.grow import Made, cache_folder, make, write_catalogue
from tests.benchmarks.ledger import Row, note

SIZES = (10, 100, 1_000)


@cache
def made(sessions: int, workers: int) -> Made:
    """Make a catalogue once for all tests."""
    with TemporaryDirectory() as folder:
        return make(write_catalogue(Path(folder), sessions), workers=workers)


def made_by_dask(sessions: int, workers: int) -> Made:
    """Make a catalogue on a Dask cluster of this machine, whose workers speak one sentence at a time."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.benchmarks.dask_cluster", str(workers)]
        environment = {**os.environ, "COACH_WORKERS": "1", "COACH_CACHE_DIR": str(cache_folder(Path(folder)))}
        with subprocess.Popen(command, env=environment, stdin=PIPE, stdout=PIPE, encoding="utf-8") as cluster:
            assert cluster.stdin is not None
            assert cluster.stdout is not None
            address = cluster.stdout.readline().strip()
            assert address, "the cluster did not start"
            result = make(write_catalogue(Path(folder), sessions), "--scheduler", address, workers=1)
            cluster.stdin.close()
        return result


@pytest.mark.parametrize("workers", [1, 2])
def test_each_phrase_is_spoken_once_and_a_session_costs_the_same(workers: int, benchmark: Any) -> None:
    if workers == 1 and not benchmark.enabled:
        pytest.skip("the same with one worker")
    sizes = SIZES if benchmark.enabled else SIZES[:1]
    every = benchmark.pedantic(lambda: [made(size, workers) for size in sizes], rounds=1)
    crew = f"{workers} worker{'s' * (workers > 1)}"
    for size, each in zip(sizes, every, strict=True):
        assert (each.sessions, each.spoken) == (size, each.phrases)
        what = f"{size:,} sessions, {crew}"
        note(benchmark, Row("grow", f"{what}: a session", each.seconds / size, "s"))
        spoken = f"{what}: phrases spoken"
        note(benchmark, Row("grow", spoken, each.spoken, "", "distinct phrases", each.phrases, at_most=1))
    if benchmark.enabled:
        ten, hundred, thousand = every
        near_s = (hundred.seconds - ten.seconds) / (100 - 10)
        far_s = (thousand.seconds - hundred.seconds) / (1_000 - 100)
        what = f"a session beyond the first hundred, {crew}"
        note(benchmark, Row("grow", what, far_s, "s", "one beyond the first ten", near_s, at_most=1.1))


def test_two_workers_do_nearly_twice_as_much_as_one(benchmark: Any) -> None:
    if not benchmark.enabled:
        pytest.skip("ten sessions say nothing of it")
    one, two = benchmark.pedantic(lambda: (made(SIZES[-1], 1), made(SIZES[-1], 2)), rounds=1)
    efficiency = one.seconds / (2 * two.seconds)
    note(benchmark, Row("grow", "1,000 sessions: efficiency of two workers", efficiency, "of two", at_least=0.9))


def test_two_workers_of_dask_do_nearly_twice_as_much_as_one(benchmark: Any) -> None:
    pytest.importorskip("distributed")
    if not benchmark.enabled:  # ten sessions say nothing of the time
        few = benchmark(made_by_dask, SIZES[0], 2)
        assert (few.sessions, few.spoken) == (SIZES[0], few.phrases)
        return
    one, two = benchmark.pedantic(lambda: (made_by_dask(SIZES[-1], 1), made_by_dask(SIZES[-1], 2)), rounds=1)
    assert one.spoken == two.spoken == two.phrases
    efficiency = one.seconds / (2 * two.seconds)
    note(
        benchmark, Row("grow", "1,000 sessions by Dask: efficiency of two workers", efficiency, "of two", at_least=0.8)
    )
