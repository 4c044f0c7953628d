"""What the commands print with: stderr, tables, progress bars, exit codes."""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.prompt import Confirm
from rich.text import Text

from coach.errors import ExportError
from coach.export.job import OnWritten
from coach.export.target import check_target
from coach.session.session import OnProgress
from coach.timeline import Timeline

DONE, FAILED, USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143
"""The last two as shells count them: 128 and the signal's number."""

stderr = Console(stderr=True, highlight=False)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell, the first row a heading; nothing is cut, so that a pipe gets it all."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, if that is a terminal; gives the function to move it with."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def in_foreground(terminal: int) -> bool:
    """Whether what is typed on a terminal is meant for us, and we may draw on it.

    Args:
        terminal: A file descriptor of it. One that does not control us has no background, nor has Windows.
    """
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError as error:
        return error.errno == errno.ENOTTY and os.isatty(terminal)


class TimesRealTime(ProgressColumn):
    """Seconds of sound a second; its tasks count seconds."""

    def render(self, task: Task) -> Text:
        """Such as `141×`; nothing before the first blocks are written."""
        return Text(f"{task.speed:,.0f}×" if task.speed else "", style="progress.percentage")


def export_progress() -> Progress:
    """A display on stderr, if that is a terminal; its tasks have a `section`, and count seconds of sound."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimesRealTime(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[section]}", markup=False),
    )
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


@contextmanager
def session_progress(what: str, timeline: Timeline) -> Iterator[OnWritten]:
    """Show a bar for one session; gives the function to call with the frames of it that are written so far."""
    with export_progress() as progress:
        task = progress.add_task(what, total=timeline.duration_s, section="")

        def advance_to(frames: int) -> None:
            section = timeline.section_at(frames).title
            progress.update(task, completed=frames / timeline.sample_rate, section=section)

        yield advance_to


@contextmanager
def preparation_progress() -> Iterator[OnProgress]:
    """Show a bar while a session is spoken and scheduled; gives the function to call with each section that is."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task("Preparing the voice", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def check_targets(targets: Sequence[Path], *, force: bool) -> None:
    """Find out before the work whether these files may be written.

    Raises:
        ExportError: One of them cannot be, or stands there and is to be kept.
    """
    for target in targets:
        check_target(target)
    standing = [target for target in targets if target.is_file()]
    if force or not standing:
        return
    names = ", ".join(map(str, standing[:3])) + (", …" if len(standing) > 3 else "")
    exist = "exists" if len(standing) == 1 else "exist"
    if not (sys.stdin.isatty() and stderr.is_terminal):
        raise ExportError(f"{names} {exist} already.", "Give --force to replace, or another name.")
    try:
        agreed = Confirm.ask(f"{names} {exist} already. Replace?", console=stderr, default=False)
    except EOFError:
        agreed = False
    if not agreed:
        raise ExportError("Nothing was written.", "Give another name.")


def make_folder(folder: Path) -> None:
    """Make the folder that files are to go to, if there is none.

    Raises:
        ExportError: It cannot be made, or a file stands there.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"The folder {folder} could not be made: {error.strerror or error}."
        raise ExportError(problem, "Give another folder with -o.") from error
