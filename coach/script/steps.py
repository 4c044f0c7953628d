"""Defines the frozen values that a script is read to: the vocabulary of the scripting engine.

Durations stay exact fractions of seconds. Locations in files are the reader's business, times the scheduler's.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TypeAlias


class Sound(StrEnum):
    """The five sounds, by what they tell a person with closed eyes. A sound's file has its name and ends in `.wav`."""

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
        """Whether the body stands; otherwise it is on the floor or a chair."""
        return self in {Position.STANDING, Position.WALL}


class Level(StrEnum):
    """Which end of every dose is done: the low one, the middle or the top."""

    GENTLE = "gentle"
    STANDARD = "standard"
    FULL = "full"

    @property
    def share(self) -> Fraction:
        """How far up its range a dose is: 0, a half or 1."""
        return {Level.GENTLE: Fraction(0), Level.STANDARD: Fraction(1, 2), Level.FULL: Fraction(1)}[self]


class DoseUnit(StrEnum):
    """The unit that a dose is counted in."""

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
        """Return the dose in its unit, `share` of the way from low to high.

        Breaths and cycles are rounded to whole ones, halves up. Seconds are exact at the three levels. Between the
        levels, where a session is fitted to a length, they are rounded too: nobody can hold for 23.7 s.
        """
        exact = self.low + share * (self.high - self.low)
        if self.unit is DoseUnit.SECONDS and share in {level.share for level in Level}:
            return exact
        return min(max(Fraction(floor(exact + Fraction(1, 2))), self.low), self.high)


class Verbosity(StrEnum):
    """How much is spoken: everything; the short wordings without reminders; or only names and sides, beside sounds."""

    FULL = "full"
    BRIEF = "brief"
    TONES = "tones"


class PauseName(StrEnum):
    """The pauses that have a name and therefore a setting."""

    BEAT = "beat"
    SETTLE = "settle"
    SWITCH = "switch"
    BETWEEN = "between"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of a named length, or of a number of seconds that `--pause` scales."""

    length: PauseName | Fraction


Text: TypeAlias = tuple[str | Pause, ...]
"""Sentences to be spoken in order, and the pauses between them. Placeholders such as `{side}` are not yet filled in."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text. The second side hears `again` instead, unless that is empty."""

    text: Text
    again: Text = ()


@dataclass(frozen=True, slots=True)
class Breathe:
    """Move with the breath.

    Attributes:
        dose: The number of breath cycles.
        inhale: The instruction for the first inhale.
        exhale: The instruction for the first exhale.
        inhale_again: The short instruction for all other inhales.
        exhale_again: The short instruction for all other exhales.
    """

    dose: Dose
    inhale: Text = ()
    exhale: Text = ()
    inhale_again: Text = ()
    exhale_again: Text = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay for a number of seconds or breaths; with `breathing`, the breath is led meanwhile."""

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
        name: The name that the command line knows it by, such as `cobra`.
        title: The name that is spoken and shown, such as “Cobra pose”.
        position: How the body is placed in it.
        source: The dose as the source states it; empty where the script does not say.
        steps: The steps, in order.
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
    """An ordered list of stretches.

    Attributes:
        name: The name that the command line knows it by, such as `middle-back`.
        title: The name that is shown, such as “Middle back relief”.
        stretches: The stretches in order.
        say: The opening words; empty for none besides the engine's.
        close: The last words; empty for the phrasebook's.
        optional: Names of the stretches that a shorter session may leave out; the first one goes first.
        level: The level of its doses where the person has chosen none.
    """

    name: str
    title: str
    stretches: tuple[Stretch, ...]
    say: Text = ()
    close: Text = ()
    optional: tuple[str, ...] = ()
    level: Level = Level.STANDARD
