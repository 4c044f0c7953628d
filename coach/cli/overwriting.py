"""Asks before a file is replaced, refuses to replace one of coach's own, and makes the folder that files go to."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.cli.terminal import ask, tell
from coach.errors import ExportError
from coach.export.inputs import spare
from coach.export.target import check_name, check_target
from coach.files import data_folder
from coach.settings.config import config_path


def may_write(targets: Sequence[Path], *, force: bool, declined: str = "Nothing was written.") -> bool:
    """Find out before the work whether these files may be written; on a terminal, ask.

    Args:
        targets: The files.
        force: Replace files that exist without asking.
        declined: The sentence to print if the person wants to keep a file that exists.

    Returns:
        False if the person wants to keep one. That is no error.

    Raises:
        ExportError: A file cannot be written, belongs to coach itself, or exists and nobody is there to ask.
    """
    for target in targets:
        check_target(target)
    existing = [target for target in targets if target.is_file()]
    if not existing:
        return True
    spare(existing, _own_files())
    return may_replace([*map(str, existing)], force=force, declined=declined)


def may_replace(existing: Sequence[str], *, force: bool, declined: str = "Nothing was written.") -> bool:
    """Find out whether files that exist may be replaced; see `may_write`.

    Args:
        existing: The names to call the files by.
        force: Replace them without asking.
        declined: The sentence to print if the person wants to keep one.

    Raises:
        ExportError: Nobody is at a terminal to answer.
    """
    if force or not existing or _agrees(existing):
        return True
    tell(declined)
    return False


def _own_files() -> Iterator[tuple[Path, str]]:
    """Yield the files that coach keeps for a person, each with what it is."""
    yield config_path(), "the configuration of coach"
    folder = data_folder()
    if folder.is_dir():
        for path in folder.iterdir():
            yield path, "a file of coach's own"


def _agrees(existing: Sequence[str]) -> bool:
    """Ask whether to replace files.

    Raises:
        ExportError: Nobody is at a terminal to answer.
    """
    names = ", ".join(existing[:3])
    if len(existing) > 3:
        names += ", …"
    problem = f"{names} exists already." if len(existing) == 1 else f"{names} exist already."
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise ExportError(problem, "Give --force to replace, or another name.")
    return ask(f"{problem} Replace?")


def make_folder(folder: Path) -> None:
    """Make the folder that files go to, if there is none.

    Raises:
        ExportError: The folder cannot be made, nothing can have its name, or a file has it.
    """
    check_name(folder)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"The folder {folder} could not be made: {error.strerror or error}."
        raise ExportError(problem, "Give another folder with -o.") from error
