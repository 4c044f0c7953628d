"""Remembers what the files of a place were made from, where nothing can be added to a file.

Whoever brings the files of a session notes that in a small file beside the manifest, so that no process has to do it
for all of them. When a run begins and when it ends, the notes are written into the manifest.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from coach.export.manifest import MOST_BYTES, NAME, Entry, Manifest, digest, read_lines, write_lines
from coach.files.places import Place

JOURNAL = ".coach-export"
"""The folder of the notes."""


def bring(place: Place, folder: Path, files: Sequence[Path], key: str) -> tuple[str, ...]:
    """Copy the files of a session to a place, note there what they were made from, and return their digests.

    Args:
        place: The place.
        folder: The folder that stands for it.
        files: The files in that folder.
        key: Stands for what they were made from.

    Raises:
        ExportError: The place could not be written to.
    """
    names = [file.relative_to(folder).as_posix() for file in files]
    note = f"{JOURNAL}/{sha256(names[0].encode()).hexdigest()[:32]}.json"
    place.write(note, write_lines(dict.fromkeys(names, Entry(key))))  # so that they count as ours whatever ends this
    for file, name in zip(files, names, strict=True):
        place.upload(file, name)
    digests = tuple(map(digest, files))
    entries = [Entry(key, found, file.stat().st_size, 0) for file, found in zip(files, digests, strict=True)]
    place.write(note, write_lines(dict(zip(names, entries, strict=True))))
    return digests


class PlacedManifest(Manifest):
    """The files that `export --all` has written to a place. A file of the size that was written counts as unchanged.

    Two runs at once do no harm beside doing work twice.

    Args:
        place: The place. A target's path begins with its URL.

    Attributes:
        sizes: The files of the place and their sizes in bytes, by name.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(Path(place.url))
        self._place = place
        self.sizes = place.sizes()
        self._read_all()

    def begin(self, targets: Iterable[Path], key: str) -> None:
        """Do nothing, since `bring` does it."""

    def remember(self, targets: Sequence[Path], key: str, digests: Sequence[str] = ()) -> None:
        """Do nothing, since `bring` does it."""

    def compact(self) -> None:
        """Write the manifest anew, with all notes, and remove those.

        Raises:
            ExportError: The place could not be written to.
        """
        notes = self._read_all()
        self._place.write(NAME, write_lines(self._entries))
        self._place.remove(notes)

    def _read_all(self) -> list[str]:
        """Read the manifest and the notes, which are newer; return the names of the notes."""
        notes = [f"{JOURNAL}/{name}" for name in sorted((self._place / JOURNAL).sizes())]
        is_readable = (self._place.size_bytes(NAME) or 0) <= MOST_BYTES
        self._entries = read_lines(self._place.read(NAME) or b"") if is_readable else {}
        for note in self._place.read_several(notes):
            self._entries |= read_lines(note)
        return notes

    def _is_as_written(self, target: Path) -> bool:
        entry = self._entry(target)
        return bool(entry.digest) and self.sizes.get(self._name(target)) == entry.size_bytes

    def _status(self, target: Path) -> tuple[int, int] | None:
        name = self._name(target)
        return (self.sizes[name], 0) if name in self.sizes else None  # a place tells no time that could be trusted
