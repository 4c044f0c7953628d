"""Remember what each file of a folder was made from, so that `export --all` writes only what has changed.

It removes no file.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path

from coach.errors import ExportError
from coach.export.job import Job
from coach.export.target import writing
from coach.files import read_given
from coach.script.library import Library
from coach.session.session import find_ambient, library_of
from coach.session.voices import find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from coach.version import __version__

NAME = ".coach-export.json"

MOST_BYTES = 64 * 1024 * 1024
"""The largest manifest that is read: one of a hundred thousand files."""


def content_key(*parts: object) -> str:
    """Return a key that changes with any of the parts.

    Args:
        parts: Everything that decides a file's content: values whose `repr` shows all of them.
    """
    return sha256("\n".join(map(repr, parts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was written, or is about to be.

    Attributes:
        key: Stands for what it is made from.
        digest: The SHA-256 of its content; empty while it is being written.
        size_bytes: Its size; -1 where it is not known.
        mtime_ns: When it was changed last, in nanoseconds.
    """

    key: str = ""
    digest: str = ""
    size_bytes: int = -1
    mtime_ns: int = -1


class Manifest:
    """The files that `export --all` has written to a folder. Without it, or if it is damaged, all are written again.

    A file in the folder holds a line for each job that has begun and for each that is done. Once in a run, with its
    first change, it is written anew with a line for each file; then lines are added.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME
        self._entries = _read(self._path)
        self._is_compact = False

    def is_current(self, targets: Iterable[Path], key: str) -> bool:
        """Tell whether all targets were made from what the key stands for, and have not been changed since."""
        return all(self._entry(target).key == key and self._is_as_written(target) for target in targets)

    def is_ours(self, target: Path) -> bool:
        """Tell whether a file may be replaced: it was not changed since it was written, or its writing was ended."""
        entry = self._entry(target)
        is_there = self._status(target) is not None
        return is_there and (bool(entry.key and not entry.digest) or self._is_as_written(target))

    def begin(self, targets: Iterable[Path], key: str) -> None:
        """Remember that the targets are about to be written, so that they count as ours whatever ends this run.

        Raises:
            ExportError: The manifest could not be written.
        """
        self._add({self._name(target): Entry(key) for target in targets})

    def remember(self, targets: Sequence[Path], key: str, digests: Sequence[str] = ()) -> None:
        """Remember that the targets were now made from what the key stands for.

        Args:
            targets: The files.
            key: The key.
            digests: The SHA-256 of each file, if it is known already.

        Raises:
            ExportError: The manifest could not be written.
        """
        written = zip(targets, digests or map(digest, targets), strict=True)
        self._add({self._name(target): Entry(key, found, *(self._status(target) or ())) for target, found in written})

    def compact(self) -> None:
        """Write the manifest anew where that has to be told: here it is done with the first change."""

    def _is_as_written(self, target: Path) -> bool:
        """Tell whether a file was not changed. One of the same size and time is not read: it may be large."""
        entry = self._entry(target)
        status = self._status(target)
        if not entry.digest or status is None:
            return False
        if status == (entry.size_bytes, entry.mtime_ns):
            return True
        return entry.size_bytes in (-1, status[0]) and digest(target) == entry.digest

    def _status(self, target: Path) -> tuple[int, int] | None:
        """Return the size and the time of the last change of a file in bytes and nanoseconds; None if there is none."""
        if not target.is_file():
            return None
        status = target.stat()
        return status.st_size, status.st_mtime_ns

    def _add(self, entries: dict[str, Entry]) -> None:
        self._entries |= entries
        if not self._is_compact:
            with writing(self._path, special=False) as file:
                file.write(write_lines(self._entries))
            self._is_compact = True
            return
        try:
            with self._path.open("ab", buffering=0) as file:
                file.write(write_lines(entries))
                os.fsync(file.fileno())
        except OSError as error:
            problem = f"{self._path} could not be written: {error.strerror or error}."
            raise ExportError(problem, "Free some space, or choose another folder with -o.") from error

    def _name(self, target: Path) -> str:
        return target.relative_to(self._folder).as_posix()

    def _entry(self, target: Path) -> Entry:
        return self._entries.get(self._name(target), Entry())


def write_lines(entries: Mapping[str, Entry]) -> bytes:
    """Write entries, a line each; `read_lines` is the inverse."""
    return "".join(f"{json.dumps([name, *astuple(entry)])}\n" for name, entry in entries.items()).encode()


def _read(path: Path) -> dict[str, Entry]:
    """Read a manifest."""
    try:
        content = read_given(path, MOST_BYTES)
    except OSError:
        return {}
    return _read_older(content) or read_lines(content)


def read_lines(content: bytes) -> dict[str, Entry]:
    """Read entries, the later ones of a name counting; a line that is not whole counts as missing."""
    return dict(filter(None, map(_read_line, content.splitlines())))


def _read_older(content: bytes) -> dict[str, Entry]:
    """Read the manifest of a coach that wrote one JSON object: the key and the digest of each file."""
    try:
        older = json.loads(content) if content.startswith(b"{") else None
        return {name: Entry(str(key), str(found)) for name, (key, found) in older.items()} if older else {}
    except (ValueError, TypeError, RecursionError):
        return {}


def _read_line(line: bytes) -> tuple[str, Entry] | None:
    try:
        name, *values = json.loads(line)
    except (ValueError, TypeError, RecursionError):  # the last one: JSON that is nested too deeply
        return None
    if [type(value) for value in (name, *values)] != [str, str, str, int, int]:
        return None
    return name, Entry(*values)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sound_key(settings: Settings) -> str:
    """Return a key of everything that sounds except the voice: the theme and the ambient sound, in whatever folder."""
    theme, ambient = read_theme(find_theme(settings.theme)), find_ambient(settings)
    heard = [*theme.sounds.values(), *([ambient.loop] if ambient else [])]
    return content_key(theme.breath, *(sha256(audio.samples.tobytes()).hexdigest() for audio in heard))


def job_key(job: Job, sound_key: str) -> str:
    """Return a key of everything that decides a job's files. No voice has to speak for it.

    Args:
        job: Gives the script, the engine's own words, the voice, the settings and the formats.
        sound_key: The key of the sounds, from `sound_key`.
    """
    return JobKeys().key(job, sound_key)


class JobKeys:
    """Makes the keys of many jobs, and reads what they have in common once."""

    def __init__(self) -> None:
        self._sounds: dict[tuple[str, str, float], str] = {}
        self._libraries: dict[str, tuple[Library, str]] = {}
        self._scripts: dict[tuple[str, str], str] = {}
        self._voices: dict[str, tuple[str, str]] = {}

    def key(self, job: Job, sounds: str | None = None) -> str:
        """Return a key of everything that decides a job's files; see `job_key`."""
        same = replace(job, target=Path())  # the same job in another folder makes the same files
        voice = self._voice(job.settings.voice)
        return content_key(__version__, self._words(job), sounds or self._sound(job.settings), voice, same)

    def _sound(self, settings: Settings) -> str:
        heard = settings.theme, settings.ambient, settings.ambient_db
        if heard not in self._sounds:
            self._sounds[heard] = sound_key(settings)
        return self._sounds[heard]

    def _words(self, job: Job) -> str:
        """Return a key of the script, of the engine's own words and of their pronunciation."""
        scripts = job.settings.scripts
        if scripts not in self._libraries:
            library = library_of(job.settings)
            self._libraries[scripts] = library, content_key(library.phrasebook(), library.pronunciation())
        library, words = self._libraries[scripts]
        if (scripts, job.name) not in self._scripts:
            self._scripts[scripts, job.name] = content_key(library.find(job.name), words)
        return self._scripts[scripts, job.name]

    def _voice(self, name: str) -> tuple[str, str]:
        if name not in self._voices:
            voice = find_voice(name)
            self._voices[name] = voice.name, voice.version
        return self._voices[name]
