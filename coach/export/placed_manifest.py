"""Remembers what the files of a place were made from, where nothing can be added to a file.

Each file has a small one of its own beside the manifest, until a run begins or ends and writes them all into it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from coach.export.manifest import MOST_BYTES, NAME, Entry, Manifest, read_lines, write_lines
from coach.files.places import Place

JOURNAL = ".coach-export/"
"""The beginning of the names of the small files."""


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
        self._entries = self._whole()
        self._journal = {name for name in self.sizes if name.startswith(JOURNAL)}
        self._newer: dict[str, Entry] = {}
        for note in place.read_several(sorted(self._journal)):
            self._newer |= read_lines(note)
        self._entries |= self._newer

    def remember(self, targets: Sequence[Path], key: str, digests: Sequence[str] = ()) -> None:
        """Remember that the targets were now made from what the key stands for; see `Manifest.remember`.

        Raises:
            ExportError: The place cannot be read, or could not be written to.
        """
        for name in map(self._name, targets):
            self.sizes[name] = self._place.size_bytes(name) or 0
        super().remember(targets, key, digests)

    def compact(self) -> None:
        """Write the manifest anew, with what another run may have written meanwhile, and remove the small files.

        Raises:
            ExportError: The place could not be written to.
        """
        self._entries |= self._whole() | self._newer
        self._place.write(NAME, write_lines(self._entries))
        self._place.remove(sorted(self._journal))
        self._journal.clear()

    def _whole(self) -> dict[str, Entry]:
        """Read the manifest without the small files."""
        is_readable = (self._place.size_bytes(NAME) or 0) <= MOST_BYTES
        return read_lines(self._place.read(NAME) or b"") if is_readable else {}

    def _add(self, entries: Mapping[str, Entry]) -> None:
        self._entries |= entries
        self._newer |= entries
        for name, entry in entries.items():
            note = f"{JOURNAL}{sha256(name.encode()).hexdigest()[:32]}.json"
            self._place.write(note, write_lines({name: entry}))
            self._journal.add(note)

    def _is_as_written(self, target: Path) -> bool:
        entry = self._entry(target)
        return bool(entry.digest) and self.sizes.get(self._name(target)) == entry.size_bytes

    def _status(self, target: Path) -> tuple[int, int] | None:
        """Return the size of a file; a place tells no time that could be trusted."""
        name = self._name(target)
        return (self.sizes[name], 0) if name in self.sizes else None
