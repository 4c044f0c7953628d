"""When to try to open a lost loudspeaker again, and when to give up. Opens nothing itself."""

from collections.abc import Callable

FIRST_RETRY_S, LONGEST_RETRY_S = 0.25, 5.0
"""Between two attempts; each takes twice as long as the one before."""

SEARCH_S = 60.0
"""Then nobody waits for it any more."""


class Search:
    """Goes on until the loudspeaker has proved itself: one that is found and lost again does not begin the minute anew.

    Args:
        now: A clock in seconds.

    Attributes:
        since_s: When the loudspeaker was heard last; None while none is looked for.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.since_s: float | None = None
        self._now = now
        self._retry_at_s = self._retry_s = 0.0

    def begin(self, since_s: float) -> bool:
        """Try again at once. Returns whether this is a new search."""
        self._retry_at_s = self._now()
        if self.since_s is not None:
            return False
        self.since_s, self._retry_s = since_s, FIRST_RETRY_S
        return True

    def end(self) -> None:
        """It was found, or is not looked for any more."""
        self.since_s = None

    @property
    def over(self) -> bool:
        """Whether it was looked for long enough."""
        return self.since_s is None or self._now() - self.since_s >= SEARCH_S

    @property
    def due(self) -> bool:
        """Whether it is time for the next attempt."""
        return self._now() >= self._retry_at_s

    def wait(self) -> None:
        """An attempt has failed, or has yet to prove itself: wait longer for the next."""
        self._retry_s = min(LONGEST_RETRY_S, 2 * self._retry_s)
        self._retry_at_s = self._now() + self._retry_s
