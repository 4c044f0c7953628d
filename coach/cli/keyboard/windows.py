"""Keys from a Windows console, by `msvcrt`.

Untested: written against Microsoft's documentation of `_getwch` and `_kbhit`. It changes no mode of the console, and so
has nothing to give back. Ctrl-C stays the interrupt that it is.
"""

import sys
from threading import Event, Thread
from typing import Self

from coach.cli.keyboard.keys import LETTERS, Handle, Key

LOOK_S = 0.05
"""Between two looks: a console cannot be waited for together with the end of the session."""

_PREFIXES = "\x00\xe0"
_CODES = {"H": Key.LOUDER, "P": Key.QUIETER, "M": Key.FORWARD, "K": Key.BACK, "Q": Key.FORWARD, "I": Key.BACK}
"""The second read of an arrow, page up or page down; the first gives one of the prefixes.

Source: Microsoft's C runtime reference, `_getch, _getwch`, and its table of keyboard scan codes.
"""


class WindowsKeyboard:
    """Looks for keys in a thread of its own.

    Args:
        handle: Called with each key, in that thread.
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
        """Windows stops no program with a key."""

    def resume(self) -> None:
        """So none goes on."""

    def _read(self) -> None:
        if sys.platform == "win32":
            import msvcrt

            while not self._ended.wait(LOOK_S):
                while msvcrt.kbhit():
                    letter = msvcrt.getwch()
                    key = _CODES.get(msvcrt.getwch()) if letter in _PREFIXES else LETTERS.get(letter.lower())
                    if key:
                        self._handle(key)
