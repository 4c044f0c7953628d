"""Lets one run of coach at a time change a file. The system ends each lock with its holder, so that none is left."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_WAIT_S, LOCK_POLL_S = 10, 0.02
"""Seconds to wait for another run that changes a file, which takes it milliseconds; and between two looks."""

_HELD = {errno.EACCES, errno.EDEADLK} if sys.platform == "win32" else {errno.EWOULDBLOCK}
"""The errors by which a system says that somebody else holds a lock; any other means that it has no locks there."""


@contextmanager
def locked(target: Path, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Keep other runs of coach from changing a file until the block ends, for a change that begins with reading it.

    Where there are no locks, as in some network folders, the block runs without one.

    Args:
        target: The path of the file, which may not exist yet, in a folder that exists.
        wait_s: Seconds to wait for another run.

    Raises:
        TimeoutError: Another run kept the lock for longer. The `strerror` says so in words.
        OSError: The folder cannot be opened.
    """
    descriptor = _open_lock(target)
    try:
        give_up_s = time.monotonic() + wait_s
        while try_lock(descriptor) is False:
            if time.monotonic() >= give_up_s:
                raise TimeoutError(errno.ETIMEDOUT, "another coach is changing it", str(target))
            time.sleep(LOCK_POLL_S)
        yield
    finally:
        os.close(descriptor)


def _open_lock(target: Path) -> int:
    """Open what is locked in place of a file that is about to be replaced.

    It is the folder of the file. Windows cannot lock a folder, and locks a file in the temporary folder instead.
    """
    if sys.platform != "win32":
        return os.open(target.parent, os.O_RDONLY)
    import hashlib
    import tempfile

    name = hashlib.sha256(str(target.resolve()).casefold().encode()).hexdigest()[:16]
    return os.open(Path(tempfile.gettempdir(), f"coach-{name}.lock"), os.O_RDWR | os.O_CREAT)


def try_lock(descriptor: int) -> bool | None:
    """Lock what is open until it is closed, without waiting.

    Returns:
        Whether the lock was free; None where the system has no locks, as in some network folders.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True
