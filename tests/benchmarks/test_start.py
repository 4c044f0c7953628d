"""The time until something is heard: `python -m pytest tests/benchmarks/test_start.py -n0 --benchmark-enable`.

Measures from the start of the process to the first sample and to the first word at a recorded null sink and, beside it,
how long the built-in voice's own library takes to be imported and to speak one sentence. An ordinary test run does each
once, so that it keeps working.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.benchmarks.ledger import Row, note
from tests.playback.null_sink import Rig, null_sink, urgently, wait_until

PLAY = [*urgently(), sys.executable, "-m", "coach", "play", "--lead-in", "0", "--no-history"]
SPEAK = "from hibari import Hibari; Hibari()('Welcome. Close your eyes.', speed=1.0, seed=0)"
ROUNDS = 5
LOOK_S = 0.01
"""Seconds between two looks at the recording: looking without a pause would take a core from the program."""

WANTED_S = 1.5
"""Seconds until the first word of a session whose clips are not kept."""

ANY_SAMPLE, ANY_WORD = 0.0, 0.02
"""Amplitudes: the floor of noise exceeds the first, and only speech exceeds the second."""


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with null_sink() as started:
        started.record()
        yield started


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    fill = [sys.executable, "-m", "coach", "timeline"]
    subprocess.run(fill, env={**os.environ, "COACH_CACHE_DIR": str(folder)}, check=True, capture_output=True)
    return folder


def time_until(amplitude: float, rig: Rig, cache: Path, benchmark: Any) -> None:
    """Time how long the real command takes until the recording exceeds an amplitude; ending it is not timed."""
    running: list[subprocess.Popen[bytes]] = []

    def silence() -> None:
        while running:
            running[-1].kill()
            running.pop().wait()
        before = len(rig.recording_so_far)
        assert wait_until(
            lambda: len(rig.recording_so_far) > before + 12_000 and not np.any(rig.recording_so_far[-6_000:])
        )

    def start() -> None:
        first = rig.tape.stat().st_size // 2
        environment = {**rig.environment, "COACH_CACHE_DIR": str(cache)}
        running.append(subprocess.Popen(PLAY, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        while not np.any(np.abs(np.fromfile(rig.tape, dtype="<i2", offset=2 * first)) > amplitude * 32_767):
            assert running[-1].poll() is None
            time.sleep(LOOK_S)

    benchmark.pedantic(start, setup=silence, rounds=ROUNDS)
    silence()


def test_the_first_sample_with_a_filled_cache(rig: Rig, clips: Path, benchmark: Any) -> None:
    time_until(ANY_SAMPLE, rig, clips, benchmark)


def test_the_first_sample_with_an_empty_cache(rig: Rig, benchmark: Any) -> None:
    time_until(ANY_SAMPLE, rig, Path("/dev/null"), benchmark)


def test_the_first_word_with_a_filled_cache(rig: Rig, clips: Path, benchmark: Any) -> None:
    time_until(ANY_WORD, rig, clips, benchmark)


def test_the_first_word_with_an_empty_cache(rig: Rig, benchmark: Any) -> None:
    time_until(ANY_WORD, rig, Path("/dev/null"), benchmark)
    if benchmark.enabled:
        first_word_s = benchmark.stats.stats.median
        note(benchmark, Row("play", "play, empty cache: first word", first_word_s, "s", at_most=WANTED_S))


def test_the_voice_alone(benchmark: Any) -> None:
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", SPEAK], check=True), rounds=ROUNDS)
