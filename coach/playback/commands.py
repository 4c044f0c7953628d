"""Queues what a player is asked to do. The player waits on the queue, so that a key is answered at once."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeAlias

Command: TypeAlias = Callable[[], None]


class Commands:
    """A queue of commands; takes them from any thread and from signal handlers."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Command] = SimpleQueue()

    def put(self, command: Command) -> None:
        """Add a command; return at once."""
        self._queue.put(command)

    def get(self, wait_s: float) -> Command | None:
        """Return the next command as soon as there is one; None when there was none for `wait_s` seconds."""
        try:
            return self._queue.get(timeout=wait_s)
        except Empty:
            return None
