"""Writes to a place that a URL names, such as a folder of an object store: `s3://…`, `gs://…`, `sftp://…`.

fsspec does it, which is imported here alone and when a URL was given. A file appears in its place when it is complete.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from coach.errors import ExportError
from coach.installation import install_command

RENAMING = ("local", "sftp", "ssh", "smb", "hdfs", "webhdfs")
"""Protocols of disks, where a file is written beside its place and renamed. Others show only whole files."""

UNFINISHED = ".part"
"""What the name of an unfinished file ends with."""

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

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)

Result = TypeVar("Result")


def is_url(text: str) -> bool:
    """Tell whether a text begins as a URL does."""
    return bool(_URL.match(text))


def local_path(url: str) -> Path | None:
    """Return the path that a `file://` URL stands for; None for any other URL."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme.lower() == "file" and parts.netloc in {"", "localhost"} else None


@dataclass(frozen=True)
class Place:
    """A folder that a URL names. A name in it is a relative path with `/`.

    Attributes:
        url: The URL, without a `/` at its end.
    """

    url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.url.rstrip("/"))

    def __truediv__(self, name: str) -> "Place":
        return Place(f"{self.url}/{name}")

    @property
    def parent(self) -> "Place":
        """The folder that this place lies in."""
        return Place(self.url.rpartition("/")[0])

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return self.url.rpartition("/")[2]

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each file in the folder, and in those inside it, by name.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system

        def listed() -> dict[str, int]:
            system.invalidate_cache()
            found = system.find(root, detail=True)
            return {str(PurePosixPath(path).relative_to(root)): int(info["size"] or 0) for path, info in found.items()}

        return self._reading(listed) or {}

    def size_bytes(self, name: str) -> int | None:
        """Return the size of a file; None if there is no such file.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system
        return self._reading(lambda: int(system.info(f"{root}/{name}")["size"] or 0))

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if there is no such file.

        Raises:
            ExportError: The place cannot be read.
        """
        system, root = self._system
        return self._reading(lambda: bytes(system.cat_file(f"{root}/{name}")))

    def write(self, name: str, content: bytes) -> None:
        """Write a file, or replace it.

        Raises:
            ExportError: It could not be written.
        """
        system, _ = self._system
        self._put(name, lambda path: system.pipe_file(path, content))

    def upload(self, source: Path, name: str) -> None:
        """Copy a local file to a name, or replace what is there.

        Raises:
            ExportError: It could not be written.
        """
        system, _ = self._system
        self._put(name, lambda path: system.put_file(str(source), path))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there.

        Raises:
            ExportError: It could not be removed.
        """
        system, root = self._system
        self._reading(lambda: system.rm_file(f"{root}/{name}"), verb="cleared")

    def _put(self, name: str, put: Callable[[str], object]) -> None:
        system, root = self._system
        path = f"{root}/{name}"

        def put_whole() -> None:
            if not self._renames:
                put(path)
                return
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            put(path + UNFINISHED)
            system.mv(path + UNFINISHED, path)

        try:
            put_whole()
        except Exception as error:  # of whatever kind the protocol's package has
            raise self._refusal("written", error) from error

    @cached_property
    def _system(self) -> tuple[Any, str]:
        """Return fsspec's file system, and the folder in it."""
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise ExportError(
                f"{self.url} needs the package fsspec.", f"Install it with `{install_command('fsspec')}`."
            ) from None
        try:
            system, root = url_to_fs(self.url)
        except ImportError as error:
            raise self._without_package(error) from None
        except Exception as error:
            raise ExportError(
                f"{self.url} is no place: {_one_line(error)}.", "Write it as in s3://BUCKET/FOLDER."
            ) from error
        return system, root.rstrip("/")

    @property
    def _renames(self) -> bool:
        return _protocol(self.url) in RENAMING

    def _without_package(self, error: ImportError) -> ExportError:
        package = PACKAGES.get(_protocol(self.url))
        remedy = f"Install it with `{install_command(package)}`." if package else f"{_one_line(error)}."
        return ExportError(f"{self.url} needs {f'the package {package}' if package else 'another package'}.", remedy)

    def _reading(self, act: Callable[[], Result], *, verb: str = "read") -> Result | None:
        try:
            return act()
        except FileNotFoundError:
            return None
        except Exception as error:  # of whatever kind the protocol's package has
            raise self._refusal(verb, error) from error

    def _refusal(self, verb: str, error: Exception) -> ExportError:
        remedy = "Check its name and your right to write there, or choose another place with -o."
        return ExportError(f"{self.url} could not be {verb}: {_one_line(error)}.", remedy)


def _protocol(url: str) -> str:
    found = _URL.match(url)
    return found[1].lower() if found else ""


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
