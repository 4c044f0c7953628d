"""A queue of what is asked of a player; whoever plays waits on it, so that a key is answered at once."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeAlias

Command: TypeAlias = Callable[[], None]


class Commands:
    """What is asked of a player, in order, from any thread and from signal handlers."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Command] = SimpleQueue()

    def put(self, command: Command) -> None:
        """Ask for something; returns at once."""
        self._queue.put(command)

    def get(self, wait_s: float) -> Command | None:
        """The next, as soon as there is one; None when there was none for so long."""
        try:
            return self._queue.get(timeout=wait_s)
        except Empty:
            return None
