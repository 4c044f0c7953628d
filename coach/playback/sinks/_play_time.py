"""Tells how long a library has really been playing, for a library that does not tell.

Counts the clock's time for as long as the library's thread keeps waking up. Linux shows how often a thread woke;
elsewhere the clock alone counts.
"""

import time
from collections.abc import Callable
from pathlib import Path

WAKE_S = 0.25
"""The most seconds that one waking can account for. A thread that refills a buffer of 0.1 s wakes at least ten times a
second; while a loudspeaker is asleep or not started yet, it does not wake."""

LATE_S = 0.5
"""Seconds after which a look is so late that the program may have been halted. The library's thread wakes many times at
once when the program goes on, so its wakings then account for time in which nothing was played."""

BUFFER_S = 0.1
"""Seconds of sound that the library takes at once, before anything is heard."""

THREADS = Path("/proc/self/task")


class PlayTime:
    """Counts the seconds played since it was made: never more than the clock shows, and none while nothing plays.

    Args:
        wakes: Returns how often the library's thread woke so far, or 0 when it has ended; None where that is unknown.
        now: A clock in seconds.

    Attributes:
        ahead_s: How many seconds too many it may show: those it counted, each time, before it saw that nothing plays.
    """

    def __init__(self, wakes: Callable[[], int] | None, now: Callable[[], float] = time.monotonic) -> None:
        self._wakes = wakes
        self._now = now
        self._then_s = now()
        self._woken = wakes() if wakes else 0
        self._credit_s = BUFFER_S
        self._played_s = 0.0
        self._doubtful_s = 0.0  # counted since the last waking
        self.ahead_s = 0.0

    def look(self) -> float:
        """Return the seconds played by now."""
        then_s, self._then_s = self._then_s, self._now()
        passed_s = self._then_s - then_s
        self._played_s += passed_s if self._wakes is None else self._spend(passed_s, self._wakes())
        return self._played_s

    def _spend(self, passed_s: float, wakes: int) -> float:
        """Return as much of the time as the wakings since the last look account for."""
        credit_s = self._credit_s + max(0, wakes - self._woken) * WAKE_S
        spent_s = min(passed_s, credit_s)
        self._doubtful_s = spent_s + (self._doubtful_s if wakes <= self._woken else 0.0)
        if spent_s < passed_s or passed_s >= LATE_S:
            self.ahead_s, self._doubtful_s = self.ahead_s + self._doubtful_s, 0.0
        self._woken = wakes
        self._credit_s = min(WAKE_S, credit_s - spent_s)
        return spent_s


def threads() -> set[int]:
    """Return the ids of all threads of this process, Python's and others; none where the system does not show them."""
    return {int(folder.name) for folder in THREADS.iterdir()} if THREADS.exists() else set()


def wakes_of(thread: int) -> Callable[[], int]:
    """Return a counter of how often a thread has woken from a wait; it counts 0 once the thread has ended."""
    status = THREADS / str(thread) / "status"

    def count() -> int:
        try:
            lines = status.read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches")), 0)

    return count
