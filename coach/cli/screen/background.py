"""A display in a thread of its own: a terminal or a pipe that nobody reads holds up the picture, never the session."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Self

from coach.cli.screen.display import Display
from coach.playback.states import Status

BACKLOG = 100
"""Moments that wait to be shown, five seconds of them; what comes later is dropped."""

PATIENCE_S = 1.0
"""For a display that is to give the terminal back."""

THREAD = "display"


class BackgroundDisplay:
    """Hands everything on to another display, and returns at once."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=THREAD, daemon=True)

    def __enter__(self) -> Self:
        self._display.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Show what is left; a thread that is stuck is left behind."""
        self._tasks.put(None)
        self._thread.join(PATIENCE_S)
        if not self._thread.is_alive():
            self._display.__exit__()

    def show(self, status: Status) -> None:
        """Show a moment soon, unless too many wait already."""
        if self._tasks.qsize() < BACKLOG:
            self._tasks.put(lambda: self._display.show(status))

    def announce(self, sentence: str) -> None:
        """Tell it soon."""
        self._tasks.put(lambda: self._display.announce(sentence))

    def suspend(self) -> None:
        """Give the terminal back, once all before is shown; waits for that, a second at most."""
        given_back = Event()

        def give_back() -> None:
            self._display.suspend()
            given_back.set()

        self._tasks.put(give_back)
        given_back.wait(PATIENCE_S)

    def resume(self) -> None:
        """Take it again."""
        self._tasks.put(self._display.resume)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
