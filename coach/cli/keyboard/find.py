"""TODO."""

import sys
from typing import Protocol, Self

from coach.cli.keyboard.keys import Handle


class Keyboard(Protocol):
    """Reads keys inside a `with`, which gives the terminal back as it was."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def suspend(self) -> None:
        """Give the terminal back, before the program is stopped."""

    def resume(self) -> None:
        """Take it again, once the program goes on."""


class NoKeyboard:
    """Where nobody types."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def suspend(self) -> None:
        """There is nothing to give back."""

    def resume(self) -> None:
        """There is nothing to take again."""


def find_keyboard(handle: Handle) -> Keyboard:
    """The keyboard of the terminal that standard input is; none for pipes, files and services."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return NoKeyboard()
    if sys.platform == "win32":
        from coach.cli.keyboard.windows import WindowsKeyboard

        return WindowsKeyboard(handle)
    from coach.cli.keyboard.posix import TerminalKeyboard

    return TerminalKeyboard(handle, sys.stdin.fileno())
