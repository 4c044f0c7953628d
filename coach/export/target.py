"""The file that an export goes to: checked before the work, written safely, and every refusal put into a sentence."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coach.errors import ExportError
from coach.files import replacing

_ELSEWHERE = "Give a place with -o where you may write."
_REMEDIES = {
    errno.ENOSPC: "Free some space, or give another place with -o.",
    errno.EFBIG: "Give a place with -o that takes larger files, or choose .flac, .opus or .mp3.",
    errno.ENOENT: "Its folder is gone: make it again, or give another with -o.",
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
}

SCRIPT_ENDINGS = (".yaml", ".yml")
_SCRIPT = re.compile(rb"^[\s{\"']*(stretch|routine)[\"']?\s*:", re.MULTILINE)
_SCRIPT_HEAD_BYTES = 4096


def check_target(target: Path) -> None:
    """Find out what would fail for certain, before minutes of work.

    Raises:
        ExportError: The target is a folder, in one that does not exist, a link, or a script.
    """
    if target.is_symlink() and (target.is_file() or not target.exists()):
        raise ExportError(f"{target} is a symbolic link.", f"Name the file itself, {target.resolve()}.")
    if target.is_dir():
        raise ExportError(f"{target} is a folder.", f"Name a file in it, such as {target / 'session.wav'}.")
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or give another with -o.")
    if is_script(target):
        raise ExportError(f"{target} is a script, and would be lost.", "Give another name with -o.")


def is_script(target: Path) -> bool:
    """Whether a script is called so, or stands there under whatever name."""
    if target.suffix.lower() in SCRIPT_ENDINGS:
        return True
    if not target.is_file():  # a pipe must not be read, it would wait for ever
        return False
    try:
        with target.open("rb") as file:
            head = file.read(_SCRIPT_HEAD_BYTES)
    except OSError:
        return False
    return b"\0" not in head and bool(_SCRIPT.search(head))


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
