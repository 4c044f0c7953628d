"""Lets signals control a player, so that it can be used without a terminal and ends cleanly."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from coach.playback.player import Player


class TerminalUser(Protocol):
    """Uses the terminal while a session plays, as a keyboard and a display do."""

    def suspend(self) -> None:
        """Give the terminal back before the program is suspended."""

    def resume(self) -> None:
        """Take the terminal again when the program continues."""


@contextmanager
def obeying_signals(player: Player, *users: TerminalUser) -> Iterator[None]:
    """Let signals pause, resume and end a session inside a `with`; afterwards they do what they did before.

    SIGINT, SIGTERM and SIGHUP end the session with a fade, and a second one ends it at once. SIGTSTP pauses, SIGCONT
    resumes, and SIGUSR1 does whichever of the two applies. On a terminal, SIGTSTP (Ctrl-Z) also suspends the program
    after the fade, and `fg` resumes both; without a terminal the session only pauses. A signal that the caller ignores,
    as `nohup` does, stays ignored.

    Args:
        player: The player to control.
        users: The users of the terminal: suspended before the program is, and resumed when it continues.
    """

    def suspend_process() -> None:
        for user in users:
            user.suspend()
        os.kill(os.getpid(), signal.SIGSTOP)  # goes on with SIGCONT, whose handler does the rest

    def go_on() -> None:
        for user in users:
            user.resume()  # the shell may have changed the terminal's settings
        player.resume()

    wanted: dict[str, Callable[[], None]] = {
        "SIGINT": player.stop,
        "SIGTERM": player.stop,
        "SIGHUP": player.stop,
        "SIGUSR1": player.toggle,
        "SIGTSTP": lambda: player.pause(suspend_process if _has_terminal() else None),
        "SIGCONT": go_on,
    }
    before = {}
    for name, act in wanted.items():
        number = getattr(signal, name, None)  # Windows knows only the first two
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _handler(act))
    if sys.platform != "win32":  # or, with `stty tostop`, writing from the background would suspend us
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
