"""Writing a file so that its old content or its new content is there, whole, and never anything between.

What is being written stands beside its target as `.coach-….part`, locked by its writer. One whose writer was killed is
removed by whoever writes next in that folder.
"""

import os
import secrets
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
"""Without locks (Windows, some network folders) an unfinished file is abandoned when nobody has written for so long."""


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target, and rename it over the target when everything was written.

    A target that is a device or a pipe is written to directly: there is nothing to keep, and nothing to rename.

    Args:
        target: A file's path in a folder that exists.

    Yields:
        A binary file, open for writing.

    Raises:
        OSError: The system refused. Whatever was at the target still is, and no other file is left; so it is when
            anything else is raised while writing.
    """
    if _is_special(target):
        with target.open("wb") as special:
            yield special
        return
    remove_abandoned(target.parent)
    written = False
    while not written:
        unfinished = target.with_name(f".coach-{secrets.token_hex(8)}.part")
        try:  # before there is a file, lest an interrupt falls between the two
            with unfinished.open("xb") as file:
                if _lock(file) is False or not unfinished.exists():
                    continue  # it was tidied away before it was locked
                yield file
                written = True
                file.flush()
                os.fsync(file.fileno())
                if sys.platform != "win32":
                    unfinished.replace(target)  # still locked: nobody can take it for abandoned
            if sys.platform == "win32":
                unfinished.replace(target)  # Windows renames no open file
        finally:
            unfinished.unlink(missing_ok=True)


def remove_abandoned(folder: Path) -> None:
    """Remove the unfinished files of writers that were killed; those of living ones stay."""
    for path in folder.glob(".coach-*.part"):
        with suppress(OSError):  # somebody else's, or gone already
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        return
    with path.open("r+b") as file:
        locked = _lock(file)
        if locked:
            path.unlink()  # while it is locked: its writer may be just about to lock it
    if locked is None and time.time() - path.stat().st_mtime > LOCKLESS_S:
        path.unlink()


def _lock(file: BinaryIO) -> bool | None:
    """Lock an open file until it is closed; whether nobody else had it, or None where there are no locks."""
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
    """Whether something stands there that is neither a file nor a folder."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


_PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """The path of `scripts` or `sounds`.

    A checkout and an editable install have them at the top of the tree; the wheel has them in `coach/bundled`.
    """
    inside = _PACKAGE / "bundled" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`COACH_DATA_DIR` where it is set, else the platform's folder for a program's data; it may not be there yet."""
    import platformdirs

    return Path(environment.get("COACH_DATA_DIR") or platformdirs.user_data_path("coach", appauthor=False))
