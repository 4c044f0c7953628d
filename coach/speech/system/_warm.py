"""Keeps an engine started, and lets forks of it answer requests, several at once. Linux only.

`_child.serve` is the other side. It saves the start of a Python and of espeak-ng for each request, and gives the same
samples, because each fork is as fresh as a process of its own.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from time import monotonic
from typing import IO

from coach.speech.system._child import Answer, Message
from coach.speech.system._process import PREFIX, EngineLostError, ask_engine, understood

FAREWELL_S = 1.0
"""Seconds that a process gets to end by itself: it ends its forks and removes a folder, which takes milliseconds."""

READ_BYTES = 1 << 20

CAN_WARM = sys.platform == "linux"
"""Whether an engine can be kept started here. Apple's does not survive a fork, and Windows has none."""


class WarmEngine:
    """Answers requests from any number of threads, with one started engine for all of them and for one voice.

    The engine is started at the first request. After a loss it is started anew, unless it had never answered: then each
    request gets a process of its own, as it does where an engine cannot be kept started.

    Args:
        command: The program to run; `--warm` and a folder are added to it.
    """

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._started: _Started | None = None
        self._left: list[_Started] = []
        self._is_useful = CAN_WARM

    def ask(self, request: Message, *, timeout_s: float) -> Answer:
        """Let the engine answer one request.

        Args:
            request: See `_child.Message`.
            timeout_s: Seconds after which a silent engine is considered to hang, and killed.

        Raises:
            EngineLostError: See `ask_engine`.
        """
        started = self._ready()
        if started is None:
            return ask_engine(self._command, request, timeout_s=timeout_s)
        try:
            return started.ask(request, timeout_s)
        except EngineLostError:
            self._leave(started)
            raise

    def close(self) -> None:
        """End the engine, and whatever it is asked at the moment. Asking again starts it anew."""
        with self._lock:
            ending = [*self._left, *([self._started] if self._started else [])]
            self._started, self._left = None, []
        for started in ending:
            started.end()

    def _ready(self) -> "_Started | None":
        with self._lock:
            self._left = [each for each in self._left if each.is_running()]
            if self._started is None and self._is_useful:
                self._started = _Started(self._command)
            return self._started

    def _leave(self, started: "_Started") -> None:
        """Ask it nothing more. What it is being asked goes on."""
        with self._lock:
            self._is_useful = self._is_useful and started.has_answered
            if self._started is started:
                self._started = None
                self._left.append(started)
                started.leave()


class _Started:
    """A process that runs `_child.serve`. It ends when this object does."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.has_answered = False
        folder = tempfile.mkdtemp(prefix=PREFIX)
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                (*command, "--warm", folder),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.end = weakref.finalize(self, _end, self._requests, self._process, folder, os.getpid())

    def ask(self, request: Message, timeout_s: float) -> Answer:
        with tempfile.TemporaryFile() as errors, _pipe() as (wanted, _), _pipe() as (answers, theirs):
            packet, files = json.dumps(request).encode(), (wanted, theirs, errors)
            with contextlib.suppress(OSError):  # it has ended, and so will the answer when `theirs` is closed
                socket.send_fds(self._requests, [packet], [file.fileno() for file in files])
            wanted.close()
            theirs.close()
            written, hung = _read_to_end(answers, timeout_s)
            answer = understood(written, errors, hung_s=timeout_s if hung else None)
        self.has_answered = True
        return answer

    def is_running(self) -> bool:
        """Tell whether it has not ended; if it has, nothing is left of it afterwards."""
        if self._process.poll() is None:
            return True
        self.end()
        return False

    def leave(self) -> None:
        """Let it end after its last answer, or at once if it has never answered."""
        with contextlib.suppress(OSError):  # it has ended
            self._requests.shutdown(socket.SHUT_WR)
        if not self.has_answered:
            self._process.kill()


@contextlib.contextmanager
def _pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a pipe, and close what is still open of it in the end."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as output, os.fdopen(writing, "wb", 0) as entrance:
        yield output, entrance


def _read_to_end(answers: IO[bytes], timeout_s: float) -> tuple[bytes, bool]:
    """Return all that arrives, and whether its end did not come in time."""
    end_s = monotonic() + timeout_s
    arrival = select.poll()
    arrival.register(answers, select.POLLIN)
    pieces: list[bytes] = []
    while arrival.poll(max(0.0, end_s - monotonic()) * 1000):
        piece = answers.read(READ_BYTES)
        if not piece:
            return b"".join(pieces), False
        pieces.append(piece)
    return b"".join(pieces), True


def _end(requests: socket.socket, process: "subprocess.Popen[bytes]", folder: str, owner: int) -> None:
    """End the process; do nothing in a fork of its owner."""
    if os.getpid() != owner:
        return
    requests.close()
    try:
        process.wait(FAREWELL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
