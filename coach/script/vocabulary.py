"""The words that scripts are written with, as enumerations, and doses: how much of something is prescribed.

Amounts stay exact fractions. Imports nothing of coach.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor


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
    WALL = "wall"
    CHAIR = "chair"
    SEATED = "seated"
    KNEELING = "kneeling"
    HALF_KNEELING = "half-kneeling"
    ALL_FOURS = "all-fours"
    PRONE = "prone"
    SUPINE = "supine"
    SIDE_LYING = "side-lying"

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
    REPS = "repetitions"


FIVES_ABOVE_S, FIVES_S = 15, 5
"""Above 15 s, a dose that is fitted to a length moves in steps of 5 s."""


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

        Breaths, cycles and repetitions are rounded to whole ones, halves up. Seconds are exact at the three levels.
        Between the levels, where a session is fitted to a length, they are whole, and above 15 s multiples of 5 s,
        because nobody uses a number such as 23 s.
        """
        exact = self.low + share * (self.high - self.low)
        if self.unit is not DoseUnit.SECONDS:
            step = 1
        elif share in {level.share for level in Level}:
            return exact
        else:
            step = FIVES_S if exact > FIVES_ABOVE_S else 1
        rounded = Fraction(floor(exact / step + Fraction(1, 2)) * step)
        return min(max(rounded, self.low), self.high)


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


class Side(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"


class BreathPhase(StrEnum):
    """A part of a breath; the two holds are retentions."""

    INHALE = "inhale"
    HOLD_IN = "hold_in"
    EXHALE = "exhale"
    HOLD_OUT = "hold_out"


class FlowPhase(StrEnum):
    """How much of a breath an item of a flow takes."""

    INHALE = "inhale"
    EXHALE = "exhale"
    BREATH = "breath"


class Count(StrEnum):
    """How repetitions are counted aloud: up from one, down to one, or not at all."""

    UP = "up"
    DOWN = "down"
    OFF = "off"


class Eyes(StrEnum):
    """Whether a routine is done with closed eyes."""

    OPEN = "open"
    CLOSED = "closed"


class Teaching(StrEnum):
    """When the sounds are taught: each where it is first heard, all of them in the opening, or never."""

    AS_NEEDED = "as-needed"
    FIRST = "first"
    OFF = "off"
