"""The interface of a keyboard, and the choice of the one for this terminal."""

import sys
from typing import Protocol, Self

from coach.cli.keyboard.keys import Handle


class Keyboard(Protocol):
    """Reads keys inside a `with`, at whose end the terminal is as it was."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def suspend(self) -> None:
        """Give the terminal back before the program is suspended."""

    def resume(self) -> None:
        """Take the terminal again when the program continues."""


class NoKeyboard:
    """Reads no keys, where there is no terminal to type on."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def suspend(self) -> None:
        """Do nothing: there is nothing to give back."""

    def resume(self) -> None:
        """Do nothing: there is nothing to take again."""


def find_keyboard(handle: Handle) -> Keyboard:
    """Choose how to read keys from standard input.

    Args:
        handle: The function to call with each key.

    Returns:
        The keyboard of the terminal; one without keys if standard input is a pipe, a file or closed.
    """
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return NoKeyboard()
    if sys.platform == "win32":
        from coach.cli.keyboard._windows import WindowsKeyboard

        return WindowsKeyboard(handle)
    from coach.cli.keyboard._posix import TerminalKeyboard

    return TerminalKeyboard(handle, sys.stdin.fileno())
