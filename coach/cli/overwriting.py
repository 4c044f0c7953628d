"""Sees to it that no file is replaced without a yes, and makes the folder that files go to."""

import sys
from collections.abc import Sequence
from pathlib import Path

from coach.errors import ExportError
from coach.export.target import check_target


def check_targets(targets: Sequence[Path], *, force: bool) -> None:
    """Find out before the work whether these files may be written; on a terminal, ask.

    Args:
        targets: The files.
        force: Replace files that exist without asking.

    Raises:
        ExportError: A file cannot be written, or exists and is to be kept.
    """
    for target in targets:
        check_target(target)
    existing = [target for target in targets if target.is_file()]
    if force or not existing:
        return
    names = ", ".join(map(str, existing[:3]))
    if len(existing) > 3:
        names += ", …"
    problem = f"{names} exists already." if len(existing) == 1 else f"{names} exist already."
    if not _agrees(problem):
        raise ExportError("Nothing was written.", "Give another name.")


def _agrees(problem: str) -> bool:
    """Ask whether to replace files.

    Raises:
        ExportError: Nobody is at a terminal to answer.
    """
    from rich.prompt import Confirm
    from rich.text import Text

    from coach.cli.console import stderr

    if not (sys.stdin.isatty() and stderr.is_terminal):
        raise ExportError(problem, "Give --force to replace, or another name.")
    try:
        return Confirm.ask(Text(f"{problem} Replace?"), console=stderr, default=False)
    except EOFError:
        return False


def make_folder(folder: Path) -> None:
    """Make the folder that files go to, if there is none.

    Raises:
        ExportError: The folder cannot be made, or a file has its name.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"The folder {folder} could not be made: {error.strerror or error}."
        raise ExportError(problem, "Give another folder with -o.") from error
