"""The errors that coach raises on purpose, one branch for each layer.

Each carries one sentence that says what is wrong and one that says what to do. Only `coach.cli` prints them.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class CoachError(Exception):
    """The base of every error that coach raises on purpose.

    Args:
        problem: One sentence that says what is wrong, and where.
        remedy: One sentence that says what to do about it.

    Attributes:
        settings: The settings that it may be about, spelt as on the command line, so that it can be told where they
            were chosen.
    """

    settings: tuple[str, ...] = ()

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return both sentences, in one line even if they name a file with a line break in its name."""
        return f"{self.problem} {self.remedy}".replace("\n", "\\n")


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

    @property
    def errors(self) -> tuple["ScriptError", ...]:
        """All mistakes that were found; this one alone unless it stands for several."""
        return (self,)


class ScriptErrors(ScriptError):  # noqa: N818 (the plural is the point)
    """Several mistakes of a script, told a line each.

    Location and text are those of the first mistake.

    Args:
        errors: At least two mistakes, in the order in which they are told.
        left_out: How many more there are.
    """

    def __init__(self, errors: tuple[ScriptError, ...], left_out: int = 0) -> None:
        first = errors[0]
        super().__init__(first.location, "", first.remedy, first.text)
        lines = [str(error) for error in errors] + ([f"{left_out} more mistakes are not shown."] if left_out else [])
        self._errors = errors
        self.left_out = left_out
        self.problem = "\n".join(lines)
        self.args = (self.problem, self.remedy)

    def __str__(self) -> str:
        return self.problem

    @property
    def errors(self) -> tuple[ScriptError, ...]:
        """The mistakes, in the order in which they are told."""
        return self._errors


class AudioError(CoachError):
    """Audio is damaged, of the wrong kind or at the wrong sample rate."""


class SpeechError(CoachError):
    """A voice is missing or failed to speak."""

    settings = ("voice",)


class UnspeakableError(SpeechError):
    """A voice cannot speak a text.

    Args:
        problem: One sentence that says what is wrong.
        remedy: One sentence that says what to do.

    Attributes:
        text: The sentence as it was to be spoken; empty until whoever asked for it fills it in.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.text = ""


class ExportError(CoachError):
    """A file could not be written; the file that it was to replace is still there."""


class PlaybackError(CoachError):
    """A loudspeaker is missing or stopped taking audio."""

    settings = ("sink", "device")


@contextmanager
def about(*settings: str) -> Iterator[None]:
    """Note in each error that leaves the block, or the function that this decorates, which settings it is about.

    An error that knows this already stays as it is.
    """
    try:
        yield
    except CoachError as error:
        error.settings = error.settings or settings
        raise


def closest(name: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None) -> str | None:
    """Return the known name that was surely meant: a synonym's, or the one that differs by a slip of the keyboard.

    Three quarters of the letters have to agree, in words of up to four letters three fifths: `sya` is `say`, while
    `sitting` is not `standing`.
    """
    names = sorted(known)
    meant = (synonyms or {}).get(name.strip().lower())
    if meant in names:
        return meant
    spelt = {each.lower(): each for each in names}
    close = get_close_matches(name.lower(), spelt, n=1, cutoff=0.6 if len(name) <= 4 else 0.75)
    return spelt[close[0]] if close else None


def nearest(name: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None) -> str:
    """Return the remedy for an unknown name: “Did you mean …?” where one name is close, or else a list of all names."""
    names = sorted(known)
    close = closest(name, names, synonyms)
    return f"Did you mean “{close}”?" if close else f"Known names: {', '.join(names)}."
