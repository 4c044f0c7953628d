"""Keeps finished sessions on disk, each in a folder named by the key of its content; the oldest unused ones go first.

A session is made in a folder beside and renamed when it is whole, so that several servers may share the place.
"""

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from coach.page.contents import Contents
from coach.speech.cache import default_cache_folder

AUDIO, WORDS, CONTENTS = "audio.mp3", "words.mp3", "contents.json"
"""The files of a session."""

SIZES = "sizes.json"
"""The file of their sizes in bytes, which is written last: a file of another size was damaged since."""

MOST_BYTES = 1024 * 1024 * 1024
"""Size that the place is pruned to: a hundred sessions of eighteen minutes, or three of ten hours. Sessions that are
being made come on top."""

ABANDONED_S = 3600
"""Seconds without a change after which an unfinished folder is nobody's: its server was killed."""

KEY = re.compile(r"[0-9a-f]{64}")
"""A key is a SHA-256, so that it can be nothing but a name in the folder."""

_UNFINISHED = ".unfinished-"


def sessions_folder() -> Path:
    """Return the folder beside the clips in coach's cache; see `default_cache_folder`.

    Raises:
        SettingsError: The cache cannot be there.
    """
    return default_cache_folder().with_name("sessions")


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A finished session on disk.

    Attributes:
        key: The key of its content.
        folder: The folder of its files.
    """

    key: str
    folder: Path

    @property
    def audio(self) -> Path:
        """The session's sound."""
        return self.folder / AUDIO

    @property
    def words(self) -> Path:
        """The words to go on with after a pause."""
        return self.folder / WORDS

    @property
    def is_whole(self) -> bool:
        """Whether all its files are there, each of the size that it was kept with."""
        try:
            return bool(json.loads((self.folder / SIZES).read_bytes()) == _sizes_bytes(self.folder))
        except (OSError, ValueError):
            return False

    def contents(self) -> Contents:
        """Read what the page shows of it.

        Raises:
            OSError: It was removed meanwhile.
            ValueError: It is damaged. It is removed, so that it is made anew when it is asked for.
        """
        try:
            contents: Contents = json.loads((self.folder / CONTENTS).read_bytes())
        except ValueError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return contents


class KeptSessions:
    """A folder of finished sessions.

    Args:
        folder: Where they are, made when the first one is kept.
        most_bytes: The size of all of them together; the last one is kept even if it is larger.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def find(self, key: str) -> KeptSession | None:
        """Return a session and mark it as used; None if it is not kept whole."""
        session = KeptSession(key, self._folder / key)
        if not KEY.fullmatch(key) or not session.is_whole:
            return None
        with suppress(OSError):
            os.utime(session.folder)
        return session

    @contextmanager
    def making(self, key: str) -> Iterator[Path]:
        """Give a folder to make a session in. It is kept when the block ends, and removed if the block fails.

        Raises:
            OSError: The disk refuses.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
        try:
            yield unfinished
            (unfinished / SIZES).write_text(json.dumps(_sizes_bytes(unfinished)), encoding="utf-8")
            if self.find(key) is None:
                shutil.rmtree(self._folder / key, ignore_errors=True)  # one that is not whole
                self._take(unfinished, key)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        self.prune()

    def _take(self, unfinished: Path, key: str) -> None:
        try:
            unfinished.rename(self._folder / key)
        except OSError:
            if self.find(key) is None:  # or another server was faster
                raise

    def prune(self) -> None:
        """Remove what was used longest ago until the rest is small enough, and what a killed server left."""
        with suppress(OSError):
            for folder in self._folder.glob(f"{_UNFINISHED}*"):
                if time.time() - _last_change_s(folder) > ABANDONED_S:
                    shutil.rmtree(folder, ignore_errors=True)
            kept = [folder for folder in self._folder.iterdir() if KEY.fullmatch(folder.name)]
            size_bytes = 0
            for number, folder in enumerate(sorted(kept, key=lambda each: each.stat().st_mtime, reverse=True)):
                size_bytes += sum(file.stat().st_size for file in folder.iterdir())
                if number and size_bytes > self._most_bytes:
                    shutil.rmtree(folder, ignore_errors=True)


def _sizes_bytes(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_size for name in (AUDIO, WORDS, CONTENTS)}


def _last_change_s(folder: Path) -> float:
    return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
