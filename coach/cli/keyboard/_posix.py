"""Reads keys from a POSIX terminal with `termios`, each as it is pressed and without an echo.

Ctrl-C and Ctrl-Z stay signals. In the background the terminal belongs to the shell: nothing is read or set then, so
that the shell misses no key and the kernel does not suspend coach. In the foreground the keys work again, whatever
changed the settings meanwhile.
"""

import os
import select
import signal
import termios
from threading import RLock, Thread
from typing import Any, Self

from coach.cli.keyboard.keys import Handle, keys_in
from coach.cli.terminal import in_foreground

LOOK_S = 0.25
"""Time between two checks that coach has the terminal and that the settings are right, in seconds."""

READ_BYTES = 1024

_IFLAG, _LFLAG, _CC = 0, 3, 6
"""Indices of the input flags, the local flags and the control characters in the list from `tcgetattr`."""

_STOPS = (signal.SIGTTIN, signal.SIGTTOU)
"""The signals that suspend a program which reads or sets a terminal from the background."""


class TerminalKeyboard:
    """Reads keys in its own thread, until the end or until the terminal is gone.

    Args:
        handle: The function to call with each key, in that thread.
        terminal: A file descriptor of the terminal.
    """

    def __init__(self, handle: Handle, terminal: int) -> None:
        self._handle = handle
        self._terminal = terminal
        self._original: list[Any] | None = None  # the settings to give back
        self._suspended = True
        self._lock = RLock()  # `suspend` may be called by a signal in the middle of anything
        self._thread = Thread(target=self._read, name="keys", daemon=True)
        self._ended, self._end = os.pipe()

    def __enter__(self) -> Self:
        try:
            self.resume()
            self._thread.start()
        except BaseException:
            self.suspend()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.suspend()
        os.write(self._end, b".")
        self._thread.join()
        os.close(self._end)
        os.close(self._ended)

    def suspend(self) -> None:
        """Give the terminal back as it was. Drop the keys that were not read yet: they are not meant for the shell."""
        with self._lock:
            self._suspended = True
            if self._original is None or not in_foreground(self._terminal):
                return
            try:
                termios.tcflush(self._terminal, termios.TCIFLUSH)
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._original)
            except termios.error:  # the terminal is gone
                return
            self._original = None

    def resume(self) -> None:
        """Take the terminal, now or as soon as coach is in the foreground."""
        with self._lock:
            self._suspended = False
            self._take()

    def _take(self) -> bool:
        """Set the terminal if it is ours. Returns False if it is gone."""
        with self._lock:
            try:
                mode = termios.tcgetattr(self._terminal)  # fails once it is gone
                if self._ours():
                    self._set(mode)
            except termios.error:
                return False
        return True

    def _ours(self) -> bool:
        return not self._suspended and in_foreground(self._terminal)

    def _set(self, mode: list[Any]) -> None:
        wanted = _key_by_key(mode)
        if mode == wanted:
            return
        if self._original is None or mode[_LFLAG] & termios.ICANON:  # else these are our settings, changed by somebody
            self._original = mode
        termios.tcsetattr(self._terminal, termios.TCSANOW, wanted)

    def _read(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        typed = ""
        while self._take():
            awaited = [self._ended, self._terminal] if self._ours() else [self._ended]
            ready = select.select(awaited, [], [], LOOK_S)[0]
            if self._ended in ready:
                return
            if self._terminal in ready:
                keys, typed = keys_in(typed + self._typed())
                for key in keys:
                    self._handle(key)

    def _typed(self) -> str:
        with self._lock:
            try:
                data = os.read(self._terminal, READ_BYTES) if self._ours() else b""
            except OSError:  # the next look finds out whether it is gone
                data = b""
        if not data:
            select.select(
                [self._ended], [], [], LOOK_S
            )  # or a terminal that is ready but has nothing would keep us busy
        return data.decode("latin-1")  # one letter a byte: our keys are ASCII


def _key_by_key(mode: list[Any]) -> list[Any]:
    """Change a terminal's settings as `tty.setcbreak` does, but so that reading never waits and Ctrl-S holds nothing.

    Output that is held would hold up coach.

    Source: POSIX.1-2017, general terminal interface, 11.1.7 and 11.2.
    """
    wanted = [*mode[:_CC], list(mode[_CC])]
    wanted[_IFLAG] &= ~termios.IXON
    wanted[_LFLAG] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
    wanted[_CC][termios.VMIN], wanted[_CC][termios.VTIME] = 0, 0
    return wanted
