"""The errors that coach raises on purpose, one branch for each layer.

Each carries one sentence that says what is wrong and one that says what to do. Only `coach.cli` prints them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class CoachError(Exception):
    """The base of every error that coach raises on purpose.

    Args:
        problem: One sentence that says what is wrong, and where.
        remedy: One sentence that says what to do about it.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class SettingsError(CoachError):
    """A setting cannot be understood or is out of its range."""


class UnknownNameError(CoachError):
    """No stretch, routine, voice, theme or sink has this name."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is in a script.

    Attributes:
        path: The file.
        line: The line, counted from 1; None for the file as a whole.
        column: The column, counted from 1; None for the file as a whole.
    """

    path: Path
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return str(self.path) if self.line is None else f"{self.path}:{self.line}:{self.column}"


class ScriptError(CoachError):
    """A script cannot be read or understood.

    Args:
        location: Where the offending text begins; without a line if the file cannot be read at all.
        problem: One sentence without the location.
        remedy: One sentence that says what to do.
        text: The offending text; empty where the file itself is at fault.
    """

    def __init__(self, location: Location, problem: str, remedy: str, text: str = "") -> None:
        super().__init__(f"{location}: {problem}", remedy)
        self.location = location
        self.text = text


class AudioError(CoachError):
    """Audio is damaged, of the wrong kind or at the wrong sample rate."""


class SpeechError(CoachError):
    """A voice is missing or failed to speak."""


class ExportError(CoachError):
    """A file could not be written; the file that it was to replace is still there."""


class PlaybackError(CoachError):
    """A loudspeaker is missing or stopped taking audio."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown name: “Did you mean …?” with the most similar one, or a list of all names."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"Did you mean “{close[0]}”?" if close else f"Known names: {', '.join(names)}."
