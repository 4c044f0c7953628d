"""Clips on disk: a key in, the content out if it is there and whole.

Content-addressed, so nothing is ever changed in place: an entry is written beside its name and renamed, and any number
of processes may share the folder. A cache that cannot be written or read is only slower, never an error.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import platformdirs

from coach.audio.buffer import Audio
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16

FORMAT = 6
"""Part of every key; counts changes to how clips are trimmed, levelled or stored."""

DIGEST_BYTES = 32
MAX_SIZE_BYTES = 512 * 1024 * 1024
"""About three hours of clips, a dozen voices and speeds of every shipped script."""


def default_cache_folder() -> Path:
    """`COACH_CACHE_DIR` where it is set, else the platform's place for such files."""
    return Path(os.environ.get("COACH_CACHE_DIR") or platformdirs.user_cache_path("coach", appauthor=False)) / "clips"


class ClipCache:
    """A folder of clips, and of what was measured of the voices that spoke them.

    An entry is a SHA-256 of its content, then the content; a clip's is 16-bit little-endian mono at 24 kHz.

    Args:
        folder: Made when the first entry is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def key(**identity: str | float) -> str:
        """A name for what decides the content: text, voice, version, pace."""
        content = json.dumps({"format": FORMAT, **identity}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def read(self, key: str) -> Audio | None:
        """The clip, or None when there is none, or a damaged one."""
        pcm = self.read_bytes(key)
        return Audio(pcm16_to_samples(np.frombuffer(pcm, dtype="<i2"))) if pcm else None

    def write(self, key: str, clip: Audio) -> None:
        """Keep a clip; silently do without when the disk does not let us."""
        self.write_bytes(key, samples_to_pcm16(clip.samples).tobytes())

    def read_bytes(self, key: str) -> bytes | None:
        """An entry's content, or None when it is missing or damaged. Marks it as used."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        digest, content = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
        if hashlib.sha256(content).digest() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def write_bytes(self, key: str, content: bytes) -> None:
        """Keep an entry; silently do without when the disk does not let us."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                try:
                    file.write(hashlib.sha256(content).digest() + content)
                    file.close()
                    Path(file.name).replace(path)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise

    def prune(self, *, max_size_bytes: int = MAX_SIZE_BYTES) -> None:
        """Remove the entries that were used longest ago until the rest fits."""
        with contextlib.suppress(OSError):
            entries = [(path.stat(), path) for path in self._folder.glob("*/*")]
            size_bytes = 0
            for stat, path in sorted(entries, key=lambda entry: entry[0].st_mtime, reverse=True):
                size_bytes += stat.st_size
                if size_bytes > max_size_bytes:
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
