"""Watches for how long some processes wait for a core, several times a second, in a thread of its own."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.playback.traced import waited_for_core_s

LOOK_S = 0.05


class Waits:
    """The waits of each process, by its name.

    Args:
        processes: The process ids.
    """

    def __init__(self, processes: Mapping[str, int]) -> None:
        self._processes = processes
        self._looks: list[tuple[float, dict[str, float]]] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look until the block ends."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(LOOK_S):
                waits = {name: _waited_s(process) for name, process in self._processes.items()}
                self._looks.append((time.monotonic(), waits))

        thread = threading.Thread(target=watch, name="waits")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def between(self, start_s: float, end_s: float) -> dict[str, float]:
        """Return for how many seconds each process waited between two times of the monotonic clock, about."""
        before = next((waits for at_s, waits in reversed(self._looks) if at_s <= start_s), self._looks[0][1])
        after = next((waits for at_s, waits in self._looks if at_s >= end_s), self._looks[-1][1])
        return {name: max(0.0, after[name] - before[name]) for name in self._processes}


def _waited_s(process: int) -> float:
    """Return the waits of all threads of a process; a thread that has ended meanwhile counts for nothing."""
    with suppress(OSError):
        return sum(waited_for_core_s(each / "schedstat") for each in Path(f"/proc/{process}/task").iterdir())
    return 0.0
