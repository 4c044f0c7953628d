"""The clock on the wall may be set back or forward at any moment: sound, bookmark and list do not mind.

A library that is loaded before all others shifts that clock for one program, by as much as a file says.
"""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from tests.playback.coded import frames_heard, runs
from tests.playback.null_sink import Rig, null_sink, recorded, urgently
from tests.require import require

LIBRARY = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t shift(void) {
  static volatile int64_t *shift_s;
  if (!shift_s) shift_s = mmap(0, 8, PROT_READ, MAP_SHARED, open(getenv("CLOCK_SHIFT"), O_RDONLY), 0);
  return *shift_s;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int code = syscall(SYS_clock_gettime, clock, now);
  if (!code && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift();
  return code;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) *now = exact.tv_sec;
  return exact.tv_sec;
}
"""
DAY_S = 24 * 3600
SHIFTS_S = [0, -DAY_S, 3650 * DAY_S, -3600, 59, -20 * 365 * DAY_S, -1, 3600]
EVERY_S = 0.15
HEARD_S = 6
LIMIT_S = 120
SCRIPT = "stretch: Short\nposition: seated\nsteps:\n  - say: Sit tall.\n  - hold: 2 s\n  - say: Rest.\n"
BRISK = ["--speed", "1.6", "--pause", "0.2", "--lessons", "off", "--verbosity", "tones"]


@dataclass(frozen=True)
class Clock:
    """A clock on the wall that can be set.

    Attributes:
        library: The library that shifts it.
        file: Holds the seconds by which it is shifted.
    """

    library: Path
    file: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "CLOCK_SHIFT": str(self.file)}

    def set(self, shift_s: int) -> None:
        with self.file.open("r+b") as file:
            file.write(struct.pack("q", shift_s))

    @contextmanager
    def jumping(self) -> Iterator[None]:
        """Set it all the time, until the block ends."""
        over = threading.Event()

        def jump() -> None:
            for shift_s in cycle(SHIFTS_S):
                self.set(shift_s)
                if over.wait(EVERY_S):
                    return

        thread = threading.Thread(target=jump)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    require(sys.platform == "linux" and shutil.which("gcc"), "Linux with a compiler")
    folder = tmp_path_factory.mktemp("clock")
    clock = Clock(folder / "clock.so", folder / "shift")
    clock.file.write_bytes(bytes(8))
    source = folder / "clock.c"
    source.write_text(LIBRARY, encoding="utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", clock.library, source], check=True)
    return clock


def test_the_clock_of_a_program_is_shifted(clock: Clock) -> None:
    clock.set(3650 * DAY_S)
    program = "import datetime, time; print(time.time(), datetime.datetime.now().timestamp(), time.monotonic())"
    environment = {**os.environ, **clock.environment}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    wall_s, also_s, monotonic_s = map(float, told.stdout.split())
    assert wall_s == pytest.approx(also_s, abs=5) == pytest.approx(time.time() + 3650 * DAY_S, abs=60)
    assert monotonic_s == pytest.approx(time.monotonic(), abs=60)


def heard_while_it_jumps(clock: Clock) -> list[tuple[int, int]]:
    """Play some seconds of the code; return which frames were heard, as runs without a gap."""

    def take(rig: Rig) -> list[tuple[int, int]]:
        program = ["-m", "tests.playback.play_session", "miniaudio", "1", f"{HEARD_S * SAMPLE_RATE}:stop"]
        environment = {**rig.environment, **clock.environment}
        command = [*urgently(), sys.executable, *program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", 0)
        heard = rig.recording
        return runs(frames_heard(heard[int(np.argmax(heard != 0)) :], 60 * SAMPLE_RATE))

    return recorded(take)


def left_while_it_jumps(clock: Clock, folder: Path) -> tuple[dict[str, object], str]:
    """Play and end a session; return its bookmark, and the list of those that are unfinished."""
    (folder / "short.yaml").write_text(SCRIPT, encoding="utf-8")
    with null_sink() as rig:
        own = {"COACH_DATA_DIR": str(folder / "data"), "COACH_CACHE_DIR": str(folder / "clips")}
        coach, environment = [sys.executable, "-m", "coach"], {**rig.environment, **own, **clock.environment}
        play = [*coach, "play", "short.yaml", *BRISK, "--plain", "--lead-in", "0", "--from", "1"]
        with subprocess.Popen(
            play, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as session:
            assert session.stdout is not None
            assert any("Close your eyes" in line for line in session.stdout)
            session.send_signal(signal.SIGTERM)
            _, errors = session.communicate(timeout=LIMIT_S)
        assert (session.returncode, errors) == (0, errors)
        assert "goes on from here" in errors
        listed = subprocess.run(
            [*coach, "play", "--list-unfinished"], env=environment, capture_output=True, text=True, check=True
        )
    (path,) = (folder / "data" / "unfinished").iterdir()
    return json.loads(path.read_text("utf-8")), listed.stdout


def test_a_clock_that_jumps_neither_disturbs_the_sound_nor_the_bookmark(clock: Clock, tmp_path: Path) -> None:
    with clock.jumping(), ThreadPoolExecutor() as threads:
        sound = threads.submit(heard_while_it_jumps, clock)
        left = threads.submit(left_while_it_jumps, clock, tmp_path)
        (first, end), *gaps = sound.result()
        bookmark, listed = left.result()
    assert (first < 1000, gaps) == (True, []), "the monitor swallows some hundred frames of every stream"
    assert HEARD_S <= end / SAMPLE_RATE < HEARD_S + 2
    assert bookmark["stretch"] == "short"
    assert 2 * SAMPLE_RATE < bookmark["frame"] < 20 * SAMPLE_RATE  # type: ignore[operator]
    assert 2 < bookmark["practised_s"] < 20  # type: ignore[operator]
    assert "short.yaml" in listed
