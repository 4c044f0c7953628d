"""The interface of a display, and the choice of the one that fits the terminal."""

import sys
from typing import Protocol, Self

from coach.cli.keyboard.keys import Key
from coach.cli.screen._plain import PlainDisplay, QuietDisplay
from coach.playback.states import Status
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine


class Display(Protocol):
    """Shows a session inside a `with`, at whose end the terminal is as it was.

    It is given about twenty statuses a second, and is called in one thread only.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, status: Status) -> None:
        """Show a moment of the session.

        Raises:
            BrokenPipeError: The reader of a pipe is gone; nothing else is raised because of the terminal.
        """

    def announce(self, sentence: str) -> None:
        """Show a sentence that matters; if the screen disappears at the end, print it again afterwards."""

    def answer(self, key: Key) -> None:
        """Show that a key was pressed, where nothing else shows it; list the keys if one asked for that."""

    def suspend(self) -> None:
        """Give the terminal back before the program is suspended."""

    def resume(self) -> None:
        """Take the terminal again when the program continues."""


def find_display(routine: Routine, phrases: Phrasebook, *, plain: bool = False) -> Display:
    """Choose how to show a session.

    Args:
        routine: The routine that is played.
        phrases: The phrasebook, which has the titles of the opening and the closing.
        plain: Print lines to standard output, whatever the terminal can show.

    Returns:
        The display that shows the most on standard error: the whole window of a terminal, lines on a terminal without
        a movable cursor, and announcements alone where there is no terminal.
    """
    if plain:
        return PlainDisplay(routine)
    if sys.stderr is None or not sys.stderr.isatty():
        return QuietDisplay(sys.stderr)
    from coach.cli.console import stderr  # takes 50 ms, which the first word would wait for

    if not stderr.is_terminal:
        return QuietDisplay(sys.stderr)
    if stderr.is_dumb_terminal or stderr.legacy_windows:
        return PlainDisplay(routine, sys.stderr)
    from coach.cli.screen._full_screen import FullScreenDisplay

    has_keys = sys.stdin is not None and sys.stdin.isatty()
    return FullScreenDisplay(routine, phrases, stderr, has_keys=has_keys)
