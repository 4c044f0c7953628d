"""Does in other threads what takes long, so that the server goes on answering; a few works at a time.

Threads are left to read the sound that is being played, and at the end of the server no work is waited for.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

Result = TypeVar("Result")

AT_ONCE = 4
"""How many works are done at a time."""


class Threads:
    """The threads of an application."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)

    async def run(self, work: Callable[..., Result], *args: object) -> Result:
        """Do a work, and return its result; when this is cancelled, the work goes on for nobody."""
        return await to_thread.run_sync(work, *args, limiter=self._limiter, abandon_on_cancel=True)
