"""Runs `_child.py` for one request in a process of its own, and returns its answer.

The engine gets a process of its own, because it may hang, crash, or end the program that it runs in. This way works on
every system; on Linux `_warm.py` is quicker.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from coach.speech.system._child import Answer, Message

COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("_child.py")))
"""The command that runs the child by its path. So the child imports nothing of coach, and works in any kind of
installation. Unlike `-m`, this keeps the working directory off the module path, where a stranger's `pyttsx3.py` might
lie; `-P` does the same for the child's own folder. `-I` would also drop PYTHONPATH and the user's own packages, among
them perhaps pyttsx3."""

PREFIX = "coach-speech-"
"""How the names of temporary folders begin."""


class EngineLostError(Exception):
    """The engine's process failed, but another try may succeed. The message is a sentence without its subject."""


def ask_engine(command: tuple[str, ...], request: Message, *, timeout_s: float) -> Answer:
    """Start the engine, let it answer one request, and end it.

    When this returns or raises, the process has ended and its folder is removed. If the caller itself is killed, the
    process notices that its standard input ends, and removes the folder.

    Args:
        command: The program to run.
        request: See `_child.Message`; the folder is added here.
        timeout_s: Seconds after which a silent process is considered to hang.

    Returns:
        The answer, and the recording that belongs to it.

    Raises:
        EngineLostError: The process hung, crashed, ended without an answer, or lost its settings or its recording.
    """
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        Path(folder, "errors.txt").open("w+b") as errors,
    ):
        return _converse(command, {**request, "folder": folder}, errors, timeout_s)


def _converse(command: tuple[str, ...], request: Message, errors: IO[bytes], timeout_s: float) -> Answer:
    line = json.dumps(request).encode() + b"\n"
    # Without a buffer, closing the pipe to a process that has ended cannot fail.
    with subprocess.Popen(  # noqa: S603 - our own program; the text travels through the pipe
        command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
    ) as process:
        hung = threading.Event()
        watchdog = threading.Timer(timeout_s, _give_up, (process, hung))
        watchdog.start()
        try:
            answer = exchange(process, line)
        finally:
            watchdog.cancel()
            process.kill()
    return understood(answer, errors, hung_s=timeout_s if hung.is_set() else None)


def _give_up(process: subprocess.Popen[bytes], hung: threading.Event) -> None:
    hung.set()
    process.kill()


def exchange(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    """Send a line, and return everything that the process writes until it ends or is killed."""
    assert process.stdin is not None  # noqa: S101 - for the type checker: both are pipes
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(OSError):  # a process that fails early may have answered and ended before it was asked
        process.stdin.write(line)
    return process.stdout.read()


def understood(written: bytes, errors: IO[bytes], *, hung_s: float | None) -> Answer:
    """Return the answer that a process has written.

    Args:
        written: All that it wrote.
        errors: What it wrote to standard error.
        hung_s: The seconds that it was waited for; None if it ended in time.

    Raises:
        EngineLostError: There is no answer, or it says that the engine is lost.
    """
    if hung_s is not None:
        raise EngineLostError(f"did not answer within {hung_s:.0f} s")
    line, _, recording = written.partition(b"\n")
    try:
        message = dict(json.loads(line))
    except (TypeError, ValueError):
        raise EngineLostError(_last_words(errors)) from None
    if "lost" in message:
        raise EngineLostError(message["lost"])
    if len(recording) != message.get("spoken", 0):
        raise EngineLostError("left half a recording")
    return message, recording


def _last_words(errors: IO[bytes]) -> str:
    """Return why the process ended, with its last line on standard error if there is one."""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"ended without an answer ({last[:200]})" if last else "ended without an answer"
