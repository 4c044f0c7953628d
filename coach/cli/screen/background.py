"""Runs a display in its own thread, so that a terminal or a pipe that nobody reads never holds up the session."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Self

from coach.cli.keyboard.keys import Key
from coach.cli.screen.display import Display
from coach.playback.states import Status

BACKLOG = 100
"""How many tasks may wait before statuses are dropped; a session sends about twenty statuses a second."""

PATIENCE_S = 1.0
"""How long to wait for a display to give the terminal back, in seconds."""


def ignore_unread() -> None:
    """Do nothing about a reader that is gone."""


class BackgroundDisplay:
    """Hands everything on to another display without waiting for it.

    Args:
        display: The display that does the work; called in one thread only.
        on_unread: Called once if the display writes to a pipe whose reader is gone.
    """

    def __init__(self, display: Display, on_unread: Callable[[], None] = ignore_unread) -> None:
        self._display = display
        self._on_unread = on_unread
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="display", daemon=True)

    def __enter__(self) -> Self:
        self._display.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Show what is waiting. A thread that is still stuck after `PATIENCE_S` is left behind."""
        self._tasks.put(None)
        self._thread.join(PATIENCE_S)
        if not self._thread.is_alive():
            self._display.__exit__()

    def show(self, status: Status) -> None:
        """Show a moment soon, unless too many are waiting already."""
        if self._tasks.qsize() < BACKLOG:
            self._tasks.put(lambda: self._display.show(status))

    def announce(self, sentence: str) -> None:
        """Show a sentence soon; it is never dropped."""
        self._tasks.put(lambda: self._display.announce(sentence))

    def answer(self, key: Key) -> None:
        """Show soon that a key was pressed."""
        self._tasks.put(lambda: self._display.answer(key))

    def suspend(self) -> None:
        """Give the terminal back after everything before has been shown; wait at most `PATIENCE_S` for that."""
        given_back = Event()

        def give_back() -> None:
            self._display.suspend()
            given_back.set()

        self._tasks.put(give_back)
        given_back.wait(PATIENCE_S)

    def resume(self) -> None:
        """Take the terminal again soon."""
        self._tasks.put(self._display.resume)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except BrokenPipeError:
                self._on_unread()
