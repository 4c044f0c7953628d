"""Signals that a player obeys, so that it can be used without a terminal, and leaves well whatever ends it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from coach.playback.player import Player


class Terminal(Protocol):
    """What uses the terminal while a session plays."""

    def suspend(self) -> None:
        """Give it back, before the program is stopped."""

    def resume(self) -> None:
        """Take it again, once the program goes on."""


@contextmanager
def obeying_signals(player: Player, *terminals: Terminal) -> Iterator[None]:
    """Let signals pause, resume and end a session; a second one that ends it does so at once.

    SIGINT, SIGTERM and SIGHUP end it with a fade, SIGTSTP pauses, SIGCONT resumes and SIGUSR1 does one or the other.
    Where there is a terminal, the program then really stops after its fade, as Ctrl-Z asks for, and `fg` resumes it;
    without one it only pauses, and hears whatever comes next. What the caller wants ignored (`nohup`) stays ignored.
    """

    def stop_process() -> None:
        for terminal in terminals:
            terminal.suspend()
        os.kill(os.getpid(), signal.SIGSTOP)  # comes back with SIGCONT, which says the rest

    def go_on() -> None:
        for terminal in terminals:
            terminal.resume()  # the shell has set it as it likes, however the program was stopped
        player.resume()

    wanted: dict[str, Callable[[], None]] = {
        "SIGINT": player.stop,
        "SIGTERM": player.stop,
        "SIGHUP": player.stop,
        "SIGUSR1": player.toggle,
        "SIGTSTP": lambda: player.pause(stop_process if _has_terminal() else None),
        "SIGCONT": go_on,
    }
    before = {}
    for name, act in wanted.items():
        number = getattr(signal, name, None)  # Windows has only the first two
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _handler(act))
    if sys.platform != "win32":  # writing from the background must not stop the sound, whatever `stty tostop` says
        before[signal.SIGTTOU] = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _handler(act: Callable[[], None]) -> Callable[..., None]:
    return lambda *_: act()


def _has_terminal() -> bool:
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
