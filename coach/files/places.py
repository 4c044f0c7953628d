"""Writes to a place that a URL names, such as a folder of an object store: `s3://…`, `gs://…`, `sftp://…`.

fsspec does it, which is imported here alone and when a URL was given. A file appears in its place when it is complete.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from coach.errors import ExportError, SettingsError
from coach.files.urls import protocol_of, without_passwords
from coach.installation import install_command

RENAMING = ("local", "sftp", "ssh", "ftp", "smb", "hdfs", "webhdfs")
"""Protocols of disks, where a file is written beside its place and renamed. Others show only whole files."""

MAKING_WAY = ("smb", "hdfs", "webhdfs")
"""Those of them that rename over no other file, which is removed just before."""

WEB = ("http", "https")
"""Protocols that everybody reads and nobody writes with."""

UNFINISHED = ".part"
"""The end of the name of an unfinished file."""

PACKAGES = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "sftp": "paramiko",
    "smb": "smbprotocol",
}
"""The packages behind the protocols that are asked for most."""

_MAGIC = re.compile(r"[*?\[]")
"""Finds what fsspec takes for a pattern where it is given several paths."""

Result = TypeVar("Result")


def read_place(url: str) -> "Place | Path":
    """Read a URL. One of `file://` is a path.

    Raises:
        SettingsError: Nobody can write there: a page of the web, another machine's disk, no bucket or several URLs.
    """
    protocol, rest = protocol_of(url), url.partition("://")[2]
    shown = without_passwords(url)
    if protocol == "file":
        return _path(rest, shown)
    if protocol in WEB:
        problem = f"coach cannot write to {shown}, an address of the web."
        raise SettingsError(problem, "Name a place such as s3://BUCKET/FOLDER or sftp://HOST/FOLDER.")
    if not rest.strip("/"):
        raise SettingsError(f"{shown} names no place.", f"Write it as in {protocol}://BUCKET/FOLDER.")
    if "::" in rest:
        raise SettingsError(f"{shown} names several places.", "Name one, without “::”.")
    return Place(url)


def _path(rest: str, shown: str) -> Path:
    from urllib.request import url2pathname  # 20 ms to import

    host, _, path = rest.partition("/")
    if not path or host.lower() not in {"", "localhost"}:
        raise SettingsError(f"{shown} names no file of this machine.", "Write it as in file:///FOLDER/FILE.")
    return Path(url2pathname(f"/{path}"))


@dataclass(frozen=True)
class Place:
    """A folder, or a file, that a URL names. A name in it is a relative path with `/`.

    Attributes:
        url: The URL, without a `/` at its end.
    """

    url: str

    def __post_init__(self) -> None:
        protocol, separator, rest = self.url.partition("://")
        object.__setattr__(self, "url", f"{protocol}{separator}{rest.rstrip('/')}")

    def __truediv__(self, name: str) -> "Place":
        return Place(f"{self.url}/{name}")

    def __str__(self) -> str:
        """Return the URL without its password."""
        return without_passwords(self.url)

    @property
    def parent(self) -> "Place":
        """The folder that this place lies in."""
        protocol, separator, rest = self.url.partition("://")
        return Place(f"{protocol}{separator}{rest.rpartition('/')[0]}")

    @property
    def name(self) -> str:
        """The last part of the URL; empty for one that names only a bucket or a host."""
        return self.url.partition("://")[2].rpartition("/")[2] if self.parent.url.partition("://")[2] else ""

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each file in the folder, and in those inside it, by name.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system

        def listed() -> dict[str, int]:
            system.invalidate_cache()
            options = {"on_error": "raise"} if self._renames else {}  # stores raise without being told to
            found = system.find(root or "/", detail=True, **options)
            return {path.removeprefix(root).strip("/"): int(info.get("size") or 0) for path, info in found.items()}

        return self._reading(listed) or {}

    def size_bytes(self, name: str) -> int | None:
        """Return the size of a file; None if there is no such file.

        Raises:
            ExportError: The place cannot be read, or the name is that of a folder.
        """
        system, root = self._system
        system.invalidate_cache()  # another process may have written it since its folder was listed
        info = self._reading(lambda: dict(system.info(f"{root}/{name}")))
        if info is None:
            return None
        if info.get("type") == "directory":
            raise ExportError(f"{self / name} is a folder.", f"Name a file in it, such as {self / name}/session.wav.")
        return int(info.get("size") or 0)

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if there is no such file.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system
        return self._reading(lambda: bytes(system.cat_file(f"{root}/{name}")))

    def read_several(self, names: Sequence[str]) -> list[bytes]:
        """Return the content of files in any order, as many at a time as the protocol allows; what is gone is left out.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system
        paths = [f"{root}/{name}" for name in names]
        if not paths:
            return []
        if _MAGIC.search(root):
            return [content for name in names if (content := self.read(name)) is not None]

        def contents() -> list[bytes]:
            found = system.cat(paths, on_error="return").values()
            for error in found:
                if isinstance(error, Exception) and not isinstance(error, FileNotFoundError):
                    raise error
            return [content for content in found if isinstance(content, bytes)]

        return self._reading(contents) or []

    def write(self, name: str, content: bytes) -> None:
        """Write a file, or replace it.

        Raises:
            ExportError: It could not be written.
        """
        system, _ = self._system
        self._put(name, lambda path: system.pipe_file(path, content))

    def upload(self, source: Path, name: str, on_sent: Callable[[int], None] | None = None) -> None:
        """Copy a local file to a name, or replace what is there.

        Args:
            source: The file.
            name: The name.
            on_sent: Called with the bytes that were sent so far, where the protocol tells them.

        Raises:
            ExportError: It could not be written.
        """
        system, _ = self._system
        self._put(name, lambda path: system.put_file(str(source), path, callback=_callback(on_sent)))

    def remove(self, names: Sequence[str]) -> None:
        """Remove files, as many at a time as the protocol allows; those that are gone already are no error.

        Raises:
            ExportError: One could not be removed.
        """
        system, root = self._system
        paths = [f"{root}/{name}" for name in names]
        is_quick = paths and system.async_impl and not _MAGIC.search(root)
        if is_quick and self._reading(lambda: (system.rm(paths),), verb="cleared"):
            return
        for path in paths:  # one at a time too if one of them was gone
            self._reading(lambda path=path: system.rm_file(path), verb="cleared")  # type: ignore[misc]

    def _put(self, name: str, put: Callable[[str], object]) -> None:
        _, root = self._system
        try:
            if self._renames:
                self._put_and_rename(f"{root}/{name}", put)
            else:
                put(f"{root}/{name}")
        except Exception as error:  # of whatever kind the protocol's package has
            raise self._refusal("written", error) from error

    def _put_and_rename(self, path: str, put: Callable[[str], object]) -> None:
        system, _ = self._system
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        try:
            put(path + UNFINISHED)
            if protocol_of(self.url) in MAKING_WAY and system.exists(path):
                system.rm_file(path)
            system.mv(path + UNFINISHED, path)
        except BaseException:
            with suppress(Exception):
                system.rm_file(path + UNFINISHED)
            raise

    @cached_property
    def _system(self) -> tuple[Any, str]:
        """Return fsspec's file system, and the folder in it."""
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            packages = filter(None, ("fsspec", PACKAGES.get(protocol_of(self.url))))
            remedy = f"Install it with `{install_command(*packages)}`."
            raise ExportError(f"{self} needs the package fsspec.", remedy) from None
        try:
            system, root = url_to_fs(self.url)
        except ImportError as error:
            raise self._without_package(error) from None
        except ValueError as error:  # such as a protocol that it does not know
            problem = f"{self} is no place: {_one_line(error)}."
            raise ExportError(problem, "Write it as in s3://BUCKET/FOLDER.") from error
        except Exception as error:  # of whatever kind the protocol's package has
            raise self._refusal("reached", error) from error
        return system, root.rstrip("/")

    @property
    def _renames(self) -> bool:
        return protocol_of(self.url) in RENAMING

    def _without_package(self, error: ImportError) -> ExportError:
        package = PACKAGES.get(protocol_of(self.url))
        remedy = f"Install it with `{install_command(package)}`." if package else f"{_one_line(error)}."
        return ExportError(f"{self} needs {f'the package {package}' if package else 'another package'}.", remedy)

    def _reading(self, act: Callable[[], Result], *, verb: str = "read") -> Result | None:
        try:
            return act()
        except FileNotFoundError:
            return None
        except Exception as error:  # of whatever kind the protocol's package has
            raise self._refusal(verb, error) from error

    def _refusal(self, verb: str, error: Exception) -> ExportError:
        remedy = "Check its name and your right to write there, or choose another place with -o."
        return ExportError(f"{self} could not be {verb}: {_one_line(error)}.", remedy)


def _callback(on_sent: Callable[[int], None] | None) -> Any:
    """Return an object that fsspec calls with the bytes that were sent."""
    from fsspec.callbacks import Callback

    return Callback(hooks={"sent": lambda _size, sent, **_: on_sent(sent)} if on_sent else {})


def _one_line(error: Exception) -> str:
    text = without_passwords(" ".join(str(getattr(error, "strerror", None) or error).split()))
    return text[:200].rstrip(".") or type(error).__name__
