"""Writes the log of one run for `--verbose`: each event of coach with its time, its thread, its files and programs.

It shows the home folder as `~`, and no content of files. Without `--verbose` this module does not load `logging`.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from coach.cli.diagnosis import faults
from coach.cli.terminal import tell
from coach.errors import SettingsError
from coach.files.urls import without_passwords

KEPT_LOGS = 5
"""How many logs are kept; an older one makes way for a new one."""

EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.posix_spawn", "subprocess.Popen", "socket.connect"}
"""The events of Python that are logged; see its table of audit events. Nothing of coach has to be written for them."""

ENVIRONMENT = ("COACH_", "LANG", "LC_", "TERM", "COLUMNS", "NO_COLOR", "PULSE_", "XDG_", "WAYLAND_DISPLAY", "PYTHON")
"""Beginnings of the names of variables that change what coach does."""

CLIPS = f"{os.sep}clips{os.sep}"
"""A part of the path of each file in the cache of clips."""

_running: list[Any] = []  # the logger of coach, once there is a log


def is_running() -> bool:
    """Tell whether this run is logged."""
    return bool(_running)


def begin_log() -> Path:
    """Begin to log, and return the path of the log.

    Raises:
        SettingsError: The log cannot be written.
    """
    import logging

    folder = faults.report_folder()
    path = folder / f"{faults.stamp()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        problem = f"The log {path} cannot be written: {error.strerror or error}."
        raise SettingsError(problem, "Name a folder for it in COACH_REPORT_DIR.") from error
    formatter = logging.Formatter("%(relativeCreated)7.0f ms %(threadName)s %(name)s: %(message)s")
    handler.setFormatter(formatter)
    handler.format = lambda record: faults.shortened(formatter.format(record))  # type: ignore[method-assign]
    handler.handleError = _end_log  # type: ignore[method-assign]
    logger = logging.getLogger("coach")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    _running.append(logger)
    _note_circumstances()
    sys.addaudithook(_note_event)
    faults.keep_newest(KEPT_LOGS, "*.log")
    return path


def note(message: str, *details: object, error: BaseException | None = None) -> None:
    """Log a line, and the traceback of an error; do nothing without `--verbose`."""
    for logger in _running:
        logger.info(message, *details, exc_info=error)


def _end_log(record: object) -> None:  # noqa: ARG001 (the name that logging gives it)
    """Log no more and say so, because a line could not be written, as on a full disk."""
    if _running:
        _running.clear()
        error = sys.exception()
        tell(f"Note: The log ends early: {getattr(error, 'strerror', None) or error}.")


def _note_circumstances() -> None:
    from coach.cli.diagnosis.versions import version_line

    note("%s", version_line())
    note("command: %s", without_passwords(" ".join(["coach", *sys.argv[1:]])))
    with suppress(OSError):  # it may have been deleted
        note("folder: %s", Path.cwd())
    for name in sorted(os.environ):
        if name.startswith(ENVIRONMENT):
            note("%s=%s", name, os.environ[name])
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None:
            note("%s: %s, %s", stream.name, "terminal" if stream.isatty() else "no terminal", stream.encoding)


def _note_event(event: str, arguments: tuple[Any, ...]) -> None:
    """Log what Python is about to do. Called for each event of the whole process, and so must not raise."""
    if event not in EVENTS:
        return
    with suppress(Exception):
        if event == "open" and not _is_worth_a_line(arguments[0], arguments[1]):
            return
        told = ", ".join(str(argument) for argument in arguments[:2] if argument is not None)
        note("%s %s", event, without_passwords(told))


def _is_worth_a_line(path: object, mode: object) -> bool:
    """Tell whether an opened file is not one of hundreds: a module, a package's description, a clip."""
    name = str(path)
    reads = mode is None or "r" in str(mode)
    return not (reads and (name.endswith((".py", ".pyc", ".txt", "METADATA", ".so")) or CLIPS in name))
