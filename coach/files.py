"""Finds the files that come with coach, and replaces files so that the old or the new content is there, whole.

An unfinished file stands beside its target as `.coach-….part`, locked by its writer. If its writer was killed, the next
writer in that folder removes it.
"""

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

LOCKLESS_S = 3600
"""Age in seconds at which an unfinished file counts as abandoned where there are no locks: on Windows and in some
network folders."""

_PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """Return the path of `scripts` or `sounds`.

    A checkout and an editable install have them at the top of the tree; the wheel has them in `coach/bundled`.
    """
    inside = _PACKAGE / "bundled" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for the history and the unfinished sessions; it may not exist yet.

    It is `COACH_DATA_DIR` where that is set, else the platform's folder for a program's data.
    """
    if chosen := environment.get("COACH_DATA_DIR"):
        return Path(chosen)
    import platformdirs

    return platformdirs.user_data_path("coach", appauthor=False)


@contextmanager
def replacing(target: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside the target, and rename it over the target when everything was written.

    A device or a pipe is written to directly: it has no content to keep, and cannot be renamed over.

    Args:
        target: A file's path in a folder that exists.
        durable: Wait until the disk has the content before the rename, so that a power cut leaves the old or the new
            file. Without it a power cut may leave an empty file, and nothing wakes a sleeping disk.

    Yields:
        A binary file, open for writing.

    Raises:
        OSError: The system refused. The target is as it was and no other file is left, as after any exception that is
            raised while writing.
    """
    import secrets  # only here, because it loads hmac and random, which take 3 ms

    if _is_special(target):
        with target.open("wb") as special:
            yield special
        return
    remove_abandoned(target.parent)
    written = False
    while not written:
        unfinished = target.with_name(f".coach-{secrets.token_hex(8)}.part")
        try:  # entered before the file exists, so that an interrupt cannot fall between the two
            with unfinished.open("xb") as file:
                if _lock(file) is False or not unfinished.exists():
                    continue  # another writer removed it before it was locked
                yield file
                written = True
                file.flush()
                if durable:
                    os.fsync(file.fileno())
                if sys.platform != "win32":
                    unfinished.replace(target)  # while it is locked, so that nobody takes it for abandoned
            if sys.platform == "win32":
                unfinished.replace(target)  # Windows cannot rename an open file
        finally:
            unfinished.unlink(missing_ok=True)


def remove_abandoned(folder: Path) -> None:
    """Remove the unfinished files of writers that were killed; leave those of running ones."""
    for path in folder.glob(".coach-*.part"):
        with suppress(OSError):  # it belongs to somebody else, or is gone already
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        return
    with path.open("r+b") as file:
        locked = _lock(file)
        if locked:
            path.unlink()  # while it is locked: its writer may be about to lock it
    if locked is None and time.time() - path.stat().st_mtime > LOCKLESS_S:
        path.unlink()


def _lock(file: BinaryIO) -> bool | None:
    """Lock an open file until it is closed.

    Returns:
        Whether the lock was free; None where the system has no locks.
    """
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_special(target: Path) -> bool:
    """Tell whether the target exists and is neither a file nor a folder."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
