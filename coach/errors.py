"""What can go wrong, one branch per layer.

Every error carries one sentence of what is wrong and one of what to do; `cli.py` is the only place that prints them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class CoachError(Exception):
    """Base of every error that coach raises on purpose.

    Args:
        problem: One sentence: what is wrong, and where.
        remedy: One sentence: what to do about it.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class SettingsError(CoachError):
    """A setting that is not understood or out of its range."""


class UnknownNameError(CoachError):
    """A stretch, routine, voice or sink that nobody knows."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a script something stands; line and column count from 1."""

    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class ScriptError(CoachError):
    """A script that cannot be read or understood.

    Args:
        location: Where the offending text begins, or the bare path of a file that could not be read at all.
        problem: One sentence without the location.
        remedy: One sentence of what to do.
        text: The offending text, empty when it is the file itself.
    """

    def __init__(self, location: Location | Path, problem: str, remedy: str, text: str = "") -> None:
        super().__init__(f"{location}: {problem}", remedy)
        self.path = location.path if isinstance(location, Location) else location
        self.line = location.line if isinstance(location, Location) else None
        self.column = location.column if isinstance(location, Location) else None
        self.text = text


class AudioError(CoachError):
    """Audio that is damaged, of the wrong kind, or at the wrong sample rate."""


class SpeechError(CoachError):
    """A voice that is missing, or that failed to speak."""


class ExportError(CoachError):
    """A file that could not be written; whatever stood there before still does."""


class PlaybackError(CoachError):
    """A loudspeaker that is missing, or that stopped taking audio."""


def nearest(name: str, known: Iterable[str]) -> str:
    """“Did you mean …?” for the most similar known name, else the list of all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"Did you mean “{close[0]}”?" if close else f"Known are: {', '.join(names)}."
