"""Check the file that an export goes to before the work, complete its name, and write it safely.

Every refusal of the system becomes an `ExportError` with a sentence of what to do.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coach.errors import ExportError
from coach.files import replacing
from coach.script import ENDINGS as SCRIPT_ENDINGS

_ELSEWHERE = "Use -o to choose a place where you may write."
_REMEDIES = {
    errno.ENOSPC: "Free some space, or choose another place with -o.",
    errno.EFBIG: "Use -o to choose a place that takes larger files, or choose .flac, .opus or .mp3.",
    errno.ENOENT: "Its folder is gone: make it again, or choose another with -o.",
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
}

_SCRIPT = re.compile(rb"^[\s{\"']*(stretch|routine)[\"']?\s*:", re.MULTILINE)
_SCRIPT_HEAD_BYTES = 4096

_SHOWN_CHARACTERS = 40
"""How much is shown of a name that is too long."""


def check_target(target: Path) -> None:
    """Check a target before minutes of work, and refuse one that is certain to fail.

    Raises:
        ExportError: The target is a folder, a link or a script, its name is too long, or its folder does not exist.
    """
    check_name(target)
    if target.is_symlink() and (target.is_file() or not target.exists()):
        raise ExportError(f"{target} is a symbolic link.", f"Name the file itself, {os.path.realpath(target)}.")
    if target.is_dir():
        raise ExportError(f"{target} is a folder.", f"Name a file in it, such as {target / 'session.wav'}.")
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or choose another with -o.")
    if is_script(target):
        raise ExportError(f"{target} is a script and would be lost.", "Choose another name with -o.")


def check_name(target: Path) -> None:
    """Check that a file can have a name, before anything else is asked about it.

    Raises:
        ExportError: The name or its whole path is longer than the system allows, or has a NUL.
    """
    try:
        target.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            problem = f"The name {target.name[:_SHOWN_CHARACTERS]}… is too long for a file."
            raise ExportError(problem, "Give a shorter name.") from error
    except ValueError as error:
        raise ExportError("No file can have a name with a NUL in it.", "Give another name.") from error


def with_ending(target: Path, ending: str) -> Path:
    """Return a target with an ending if its name has none: `x` becomes `x.wav`.

    A folder stays as it is, so that it can be refused by its name. So does what is no ordinary file, such as a pipe.

    Args:
        target: The name as it was given.
        ending: The ending, with its dot.

    Raises:
        ExportError: No file can have this name.
    """
    check_name(target)
    if target.suffix.strip(".") or (target.exists() and not target.is_file()):
        return target
    return target.with_name(target.name.rstrip(".") + ending)


def is_script(target: Path) -> bool:
    """Tell whether a target has the name of a script, or is one under another name."""
    if target.suffix.lower() in SCRIPT_ENDINGS:
        return True
    if not target.is_file():  # reading a pipe would wait for ever
        return False
    try:
        with target.open("rb") as file:
            head = file.read(_SCRIPT_HEAD_BYTES)
    except OSError:
        return False
    return b"\0" not in head and bool(_SCRIPT.search(head))


@contextmanager
def writing(target: Path, *, special: bool = True) -> Iterator[BinaryIO]:
    """Open a target for writing. It is replaced when everything was written; after a failure it is as it was.

    Args:
        target: The path of a file, or of a device or a pipe if that is what it may be.
        special: Whether it may be a device or a pipe.

    Raises:
        ExportError: The target cannot be written.
        BrokenPipeError: It is a pipe, and its reader has had enough.
    """
    check_target(target)
    try:
        with replacing(target, special=special) as file:
            yield file
    except BrokenPipeError:  # the reader of a pipe has had enough, which is no error
        raise
    except OSError as error:
        problem = f"{target} could not be written: {error.strerror or error}."
        raise ExportError(problem, _REMEDIES.get(error.errno or 0, "Choose another place with -o.")) from error
