"""Keeps clips on disk under a key, and returns an entry only if it is whole.

A key names everything that decides an entry's content, so that no entry is ever changed: it is written beside its place
and renamed, and any number of processes may share the folder. If the folder cannot be read or written, coach is only
slower: the cache raises no error.
"""

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from coach.files import in_a_home, open_given, path_in_variable, read_given, replacing

if TYPE_CHECKING:
    from coach.audio.buffer import Audio

FORMAT = 7
"""Part of every key. Raise it when clips are trimmed, stored or brought to their loudness in another way."""

DIGEST_BYTES = 32
SAMPLE_BYTES = 2
MOST_BYTES = 64 * 1024 * 1024
"""The largest entry that is read. A clip of twenty minutes is smaller."""

PACKS = "packs"
"""The folder of the packs, among those of the entries."""

PACKS_SHARE = 4
"""Packs, which only repeat what the entries hold, are pruned to a quarter of the cache's size."""

MAX_SIZE_BYTES = 512 * 1024 * 1024
"""Size that the cache is pruned to: three hours of clips, or each shipped script with a dozen voices and speeds."""


def default_cache_folder() -> Path:
    """Return `clips` inside `COACH_CACHE_DIR` where that is set, else inside the platform's folder for caches.

    Raises:
        SettingsError: The variable's value cannot be a path, or a file stands where a folder has to be.
    """
    chosen = path_in_variable("COACH_CACHE_DIR")
    return (chosen or in_a_home(platformdirs.user_cache_path("coach", appauthor=False))) / "clips"


class ClipCache:
    """A folder of clips, and of the measured paces of the voices that spoke them.

    An entry is the SHA-256 of its content and then the content. The content of a clip is 16-bit PCM, little-endian,
    mono at 24 kHz.

    Args:
        folder: The folder, which is made when the first entry is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def key(**identity: str | float) -> str:
        """Return the key of everything that decides the content, such as text, voice, version and pace."""
        content = json.dumps({"format": FORMAT, **identity}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def has(self, key: str) -> bool:
        """Tell whether there is an entry, without reading it; it may be damaged."""
        return os.path.exists(self._path(key))  # noqa: PTH110 (it raises nothing, whatever stands there)

    def is_whole(self, key: str) -> bool:
        """Tell whether there is an entry that is not damaged."""
        return self.read_bytes(key) is not None

    def read(self, key: str) -> "Audio | None":
        """Return a clip, or None if it is missing or damaged."""
        import numpy as np

        from coach.audio.pcm import Pcm16Audio

        pcm = self.read_bytes(key)
        if not pcm or len(pcm) % SAMPLE_BYTES:
            return None
        return Pcm16Audio(np.frombuffer(pcm, dtype="<i2"))

    def write(self, key: str, clip: "Audio") -> None:
        """Keep a clip; do nothing if the disk refuses."""
        from coach.audio.pcm import samples_to_pcm16

        self.write_bytes(key, samples_to_pcm16(clip.samples).tobytes())

    def read_bytes(self, key: str) -> bytes | None:
        """Return an entry's content and mark it as used; return None if it is missing or damaged."""
        path = self._path(key)
        try:
            data = read_given(path, DIGEST_BYTES + MOST_BYTES)
        except OSError:
            return None
        content = opened(data)
        if content is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
        return content

    def write_bytes(self, key: str, content: bytes) -> None:
        """Keep an entry; do nothing if the disk refuses."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path, durable=False) as file:
                file.write(sealed(content))

    def read_pack(self, name: str, *, on_demand: bool = False) -> "dict[str, Audio]":
        """Return the clips that are kept together under a name, and mark them as used; none if they are damaged.

        Args:
            name: A key; see `key`.
            on_demand: Whether to leave the clips in the file, which stays open, until they are used.
        """
        from coach.speech.pack import read_pack

        path = self._folder / PACKS / name
        clips: dict[str, Audio] = {}
        with contextlib.suppress(OSError):
            with open_given(path) as file:
                clips = read_pack(file, os.fstat(file.fileno()).st_size, on_demand=on_demand)
            os.utime(path)
        return clips

    def write_pack(self, name: str, clips: "Mapping[str, Audio]") -> None:
        """Keep clips together under a name, and prune the packs; do nothing if the disk refuses.

        The clips are those of entries, by their keys. They stay there too, for other sessions.
        """
        from coach.speech.pack import write_pack

        path = self._folder / PACKS / name
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path, durable=False) as file:
                write_pack(file, clips)
            _prune(path.parent.iterdir(), MAX_SIZE_BYTES // PACKS_SHARE)

    def prune(self, *, max_size_bytes: int = MAX_SIZE_BYTES) -> None:
        """Remove the least recently used entries until the rest fits into `max_size_bytes`."""
        with contextlib.suppress(OSError):
            _prune(self._folder.glob(f"{PACKS}/*"), max_size_bytes // PACKS_SHARE)
            _prune(self._folder.glob("*/*"), max_size_bytes)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def sealed(content: bytes) -> bytes:
    """Return an entry: the SHA-256 of its content and then the content."""
    return hashlib.sha256(content).digest() + content


def opened(entry: bytes) -> bytes | None:
    """Return the content of an entry; None if it is damaged."""
    digest, content = entry[:DIGEST_BYTES], entry[DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == digest else None


def _prune(paths: Iterable[Path], max_size_bytes: int) -> None:
    """Remove the files that were least recently used until the rest fits into `max_size_bytes`."""
    found = [(path.lstat(), path) for path in paths]
    files = [(status, path) for status, path in found if stat.S_ISREG(status.st_mode)]
    size_bytes = 0
    for status, path in sorted(files, key=lambda file: file[0].st_mtime, reverse=True):
        size_bytes += status.st_size
        if size_bytes > max_size_bytes:
            path.unlink(missing_ok=True)
