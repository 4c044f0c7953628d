"""How long a library has really been playing, which it does not tell: by the clock, while its thread keeps waking up.

Linux shows how often a thread woke; elsewhere the clock alone has to do.
"""

import time
from collections.abc import Callable
from pathlib import Path

WAKE_S = 0.25
"""What one waking can be worth. A thread that refills a buffer of 0.1 s wakes at least ten times a second; while a
loudspeaker is not yet started, or asleep, it does not."""

BUFFER_S = 0.1
"""What the library takes at once, before anything is heard."""

THREADS = Path("/proc/self/task")


class PlayTime:
    """Seconds that were played since it was made: no more than the clock shows, and standing still while nothing plays.

    Args:
        wakes: How often the library's thread woke so far, 0 when it has ended; None where nobody knows.
        now: A clock in seconds.

    Attributes:
        ahead_s: By how much it may show more than was played: what it counted each time before it saw that nothing
            plays.
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
        """Seconds played by now."""
        then_s, self._then_s = self._then_s, self._now()
        passed_s = self._then_s - then_s
        self._played_s += passed_s if self._wakes is None else self._spend(passed_s, self._wakes())
        return self._played_s

    def _spend(self, passed_s: float, wakes: int) -> float:
        """As much of the time as the wakings since the last look account for."""
        credit_s = self._credit_s + max(0, wakes - self._woken) * WAKE_S
        spent_s = min(passed_s, credit_s)
        self._doubtful_s = spent_s + (self._doubtful_s if wakes <= self._woken else 0.0)
        if spent_s < passed_s:
            self.ahead_s, self._doubtful_s = self.ahead_s + self._doubtful_s, 0.0
        self._woken = wakes
        self._credit_s = min(WAKE_S, credit_s - spent_s)
        return spent_s


def threads() -> set[int]:
    """The threads of this process, Python's and others'; none where the system does not show them."""
    return {int(folder.name) for folder in THREADS.iterdir()} if THREADS.exists() else set()


def wakes_of(thread: int) -> Callable[[], int]:
    """A counter of how often a thread has woken from a wait; 0 when the thread has ended."""
    status = THREADS / str(thread) / "status"

    def count() -> int:
        try:
            lines = status.read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches")), 0)

    return count
