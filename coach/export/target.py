"""The file that an export goes to: checked before the work, written safely, and every refusal put into a sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coach.errors import ExportError
from coach.safe_file import replacing

_ELSEWHERE = "Give a place with -o where you may write."
_REMEDIES = {
    errno.ENOSPC: "Free some space, or give another place with -o.",
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
}


def check_target(target: Path) -> None:
    """Find out what would fail for certain, before minutes of work.

    Raises:
        ExportError: The target is a folder, in one that does not exist, or a link.
    """
    if target.is_symlink() and (target.is_file() or not target.exists()):
        raise ExportError(f"{target} is a symbolic link.", f"Name the file itself, {target.resolve()}.")
    if target.is_dir():
        raise ExportError(f"{target} is a folder.", f"Name a file in it, such as {target / 'session.wav'}.")
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or give another with -o.")


@contextmanager
def writing(target: Path) -> Iterator[BinaryIO]:
    """Open a target; it is replaced when everything was written, and else left as it was.

    Raises:
        ExportError: It cannot be written.
    """
    check_target(target)
    try:
        with replacing(target) as file:
            yield file
    except OSError as error:
        problem = f"{target} could not be written: {error.strerror or error}."
        raise ExportError(problem, _REMEDIES.get(error.errno or 0, "Give another place with -o.")) from error
