"""Finds and reads files, and replaces them so that the old or the new content is there, whole.

A path that a person gives goes through `given_path`, and a file from outside is read by `read_given` or opened by
`open_given`: no pipe or device is ever waited for, and no file fills the memory.

An unfinished file stands beside its target as `.coach-….part`, locked by its writer. If its writer was killed, the next
writer in that folder removes it.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, TypeVar

from coach.errors import SettingsError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCKLESS_S = 3600
"""Age in seconds at which an unfinished file counts as abandoned where there are no locks: on Windows and in some
network folders."""

BUSY_WAIT_S, BUSY_POLL_S = 2, 0.02
"""Seconds to go on trying to read or replace a file that another program has open, on Windows; and between two tries.
A virus scanner or an indexer has a new file open for less than a second, another coach that replaces it for less."""

LOCK_WAIT_S, LOCK_POLL_S = 10, 0.02
"""Seconds to wait for another run that changes a file, which takes it milliseconds; and between two looks."""

Result = TypeVar("Result")

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

    Raises:
        SettingsError: The variable's value cannot be a path, or a file stands where a folder has to be.
    """
    if chosen := path_in_variable("COACH_DATA_DIR", environment):
        return chosen
    import platformdirs

    return in_a_home(platformdirs.user_data_path("coach", appauthor=False))


def in_a_home(folder: Path) -> Path:
    """Return one of coach's own folders in the person's home folder; neither of them has to exist.

    Raises:
        SettingsError: A file stands where the home folder or another folder on the way has to be.
    """
    there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not os.path.isdir(there):  # noqa: PTH112 (it raises nothing, whatever stands there)
        problem = f"{there} is not a folder, so that {folder} cannot be one."
        raise SettingsError(problem, "Set HOME to your home folder.")
    return folder


def given_path(text: str) -> Path:
    """Return the path that a person gave, with a `~` or `~name` at its beginning expanded; it may not exist.

    Raises:
        SettingsError: Nothing can have this path, or the system does not tell what is there: it names an unknown home
            folder, has a NUL or a name that is too long, lies in a folder that is closed, or leads round in links.
    """
    try:
        path = Path(text).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, RuntimeError, ValueError) as error:
        reason = "it has a character that no path can have"
        if isinstance(error, RuntimeError):
            reason = "its home folder is not known"
        elif isinstance(error, OSError):
            reason = error.strerror or str(error)
        raise SettingsError(f"The path “{text}” cannot be used: {reason}.", "Give another path.") from error
    return path


def path_in_variable(name: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path in an environment variable, expanded as `given_path` does; None where it is unset or empty.

    Raises:
        SettingsError: The value cannot be a path.
    """
    text = environment.get(name)
    if not text:
        return None
    try:
        return given_path(text)
    except SettingsError as error:
        raise SettingsError(f"{name}: {error.problem}", f"Set {name} to another path, or unset it.") from error


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
        descriptor = _when_free(partial(os.open, path, _WITHOUT_WAITING))
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
    if status := _status(path):
        _refuse_irregular(path, status.st_mode)


_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags to open a file with. Windows alone has the last, and not the one before it."""


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
            _refuse_irregular(target, target.stat().st_mode)
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
                _when_free(partial(unfinished.replace, target))  # Windows cannot rename an open file
        finally:
            with suppress(PermissionError):  # Windows removes no file that a scanner reads; the next writer does it
                unfinished.unlink(missing_ok=True)


def _when_free(action: Callable[[], Result]) -> Result:
    """Do what Windows refuses while another program has the file open; try again for `BUSY_WAIT_S`."""
    give_up_s = time.monotonic() + BUSY_WAIT_S
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() >= give_up_s:
                raise
            time.sleep(BUSY_POLL_S)


@contextmanager
def locked(target: Path, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Keep other runs of coach from changing a file until the block ends, for a change that begins with reading it.

    The system ends the lock with its holder, so that none is left behind. Where there are no locks, as in some network
    folders, the block runs without one.

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
        while not _take_lock(descriptor):
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


def _take_lock(descriptor: int) -> bool:
    """Try to lock what is open, and return False while somebody else holds it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}  # or this system has no locks there
    return True


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
