"""What a script says and does, as frozen values: the vocabulary of the scripting engine.

Durations stay exact fractions of seconds. No place, no voice and no time on a clock: those are the reader's and the
scheduler's.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TypeAlias


class Sound(StrEnum):
    """What a sound says to closed eyes. Its file is its name and `.wav`."""

    START = "start"
    INHALE = "inhale"
    EXHALE = "exhale"
    SWITCH = "switch"
    END = "end"


class Position(StrEnum):
    """How the body is placed."""

    STANDING = "standing"
    SEATED = "seated"
    KNEELING = "kneeling"
    PRONE = "prone"
    SUPINE = "supine"
    WALL = "wall"

    @property
    def upright(self) -> bool:
        """Standing, as against anything on the floor or a chair."""
        return self in {Position.STANDING, Position.WALL}


class Level(StrEnum):
    """Which end of every dose: low, middle or top."""

    GENTLE = "gentle"
    STANDARD = "standard"
    FULL = "full"

    @property
    def share(self) -> Fraction:
        """How far up its range a dose is: 0, a half or 1."""
        return {Level.GENTLE: Fraction(0), Level.STANDARD: Fraction(1, 2), Level.FULL: Fraction(1)}[self]


class DoseUnit(StrEnum):
    """What a dose counts."""

    SECONDS = "s"
    BREATHS = "breaths"
    CYCLES = "cycles"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much the source prescribes; `low` equals `high` where it gives one number."""

    low: Fraction
    high: Fraction
    unit: DoseUnit

    def __str__(self) -> str:
        low, high = f"{float(self.low):g}", f"{float(self.high):g}"
        return f"{low if low == high else f'{low}–{high}'} {self.unit}"

    def amount(self, share: Fraction) -> Fraction:
        """The dose in its unit, `share` of the way from low to high.

        What is counted is rounded to whole breaths, halves up. Seconds are exact at the three levels, and whole in
        between, where a session is fitted to a length: nobody can hold for 23.7 s.
        """
        exact = self.low + share * (self.high - self.low)
        if self.unit is DoseUnit.SECONDS and share in {level.share for level in Level}:
            return exact
        return min(max(Fraction(floor(exact + Fraction(1, 2))), self.low), self.high)


class Verbosity(StrEnum):
    """How much is spoken: everything; the short wordings and no reminders; or names, sides and sounds alone."""

    FULL = "full"
    BRIEF = "brief"
    TONES = "tones"


class PauseName(StrEnum):
    """The pauses that have a name, and so a setting."""

    BEAT = "beat"
    SETTLE = "settle"
    SWITCH = "switch"
    BETWEEN = "between"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence: of a named length, or of so many seconds before `--pause` scales them."""

    length: PauseName | Fraction


Text: TypeAlias = tuple[str | Pause, ...]
"""Sentences to be spoken in order, and the pauses written between them. `{side}` and `{other_side}` are still in it."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak; the second side hears `again` where there is one."""

    text: Text
    again: Text = ()


@dataclass(frozen=True, slots=True)
class Breathe:
    """Move with the breath: what to do on every inhale and exhale, and the short form for all cycles but the first."""

    cycles: Dose
    inhale: Text = ()
    exhale: Text = ()
    inhale_again: Text = ()
    exhale_again: Text = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay, for seconds or for breaths; with breath prompts if `breathing`."""

    dose: Dose
    breathing: bool


@dataclass(frozen=True, slots=True)
class Chime:
    """Sound one of the five."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Sides:
    """Do the steps once for each side."""

    steps: tuple["Step", ...]


Step: TypeAlias = Say | Pause | Breathe | Hold | Chime | Sides


@dataclass(frozen=True, slots=True)
class Stretch:
    """One exercise.

    Attributes:
        name: What the command line calls it, such as `cobra`.
        title: What is spoken and shown, such as “Cobra pose”.
        source: The dose as the source states it.
        ease: The reminder that easing off is fine; empty for one of the phrasebook's.
    """

    name: str
    title: str
    position: Position
    source: str
    steps: tuple[Step, ...]
    ease: Text = ()


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of stretches, how it opens and how it closes; empty texts mean the phrasebook's.

    Attributes:
        optional: Names of the stretches that a shorter session may leave out, the first to go first.
        level: Of its doses, where the person has chosen none.
    """

    name: str
    title: str
    stretches: tuple[Stretch, ...]
    say: Text = ()
    close: Text = ()
    optional: tuple[str, ...] = ()
    level: Level = Level.STANDARD
