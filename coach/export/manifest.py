"""A folder's files and what each was made of, so that `export --all` does only what changed. It removes no file."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coach.export.job import Job
from coach.export.target import writing
from coach.script.library import Library
from coach.session.session import find_ambient
from coach.session.voices import find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme

NAME = ".coach-export.json"


def content_key(*parts: object) -> str:
    """A name for everything that decides what is written; the parts are values, of which the text shows all."""
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()


class Manifest:
    """What `export --all` has written to a folder. A missing or damaged one only means more work.

    Args:
        folder: Its file in there is replaced with every change.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._entries = _read(self._path)

    def is_current(self, targets: Iterable[Path], key: str) -> bool:
        """Whether all these files were made of this, and stand there as they were written."""
        return all(self._entry(target)[0] == key and self.is_ours(target) for target in targets)

    def is_ours(self, target: Path) -> bool:
        """Whether a file stands there as it was written, and so may be replaced."""
        return target.is_file() and self._entry(target)[1] == _digest(target)

    def remember(self, targets: Iterable[Path], key: str) -> None:
        """These files were now made of this.

        Raises:
            ExportError: The manifest could not be written.
        """
        self._entries |= {target.name: [key, _digest(target)] for target in targets}
        with writing(self._path) as file:
            file.write(json.dumps(self._entries, indent=1, sort_keys=True).encode())

    def _entry(self, target: Path) -> list[str]:
        return self._entries.get(target.name, ["", ""])


def _read(path: Path) -> dict[str, list[str]]:
    try:
        entries: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):  # the last for nesting without end
        return {}
    if not isinstance(entries, dict):
        return {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, list) and len(entry) == 2}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sound_key(settings: Settings) -> str:
    """Of everything that sounds but the voice, whatever folder it is in."""
    theme, ambient = read_theme(find_theme(settings.theme)), find_ambient(settings)
    heard = [*theme.sounds.values(), *([ambient.loop] if ambient else [])]
    return content_key(theme.breath, *(sha256(audio.samples.tobytes()).hexdigest() for audio in heard))


def job_key(job: Job, sound_key: str) -> str:
    """Of the script, the words, the voice, the sounds, the settings and the version: no voice speaks for it."""
    library, voice = Library(), find_voice(job.settings.voice)
    return content_key(
        version("coach"),
        library.find(job.name),
        library.phrasebook(),
        library.pronunciation(),
        sound_key,
        (voice.name, voice.version),
        replace(job, target=None),  # type: ignore[arg-type]
    )
