"""Brings the files of an export to where they were asked for: to their own paths, or to a place that a URL names."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from coach.cli.bars import progress_bar
from coach.cli.overwriting import may_replace, may_write
from coach.errors import SettingsError
from coach.files.places import Place, read_place
from coach.files.urls import is_url


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
        """Return the URL, without its password."""
        return str(self._place / self._name(target))

    def may_write(self, targets: Sequence[Path], *, force: bool, declined: str = "Nothing was written.") -> bool:
        """See `overwriting.may_write`.

        Raises:
            ExportError: The place cannot be reached, a folder has the name of a file, or a file exists and nobody is
                there to ask.
        """
        existing = [self.shown(target) for target in targets if not force and self._has(self._name(target))]
        return may_replace(existing, force=force, declined=declined)

    def deliver(self, targets: Sequence[Path]) -> None:
        """Copy files to the place.

        Raises:
            ExportError: One could not be written there.
        """
        sizes = [target.stat().st_size for target in targets]
        with progress_bar(f"Sending to {self._place}", sum(sizes)) as on_sent:
            for number, target in enumerate(targets):
                before = sum(sizes[:number])
                self._place.upload(target, self._name(target), lambda sent, before=before: on_sent(before + sent))  # type: ignore[misc]

    def _has(self, name: str) -> bool:
        return name in self._sizes if self._sizes is not None else self._place.size_bytes(name) is not None

    def _name(self, target: Path) -> str:
        return target.relative_to(self._folder).as_posix()


def read_output(text: str) -> Path | Place:
    """Read where to write to: a path, or a URL such as `s3://bucket/session.mp3`. A `file://` URL is a path.

    Raises:
        SettingsError: Nobody can write to the URL; see `read_place`.
    """
    return read_place(text) if is_url(text) else Path(text)


@contextmanager
def delivery_to(output: Path | Place | None, *, is_folder: bool) -> Iterator[tuple[Delivery, Path | None]]:
    """Open a delivery, and give the path to write to; for a place it lies in a temporary folder.

    Args:
        output: Where the files go; None is left as it is.
        is_folder: Whether a place is a folder; otherwise it is a file in one.

    Raises:
        SettingsError: A place names no file.
        ExportError: A place that should be a file is a folder, or cannot be reached.
    """
    if not isinstance(output, Place):
        yield ByPath(), output
        return
    if not is_folder:
        _check_file(output)
    with TemporaryDirectory(prefix="coach-export-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield (ToPlace(output, folder), folder) if is_folder else (ToPlace(output.parent, folder), folder / output.name)


def _check_file(output: Place) -> None:
    """Refuse a bucket and a folder in the place of a file, whose name may still lack its ending."""
    if not output.name:
        raise SettingsError(f"{output} names no file.", f"Name one in it, such as {output}/session.wav.")
    if not Path(output.name).suffix:  # else it is asked for with the others, once the ending is known to be one
        output.parent.size_bytes(output.name)
