"""Replaces files so that the old or the new content is there, whole.

An unfinished file stands beside its target as `.coach-….part`, locked by its writer. If its writer was killed, the next
writer in that folder removes it.
"""

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from coach.files._busy import when_free
from coach.files._locks import try_lock
from coach.files._reading import refuse_special

LOCKLESS_S = 3600
"""Age in seconds at which an unfinished file counts as abandoned where there are no locks: on Windows and in some
network folders."""


@contextmanager
def replacing(target: Path, *, durable: bool = True, special: bool = False) -> Iterator[BinaryIO]:
    """Open a file beside the target, and rename it over the target when everything was written.

    A file that is replaced keeps its permissions, and its owner and group if the system allows it. Nobody else can read
    the new content while it is unfinished.

    Args:
        target: A file's path in a folder that exists.
        durable: Wait until the disk has the content before the rename, so that a power cut leaves the old or the new
            file. Without it a power cut may leave an empty file, and nothing wakes a sleeping disk.
        special: Write to a device or a pipe directly: it has no content to keep, and cannot be renamed over. Without it
            these are refused, since a pipe that nobody reads would be waited for.

    Yields:
        A binary file, open for writing.

    Raises:
        OSError: The system refused. The target is as it was and no other file is left, as after any exception that is
            raised while writing.
    """
    import secrets  # only here, because it loads hmac and random, which take 3 ms

    if _is_special(target):
        if not special:
            refuse_special(target)
        with target.open("wb") as device:
            yield device
        return
    remove_abandoned(target.parent)
    before = _status(target)
    written = False
    while not written:
        unfinished = target.with_name(f".coach-{secrets.token_hex(8)}.part")
        try:  # entered before the file exists, so that an interrupt cannot fall between the two
            with unfinished.open("xb") as file:
                if _lock(file) is False or not unfinished.exists():
                    continue  # another writer removed it before it was locked
                if before:
                    _set_mode(file, 0o600)
                yield file
                written = True
                file.flush()
                if before:
                    _take_over(file, before)
                if durable:
                    os.fsync(file.fileno())
                if sys.platform != "win32":
                    unfinished.replace(target)  # while it is locked, so that nobody takes it for abandoned
            if sys.platform == "win32":
                when_free(partial(unfinished.replace, target))  # Windows cannot rename an open file
        finally:
            with suppress(PermissionError):  # Windows removes no file that a scanner reads; the next writer does it
                unfinished.unlink(missing_ok=True)


def remove_abandoned(folder: Path) -> None:
    """Remove the unfinished files of writers that were killed; leave those of running ones."""
    for path in folder.glob(".coach-*.part"):
        with suppress(OSError):  # it belongs to somebody else, or is gone already
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        return
    free = None
    if sys.platform != "win32":  # where a living writer could not rename what is open here
        with path.open("r+b") as file:
            free = _lock(file)
            if free:
                path.unlink()  # while it is locked: its writer may be about to lock it
    if free is None and time.time() - path.stat().st_mtime > LOCKLESS_S:
        path.unlink()


def _lock(file: BinaryIO) -> bool | None:
    """Lock an unfinished file until it is closed.

    Returns:
        Whether the lock was free; None where there are no locks, and on Windows, where nobody else opens such a file.
    """
    return None if sys.platform == "win32" else try_lock(file.fileno())


def _is_special(target: Path) -> bool:
    """Tell whether the target exists and is neither a file nor a folder."""
    status = _status(target)
    return status is not None and not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode))


def _status(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _take_over(file: BinaryIO, before: os.stat_result) -> None:
    """Give a new file the owner, the group and the permissions of the file that it replaces.

    If the system refuses the group, the permissions of the group are left out: they were meant for another one.
    """
    mode = stat.S_IMODE(before.st_mode) & 0o777
    if sys.platform != "win32":
        now = os.fstat(file.fileno())
        if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
            try:
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            except OSError:
                mode &= 0o707
    _set_mode(file, mode)


def _set_mode(file: BinaryIO, mode: int) -> None:
    """Set the permissions of an open file where the system and its folder have any."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.fchmod(file.fileno(), mode)
