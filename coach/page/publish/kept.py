"""Remembers which files of a site coach wrote and when each routine was first published, and tells what has changed.

A file whose name tells its content needs no memory; for the others the digests of their content are kept.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from coach.export.target import writing
from coach.files import read_given
from coach.page.publish.episode import Episode, read_episode
from coach.page.publish.hashed import digest_of, is_hashed
from coach.page.publish.rendering import RECORDS, record_path

NAME = "_site.json"
"""The file of the memory; no routine has a name with such a mark in it."""

MOST_BYTES = 16 * 1024 * 1024
"""The largest memory that is read; that of a thousand routines has 1 MiB."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a site.

    Attributes:
        written: The digests by which a file is known as coach's, by path; two while one is being replaced.
        files: The files of the version that was published last, without those in `written`.
        before: The files of the version before that one, which stay for those who have its pages open.
        published: When each routine was first published, in ISO 8601.
    """

    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)


class Kept:
    """The memory of a site's folder.

    Args:
        site: The folder. Without its memory, or if that is damaged, coach takes no file in it for its own but those
            whose name tells their content.
    """

    def __init__(self, site: Path) -> None:
        self._site = site
        self._path = site / RECORDS / NAME
        self.memory = _read(self._path)

    def remember(self, memory: Memory) -> None:
        """Keep a memory from now on. Nothing is written if it is the same.

        Raises:
            ExportError: It could not be written.
        """
        if memory == self.memory and self._path.is_file():
            return
        with writing(self._path, special=False) as file:
            file.write(json.dumps(asdict(memory), indent=1, sort_keys=True).encode() + b"\n")
        self.memory = memory

    def episode(self, name: str) -> Episode | None:
        """Return what is known of a routine; None where it has to be made, as when one of its files is not there."""
        episode = read_episode(record_path(self._site, name))
        if episode is None or episode.name != name:
            return None
        whole = all(is_hashed(self._site / path) for path in episode.files.by_kind().values())
        return episode if whole else None

    def is_ours(self, path: str) -> bool:
        """Tell whether coach wrote a file and nobody has changed it since, so that it may be replaced or removed."""
        file = self._site / path
        if not file.is_file() or file.is_symlink():
            return False
        return is_hashed(file) or digest_of(file) in self.memory.written.get(path, ())

    def strangers(self, paths: Iterable[str]) -> list[Path]:
        """Return the files that would be replaced and are not coach's."""
        return [self._site / path for path in paths if (self._site / path).is_file() and not self.is_ours(path)]

    def changed(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the files whose content is not what stands in the folder."""
        return {path: content for path, content in files.items() if not _holds(self._site / path, content)}

    def dates(self, names: Iterable[str], now: datetime) -> dict[str, datetime]:
        """Return when each routine was first published; a new one counts as published now.

        Of several that are new, the first is the newest by a minute each, because players show the newest first.
        """
        known = {name: datetime.fromisoformat(text) for name, text in self.memory.published.items()}
        new = [name for name in names if name not in known]
        return known | {name: now - timedelta(minutes=number) for number, name in enumerate(new)}

    def forget(self, needed: Iterable[str], names: Iterable[str]) -> list[str]:
        """Remove the files that coach wrote and the site no longer needs.

        Args:
            needed: The files that the site needs, and those that stay for a while.
            names: The routines that are in the site.

        Returns:
            The paths of the files that were removed.
        """
        needed = set(needed)
        gone = [path for path in dict.fromkeys(self._written_here()) if path not in needed and self.is_ours(path)]
        for path in gone:
            (self._site / path).unlink()
        for name in set(self.memory.published) - set(names):
            record_path(self._site, name).unlink(missing_ok=True)
            _remove_if_empty(self._site / name)
        return gone

    def _written_here(self) -> Iterator[str]:
        """Yield the paths that may be coach's: pages and the like that it remembers, and names that tell a content."""
        yield from self.memory.written
        for folder in (self._site, *(self._site / name for name in self.memory.published)):
            if folder.is_dir() and not folder.is_symlink():
                for file in sorted(folder.iterdir()):
                    if is_hashed(file):
                        yield file.relative_to(self._site).as_posix()


def publishing_time(environment: Mapping[str, str]) -> datetime:
    """Return the time that new routines are published at, in whole seconds of UTC.

    It is `SOURCE_DATE_EPOCH` where that is set, so that a site can be made again to the byte.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    given = environment.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal() and len(given) <= 11:
        return datetime.fromtimestamp(int(given), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal digits."""
    return sha256(content).hexdigest()


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.stat().st_size == len(content) and digest_of(file) == digest(content)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()


def _read(path: Path) -> Memory:
    try:
        return _memory(json.loads(read_given(path, MOST_BYTES)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memory()


def _is_inside(path: str) -> bool:
    r"""Tell whether a path stays in the folder that it begins in, on Windows too, where `C:x` and `\\x` do not."""
    return not re.search(r"[\\:]", path) and all(part and not part.startswith(".") for part in path.split("/"))


def _memory(kept: Any) -> Memory:
    published = {str(name): str(text) for name, text in kept["published"].items()}
    written = {str(path): tuple(map(str, digests)) for path, digests in kept["written"].items()}
    if not all(map(_is_inside, (*published, *written))):  # what is forgotten is removed
        raise ValueError("A path leads out of the site.")
    if any("/" in name or datetime.fromisoformat(text).tzinfo is None for name, text in published.items()):
        raise ValueError("A name is no path, and a time has a zone.")
    return Memory(
        written,
        tuple(map(str, kept["files"])),
        tuple(map(str, kept["before"])),
        published,
    )
