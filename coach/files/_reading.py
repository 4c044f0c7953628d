"""Reads files that come from outside coach: none is waited for, as a pipe would be, and none fills the memory."""

import errno
import os
import stat
import sys
from functools import partial
from io import BufferedReader
from pathlib import Path

from coach.files._busy import when_free

_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags to open a file with. Windows alone has the last, and not the one before it."""


def read_given(path: Path, most_bytes: int) -> bytes:
    """Read the whole of a file that comes from outside coach.

    Raises:
        OSError: The system refused, it is no regular file, or it has more than `most_bytes`. The `strerror` of the
            error is the reason in words, for a sentence that names the path.
    """
    with open_given(path, most_bytes) as file:
        content = file.read(most_bytes + 1) or b""
    if len(content) > most_bytes:  # some files of the system do not tell their size
        raise _too_large(path, most_bytes)
    return content


def open_given(path: Path, most_bytes: int | None = None) -> BufferedReader:
    """Open a regular file that comes from outside coach; the caller closes it.

    Raises:
        OSError: The system refused, it is a folder, a pipe or a device, or it has more than `most_bytes`. The
            `strerror` of the error is the reason in words.
    """
    _refuse_irregular(path, path.stat().st_mode)  # before it is opened, because that alone may wake a device
    if sys.platform == "win32":
        descriptor = when_free(partial(os.open, path, _WITHOUT_WAITING))
    else:
        descriptor = os.open(path, _WITHOUT_WAITING)
    file = os.fdopen(descriptor, "rb")
    try:
        status = os.fstat(file.fileno())
        _refuse_irregular(path, status.st_mode)  # somebody may have replaced it in between
        if most_bytes is not None and status.st_size > most_bytes:
            raise _too_large(path, most_bytes)
    except OSError:
        file.close()
        raise
    return file


def refuse_special(path: Path) -> None:
    """Check a path that is about to be written to; one where nothing stands yet is fine.

    Raises:
        OSError: A folder, a pipe or a device stands there. The `strerror` is the reason in words.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    _refuse_irregular(path, mode)


def _refuse_irregular(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = ((stat.S_ISDIR, "folder"), (stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"))
    kind = next((name for is_kind, name in kinds if is_kind(mode)), "device")
    raise OSError(errno.EISDIR if kind == "folder" else errno.EINVAL, f"it is a {kind}, not a file", str(path))


def _too_large(path: Path, most_bytes: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {_in_words(most_bytes)}", str(path))


def _in_words(size_bytes: int) -> str:
    """Write a size, such as 64 KiB or 3 MiB."""
    kib = size_bytes // 1024
    return f"{kib // 1024} MiB" if kib >= 1024 else f"{kib} KiB" if kib else f"{size_bytes} bytes"
