"""Keeps clips in a place that a URL names, so that several machines share them, and in this machine's own cache.

A clip is read from the place once by each machine. Each of the place's 256 folders is listed once, when something asks
what is missing in it.
"""

from hashlib import sha256

from coach.files.places import Place
from coach.speech.cache import ClipCache, default_cache_folder, opened, sealed


class PlacedClips(ClipCache):
    """A folder of clips that a URL names; `prune` leaves it as it is, because others may be reading it.

    Args:
        url: The URL of the folder.
    """

    def __init__(self, url: str) -> None:
        super().__init__(default_cache_folder().with_name("placed") / sha256(url.encode()).hexdigest()[:16])
        self._place = Place(url)
        self._keys: dict[str, set[str]] = {}  # by folder

    def has(self, key: str) -> bool:
        """Tell whether there was an entry in the place when its folder was listed, or was written from here since.

        Only whole ones come there, so that it is not read.

        Raises:
            ExportError: The place cannot be read.
        """
        folder = key[:2]
        if folder not in self._keys:
            self._keys[folder] = set((self._place / folder).sizes())
        return key in self._keys[folder]

    is_whole = has

    def read_bytes(self, key: str) -> bytes | None:
        """Return an entry's content; None if it is in neither, or damaged in the place.

        Raises:
            ExportError: The place cannot be read.
        """
        content = super().read_bytes(key)
        if content is None and (content := opened(self._place.read(_name(key)) or b"")) is not None:
            super().write_bytes(key, content)
        return content

    def write_bytes(self, key: str, content: bytes) -> None:
        """Keep an entry in both.

        Raises:
            ExportError: It could not be written to the place, where others would miss it.
        """
        super().write_bytes(key, content)
        self._place.write(_name(key), sealed(content))
        if key[:2] in self._keys:
            self._keys[key[:2]].add(key)


def _name(key: str) -> str:
    return f"{key[:2]}/{key}"
