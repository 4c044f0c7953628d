"""Workers that do work side by side, behind the interface of `concurrent.futures`: here, processes of this machine.

They print nothing, ignore Ctrl-C and end with their parent, however that ends. When one was killed, its work and that
of the others is lost with a `BrokenExecutor`, and new processes take the work that comes then.
"""

import _thread
import multiprocessing
import os
import signal
import sys
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from coach.speech import pool as speech_pool

PATIENCE_S = 5
"""How many seconds a process gets to remove its unfinished file after it was told to end."""

TRIES = 10
"""How often a process is told to end: inside a callback of a foreign library, such as an encoder's, it may not hear."""

ENDED = 128 + signal.SIGTERM
"""The exit code of a process that was told to end."""

AHEAD = 1
"""How much work is given to the processes while all of them are busy, so that none has to wait."""

P = ParamSpec("P")
Result = TypeVar("Result")


class Workers(Executor):
    """An executor that knows how much work it needs at a time.

    Attributes:
        tells: Whether work is heard of before it is done.
    """

    tells = False

    @property
    @abstractmethod
    def at_once(self) -> int:
        """The amount of work that it needs at a time to be busy."""

    def received(self) -> Iterator[Any]:
        """Give what was sent by work since the last time.

        Raises:
            CoachError: The workers are out of reach.
        """
        return iter(())


class LocalWorkers(Workers):
    """As many processes as work is given at a time, up to a number; `shutdown` ends them at once.

    Args:
        most: The largest number of processes.
    """

    tells = True

    def __init__(self, most: int) -> None:
        self._most = most
        self._processes = _Processes(most)

    @property
    def at_once(self) -> int:
        """The number of processes, and `AHEAD` more."""
        return self._most + AHEAD

    def submit(self, function: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Future[Result]:
        """Give work to the processes. Everything has to be picklable, and the function one of a module."""
        try:
            return self._processes.submit(function, *args, **kwargs)
        except BrokenExecutor:
            self._processes.end()
            self._processes = _Processes(self._most)
            return self._processes.submit(function, *args, **kwargs)

    def received(self) -> Iterator[Any]:
        """Give what the processes have sent with `send` since the last time."""
        return self._processes.received()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """End the processes, also those that are at work, and wait until they have removed their unfinished files."""
        self._processes.end()


class _Processes:
    """One set of processes, with a pipe whose end tells them to end, and a queue for what they send."""

    def __init__(self, most: int) -> None:
        spawning = multiprocessing.get_context("spawn")  # on every system: a fork would inherit the voice's threads
        ending, self._end = spawning.Pipe(duplex=False)
        self._sent: SimpleQueue[Any] = spawning.SimpleQueue()
        self._pool = ProcessPoolExecutor(most, spawning, initializer=_begin, initargs=(ending, self._sent))

    def submit(self, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Future[Result]:
        with _interrupts_ignored():  # the process that may be started inherits this; only its parent ends it
            return self._pool.submit(_do, function, *args, **kwargs)

    def received(self) -> Iterator[Any]:
        while not self._sent.empty():
            yield self._sent.get()

    def end(self) -> None:
        self._end.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # which alone may say so
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_parent: "SimpleQueue[Any] | None" = None
_busy = threading.Lock()


def send(message: object) -> None:
    """Send a picklable value to whoever has the `LocalWorkers`; do nothing outside of their processes."""
    if _parent is not None:
        _parent.put(message)


def _begin(ending: Connection, parent: "SimpleQueue[Any]") -> None:
    """Prepare a process: it writes nothing to the terminal, and speaks one sentence at a time."""
    global _parent  # noqa: PLW0603 (a process has one parent)
    _parent = parent
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))  # runs every `finally`
    os.environ[speech_pool.VARIABLE] = "1"
    with Path(os.devnull).open("w", encoding="utf-8") as silence:
        os.dup2(silence.fileno(), sys.stderr.fileno())
    threading.Thread(target=_end_with_parent, args=(ending,), name="end", daemon=True).start()


def _do(function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    with _busy:
        try:
            return function(*args, **kwargs)
        except SystemExit:  # after every `finally`; the pool would take it for a result
            os._exit(ENDED)


def _end_with_parent(ending: Connection) -> None:
    """End this process when the other end of a pipe is closed: its work first, so that no unfinished file stays."""
    with suppress(EOFError, OSError):
        ending.recv_bytes()
    for _ in range(TRIES):
        _thread.interrupt_main(signal.SIGTERM)
        if _busy.acquire(timeout=PATIENCE_S / TRIES):
            break
    os._exit(ENDED)
