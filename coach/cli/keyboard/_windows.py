"""Reads keys from a Windows console with `msvcrt`.

Untested: it follows Microsoft's documentation of `_getwch` and `_kbhit`. It leaves the console's mode as it is, so that
there is nothing to give back, and Ctrl-C stays an interrupt.
"""

import sys
from threading import Event, Thread
from typing import Self

from coach.cli.keyboard.keys import LETTERS, Handle, Key

LOOK_S = 0.05
"""Time between two looks for a key, in seconds: nothing waits for a key and for the end of the session at once."""

_PREFIXES = "\x00\xe0"
_CODES = {"H": Key.LOUDER, "P": Key.QUIETER, "M": Key.FORWARD, "K": Key.BACK, "Q": Key.FORWARD, "I": Key.BACK}
"""The arrows, page up and page down by the second character that they send, after one of the prefixes.

Source: Microsoft's C runtime reference, `_getch, _getwch`, and its table of keyboard scan codes.
"""


class WindowsKeyboard:
    """Looks for keys in its own thread.

    Args:
        handle: The function to call with each key, in that thread.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._ended = Event()
        self._thread = Thread(target=self._read, name="keys", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def suspend(self) -> None:
        """Do nothing: Windows has no key that suspends a program."""

    def resume(self) -> None:
        """Do nothing: nothing was given back."""

    def _read(self) -> None:
        if sys.platform == "win32":
            import msvcrt

            while not self._ended.wait(LOOK_S):
                while msvcrt.kbhit():
                    letter = msvcrt.getwch()
                    key = _CODES.get(msvcrt.getwch()) if letter in _PREFIXES else LETTERS.get(letter.lower())
                    if key:
                        self._handle(key)
