"""What can go wrong, one branch per layer.

Every error carries one sentence of what is wrong and one of what to do; `cli.py` is the only place that prints them.
"""

from dataclasses import dataclass
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
class Place:
    """Where in a script something stands; line and column count from 1."""

    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class ScriptError(CoachError):
    """A script that cannot be read or understood.

    Args:
        place: Where the offending text begins, or the bare path of a file that could not be read at all.
        problem: One sentence without the place.
        remedy: One sentence of what to do.
        text: The offending text, empty when it is the file itself.
    """

    def __init__(self, place: Place | Path, problem: str, remedy: str, text: str = "") -> None:
        super().__init__(f"{place}: {problem}", remedy)
        self.path = place.path if isinstance(place, Place) else place
        self.line = place.line if isinstance(place, Place) else None
        self.column = place.column if isinstance(place, Place) else None
        self.text = text


class AudioError(CoachError):
    """Audio that is damaged, of the wrong kind, or at the wrong sample rate."""


class SpeechError(CoachError):
    """A voice that is missing, or that failed to speak."""


class ExportError(CoachError):
    """A file that could not be written; whatever stood there before still does."""


class PlaybackError(CoachError):
    """A loudspeaker that is missing, or that stopped taking audio."""
