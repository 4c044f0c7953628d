"""Brings the files of an export to where they were asked for: to their own paths, or to a place that a URL names."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from coach.cli.overwriting import may_replace, may_write
from coach.files.places import Place, is_url, local_path


class Delivery(Protocol):
    """Knows where files go."""

    def shown(self, target: Path) -> str:
        """Return what to call a file."""
        ...

    def may_write(self, targets: Sequence[Path], *, force: bool, declined: str = ...) -> bool:
        """Find out whether files may be written; see `overwriting.may_write`."""
        ...

    def deliver(self, targets: Sequence[Path]) -> None:
        """Bring files that were written to where they go."""
        ...


class ByPath:
    """Leaves files where they were written."""

    def shown(self, target: Path) -> str:
        """Return the path."""
        return str(target)

    def may_write(self, targets: Sequence[Path], *, force: bool, declined: str = "Nothing was written.") -> bool:
        """See `overwriting.may_write`."""
        return may_write(targets, force=force, declined=declined)

    def deliver(self, targets: Sequence[Path]) -> None:
        """Do nothing."""


class ToPlace:
    """Copies the files of a folder to a place.

    Args:
        place: The place.
        folder: The folder that stands for it; it need not exist before files are delivered.
        sizes: The files of the place by name, where they are known; else the place is asked for each.
    """

    def __init__(self, place: Place, folder: Path, sizes: Mapping[str, int] | None = None) -> None:
        self._place = place
        self._folder = folder
        self._sizes = sizes

    def shown(self, target: Path) -> str:
        """Return the URL."""
        return f"{self._place.url}/{self._name(target)}"

    def may_write(self, targets: Sequence[Path], *, force: bool, declined: str = "Nothing was written.") -> bool:
        """See `overwriting.may_write`.

        Raises:
            ExportError: The place cannot be reached, or a file exists and nobody is there to ask.
        """
        existing = [self.shown(target) for target in targets if not force and self._has(self._name(target))]
        return may_replace(existing, force=force, declined=declined)

    def deliver(self, targets: Sequence[Path]) -> None:
        """Copy files to the place.

        Raises:
            ExportError: One could not be written there.
        """
        for target in targets:
            self._place.upload(target, self._name(target))

    def _has(self, name: str) -> bool:
        return name in self._sizes if self._sizes is not None else self._place.size_bytes(name) is not None

    def _name(self, target: Path) -> str:
        return target.relative_to(self._folder).as_posix()


def read_output(text: str) -> Path | Place:
    """Read where to write to: a path, or a URL such as `s3://bucket/session.mp3`. A `file://` URL is a path."""
    if not is_url(text):
        return Path(text)
    return local_path(text) or Place(text)


@contextmanager
def delivery_to(output: Path | Place | None, *, is_folder: bool) -> Iterator[tuple[Delivery, Path | None]]:
    """Open a delivery, and give the path to write to; for a place it lies in a temporary folder.

    Args:
        output: Where the files go; None is left as it is.
        is_folder: Whether a place is a folder; otherwise it is a file in one.
    """
    if not isinstance(output, Place):
        yield ByPath(), output
        return
    with TemporaryDirectory(prefix="coach-export-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield (ToPlace(output, folder), folder) if is_folder else (ToPlace(output.parent, folder), folder / output.name)
