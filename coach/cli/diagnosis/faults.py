"""Writes a report of each exception that coach did not expect, so that a person can send it, and lists the reports.

A report has the versions, the command line and the traceback. It shows the home folder as `~`, and holds no content of
scripts, settings or files.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.files import data_folder, path_in_variable
from coach.files.urls import without_passwords

if TYPE_CHECKING:
    import threading

KEPT_REPORTS = 5
"""How many reports are kept; an older one makes way for a new one."""


class ForeignFault(Exception):  # noqa: N818 (it stands for another error)
    """Stands for an error of another process.

    Args:
        error: Its kind and its words.
        trace: Its traceback.
    """

    def __init__(self, error: str, trace: str) -> None:
        super().__init__(error)
        self.add_note(trace)


def report_folder() -> Path:
    """Return the folder of the reports, which may not exist: `COACH_REPORT_DIR`, or `reports` beside the history."""
    return path_in_variable("COACH_REPORT_DIR") or data_folder() / "reports"


def reports(pattern: str = "*.txt") -> list[Path]:
    """Return the reports that are kept, the newest first; none if the folder cannot be read."""
    with suppress(OSError, CoachError):
        return sorted(report_folder().glob(pattern), reverse=True)
    return []


def last_line(report: Path) -> str:
    """Return the last line of a report, which names the error; empty if it cannot be read."""
    with suppress(OSError):
        return report.read_text(encoding="utf-8", errors="replace").rstrip().rpartition("\n")[2]
    return ""


def keep_newest(kept: int, pattern: str = "*.txt") -> None:
    """Remove all reports but the newest few."""
    for old in reports(pattern)[kept:]:
        with suppress(OSError):
            old.unlink()


def stamp() -> str:
    """Return a file's name without its ending, which sorts by time and which no other process takes."""
    return f"{time.strftime('%Y-%m-%dT%H-%M-%S', time.gmtime())}-{time.monotonic_ns():x}-{os.getpid()}"


def describe(error: BaseException) -> str:
    """Write a report of an error, and return the sentence for the person: what happened, where the report is."""
    name = type(error).__name__
    reason = f"{name}: {error}" if str(error) else name
    if isinstance(error, ForeignFault):
        reason = str(error)
    problem = f"coach made a mistake that it did not expect ({reason})."
    try:
        path = _write(error)
    except (OSError, CoachError) as refused:
        why = getattr(refused, "strerror", None) or str(refused)
        return f"{problem} No report could be written ({why}): name a folder for it in COACH_REPORT_DIR."
    return f"{problem} A report is in {path}: send it to the maintainers, and what you did."


def shortened(text: str) -> str:
    """Return a text with the person's home folder as `~`."""
    home = os.path.expanduser("~")  # noqa: PTH111 (`Path.home` raises where there is none)
    if len(home) <= 1:
        return text
    return text.replace(home, "~").replace(repr(home)[1:-1], "~")  # an error quotes a path with Windows' bars doubled


def catch_dropped(tell: Callable[[str], None], expected: Callable[[BaseException | None], bool]) -> None:
    """Report what Python would print and forget: an error in a thread, in a destructor or in a foreign callback.

    Args:
        tell: Takes the sentence for the person.
        expected: Tells whether an error is somebody else's business.
    """
    import threading

    def drop(dropped: "sys.UnraisableHookArgs | threading.ExceptHookArgs") -> None:
        error = dropped.exc_value
        if error is not None and not expected(error) and not isinstance(error, SystemExit):
            tell(describe(error))

    sys.unraisablehook = drop
    threading.excepthook = drop


def _write(error: BaseException) -> Path:
    from coach.cli.diagnosis.versions import version_line

    path = report_folder() / f"{stamp()}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    trace = "".join(traceback.format_exception(error))
    command = " ".join(["coach", *sys.argv[1:]])
    text = without_passwords(f"{version_line()}\n{path.stem} UTC\nCommand: {command}\n\n{trace}")
    path.write_text(shortened(text), encoding="utf-8", errors="backslashreplace")
    keep_newest(KEPT_REPORTS)
    return path
