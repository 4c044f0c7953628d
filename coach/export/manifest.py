"""Remember what each file of a folder was made from, so that `export --all` writes only what has changed.

It removes no file.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from coach.export.job import Job
from coach.export.target import writing
from coach.files import read_given
from coach.session.session import find_ambient, library_of
from coach.session.voices import find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from coach.version import __version__

NAME = ".coach-export.json"

MOST_BYTES = 16 * 1024 * 1024
"""The largest manifest that is read: one of fifty thousand files."""


def content_key(*parts: object) -> str:
    """Return a key that changes with any of the parts.

    Args:
        parts: Everything that decides a file's content: values whose `repr` shows all of them.
    """
    return sha256("\n".join(map(repr, parts)).encode()).hexdigest()


class Manifest:
    """The files that `export --all` has written to a folder. Without it, or if it is damaged, all are written again.

    Args:
        folder: The folder; a file in it holds the manifest and is replaced with every change.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._entries = _read(self._path)

    def is_current(self, targets: Iterable[Path], key: str) -> bool:
        """Tell whether all targets were made from what the key stands for, and have not been changed since."""
        return all(self._entry(target)[0] == key and self.is_ours(target) for target in targets)

    def is_ours(self, target: Path) -> bool:
        """Tell whether a file has not been changed since it was written, so that it may be replaced."""
        return target.is_file() and self._entry(target)[1] == _digest(target)

    def remember(self, targets: Iterable[Path], key: str) -> None:
        """Remember that the targets were now made from what the key stands for.

        Raises:
            ExportError: The manifest could not be written.
        """
        self._entries |= {target.name: [key, _digest(target)] for target in targets}
        with writing(self._path, special=False) as file:
            file.write(json.dumps(self._entries, indent=1, sort_keys=True).encode())

    def _entry(self, target: Path) -> list[str]:
        return self._entries.get(target.name, ["", ""])


def _read(path: Path) -> dict[str, list[str]]:
    try:
        entries: Any = json.loads(read_given(path, MOST_BYTES))
    except (OSError, ValueError, RecursionError):  # the last one: JSON that is nested too deeply
        return {}
    if not isinstance(entries, dict):
        return {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, list) and len(entry) == 2}


def _digest(path: Path) -> str:
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
    library, voice = library_of(job.settings), find_voice(job.settings.voice)
    return content_key(
        __version__,
        library.find(job.name),
        library.phrasebook(),
        library.pronunciation(),
        sound_key,
        (voice.name, voice.version),
        replace(job, target=Path()),  # the same job in another folder makes the same files
    )
