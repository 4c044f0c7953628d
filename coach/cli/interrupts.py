"""Ends a command on Ctrl-C or SIGTERM, at any moment and through every `finally`.

While a session plays, `signals` takes their place.
"""

import _thread
import signal
import sys
from threading import Timer
from typing import Any, NoReturn

from coach.cli.terminal import TERMINATED

AGAIN_S = 0.02
"""Seconds after which an interruption that was lost is repeated."""


class Interrupts:
    """Knows whether a person or the system asked the command to end.

    The two signals raise `KeyboardInterrupt` and `SystemExit` where the program is at that moment. A foreign library
    may turn that into another error, so `asked` counts and not the error that arrives. Where Python drops it, as in a
    destructor or a callback, it is raised again a little later. A signal that the caller ignores stays ignored.

    Attributes:
        asked: The last signal that asked for the end; None if there was none.
    """

    def __init__(self) -> None:
        self.asked: signal.Signals | None = None

    def obey(self) -> None:
        """Answer SIGINT and SIGTERM from now on; SIGUSR1, which pauses a session, does nothing outside of one."""
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._end)
        if sys.platform != "win32" and signal.getsignal(signal.SIGUSR1) is not signal.SIG_IGN:
            signal.signal(signal.SIGUSR1, lambda *_: None)

    def ignore(self) -> None:
        """Ignore both from now on: the command has ended, and is only writing its last words."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    def repeat_if_lost(self, error: BaseException | None) -> bool:
        """Tell whether an error that Python is about to drop comes of an interruption; raise a lost one once more.

        An object whose making was interrupted may lack attributes that its destructor asks for.
        """
        if self.asked is None or not isinstance(error, KeyboardInterrupt | SystemExit):
            return self.asked is not None and isinstance(error, AttributeError)
        timer = Timer(AGAIN_S, _thread.interrupt_main, [self.asked])
        timer.daemon = True
        timer.start()
        return True

    def _end(self, number: int, _frame: Any) -> NoReturn:
        self.asked = signal.Signals(number)
        if self.asked is signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(TERMINATED)
