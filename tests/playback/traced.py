"""Plays a session as `play_session` does, and writes down when each pull came: `traced.py SINK SESSION FILE`.

The file is read with `read_pulls`.
"""

import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Samples
from coach.playback.sinks.sink import Pull, Sink
from tests.playback.play_session import play
from tests.playback.play_signal import SINKS

PULL = np.dtype([("at_s", "f8"), ("took_s", "f8"), ("worked_s", "f8"), ("waited_s", "f8"), ("frames", "i8")])
"""When a pull began by the monotonic clock, how long it took, how much of that the thread computed, for how long the
thread had waited for a core since the pull before, and how many frames were pulled."""

SCHEDULE = Path("/proc/thread-self/schedstat")


class TracedSink:
    """A sink that writes down its pulls.

    Args:
        sink: The sink.
        rows: The list to write to.
    """

    def __init__(self, sink: Sink, rows: list[tuple[float, float, float, float, int]]) -> None:
        self._sink = sink
        self._rows = rows
        self.close = sink.close

    @property
    def latency_s(self) -> float:
        return self._sink.latency_s

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        self._sink.start(self._traced(pull), sample_rate=sample_rate)

    def _traced(self, pull: Pull) -> Pull:
        then_waited_s = 0.0

        def traced(frames: int) -> Samples:
            nonlocal then_waited_s
            at_s, worked_s = time.monotonic(), time.thread_time()
            samples = pull(frames)
            worked_s, took_s = time.thread_time() - worked_s, time.monotonic() - at_s
            waited_s = waited_for_core_s(SCHEDULE)
            self._rows.append((at_s, took_s, worked_s, waited_s - then_waited_s, len(samples)))
            then_waited_s = waited_s
            return samples

        return traced


def waited_for_core_s(schedule: Path) -> float:
    """Return for how long a thread was ready to run and no core ran it; 0 where the system does not tell."""
    try:
        return int(schedule.read_text("utf-8").split()[1]) / 1e9
    except OSError:
        return 0.0


def read_pulls(path: Path) -> NDArray[np.void]:
    """Return the pulls of a session in order, as records of `PULL`."""
    return np.fromfile(path, PULL)


def main(sink_name: str, session_name: str, trace: str) -> None:
    rows: list[tuple[float, float, float, float, int]] = []
    print(play(lambda: TracedSink(SINKS[sink_name](), rows), session_name))
    np.array(rows, PULL).tofile(trace)


if __name__ == "__main__":
    main(*sys.argv[1:])
