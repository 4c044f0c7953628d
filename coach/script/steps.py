"""Defines the values that a script consists of: steps, texts, doses, stretches and routines, all frozen.

Durations are exact fractions of seconds. These values know neither locations in files nor times on a timeline.
"""

from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of a named length, or of a number of seconds that `--pause` scales."""

    length: PauseName | Fraction


Text: TypeAlias = tuple[str | Pause, ...]
"""Sentences to be spoken in order, and the pauses between them. Placeholders such as `{side}` are not yet filled in."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The lengths of a breath's phases in seconds. A phase of 0 s is left out."""

    inhale_s: Fraction
    hold_in_s: Fraction
    exhale_s: Fraction
    hold_out_s: Fraction

    @property
    def cycle_s(self) -> Fraction:
        """Length of a whole breath in seconds."""
        return self.inhale_s + self.hold_in_s + self.exhale_s + self.hold_out_s

    def phases(self) -> tuple[tuple[BreathPhase, Fraction], ...]:
        """Return each phase that takes time, with its length in seconds, in order."""
        lengths_s = (self.inhale_s, self.hold_in_s, self.exhale_s, self.hold_out_s)
        return tuple((phase, length_s) for phase, length_s in zip(BreathPhase, lengths_s, strict=True) if length_s)


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text. The second side and later rounds hear `again` instead, unless that is empty."""

    text: Text
    again: Text = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing sounds for an exact time.

    Attributes:
        length_s: Seconds.
        announce: Whether it is announced before.
        sound: Whether the end sound is on its end.
    """

    length_s: Fraction
    announce: bool = True
    sound: bool = True


@dataclass(frozen=True, slots=True)
class BreathWords:
    """The words for each phase of a breath: the whole text for the first breath, the short form for all others."""

    inhale: Text = ()
    hold_in: Text = ()
    exhale: Text = ()
    hold_out: Text = ()
    inhale_again: Text = ()
    hold_in_again: Text = ()
    exhale_again: Text = ()
    hold_out_again: Text = ()

    def of(self, phase: BreathPhase, *, again: bool) -> Text:
        """Return the words of a phase."""
        words: Text = getattr(self, f"{phase}_again" if again else phase.value)
        return words


@dataclass(frozen=True, slots=True)
class Breathe:
    """Move with the breath.

    Attributes:
        dose: How many breath cycles; or seconds, which mean the nearest whole number of cycles.
        words: The words for each phase.
        pattern: The exact lengths of the phases; None leaves them to `--breath`.
        quiet: True leaves out announcement and sounds.
    """

    dose: Dose
    words: BreathWords = BreathWords()
    pattern: Pattern | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class FlowItem:
    """A movement that takes one phase of a breath or a whole breath."""

    phase: FlowPhase
    text: Text


@dataclass(frozen=True, slots=True)
class Flow:
    """Movements one after another, a breath phase each, without sounds between them.

    Attributes:
        items: The movements.
        pattern: The lengths of inhale and exhale; None leaves them to `--breath`.
    """

    items: tuple[FlowItem, ...]
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay for a number of seconds or breaths.

    Attributes:
        dose: How long.
        breathing: Whether the breath is led meanwhile.
        feel: Where it is felt, spoken once early in the hold.
        quiet: Whether announcement, sounds, countdown and signs are left out.
    """

    dose: Dose
    breathing: bool
    feel: Text = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a repetition: what to do, and the exact seconds that it lasts."""

    say: Text
    length_s: Fraction


@dataclass(frozen=True, slots=True)
class Reps:
    """Repetitions, each the same phases.

    Attributes:
        dose: How many.
        phases: The parts of each repetition.
        count: How they are counted aloud.
        quiet: Whether announcement, sounds and counts are left out.
    """

    dose: Dose
    phases: tuple[Phase, ...]
    count: Count = Count.UP
    quiet: bool = False

    @property
    def rep_s(self) -> Fraction:
        """Length of one repetition in seconds."""
        return sum((phase.length_s for phase in self.phases), Fraction(0))


@dataclass(frozen=True, slots=True)
class Work:
    """An effort of an exact time, counted in and counted out.

    Attributes:
        length_s: Seconds.
        say: The words for it, spoken before.
        halfway: Whether its middle is told.
        countdown: Whether its end is counted down.
    """

    length_s: Fraction
    say: Text = ()
    halfway: bool = True
    countdown: bool = True


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest of an exact time between efforts; `next` is named before it ends."""

    length_s: Fraction
    next: Text = ()


@dataclass(frozen=True, slots=True)
class Chime:
    """Sound one of the five."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Repeat:
    """Do the steps several times.

    Attributes:
        times: How many rounds.
        steps: The steps of each round.
        call: Spoken at the beginning of each round; empty for nothing.
        rest_s: Seconds of rest between the rounds; None for none.
    """

    times: int
    steps: tuple["Step", ...]
    call: Text = ()
    rest_s: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Do the steps once for each side.

    Attributes:
        steps: The steps of each side.
        only: The one side that is done; None does both.
        first: The side that comes first.
    """

    steps: tuple["Step", ...]
    only: Side | None = None
    first: Side = Side.LEFT


@dataclass(frozen=True, slots=True)
class When:
    """Do a step only if all these values are chosen; see `Choices`."""

    values: tuple[str, ...]
    step: "Step"


Step: TypeAlias = Say | Pause | Silence | Breathe | Flow | Hold | Reps | Work | Rest | Chime | Repeat | Sides | When

Choices: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""All that a person can choose: names with their values, of which the first is the default."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One exercise.

    Attributes:
        name: The name that the command line knows it by, such as `cobra`.
        title: The name that is spoken and shown, such as “Cobra pose”.
        position: How the body is placed in it.
        source: The dose as the source states it; empty where the script does not say.
        steps: All that is said and done, in order.
        ease: The reminder that easing off is fine; empty for one of the phrasebook's, None for none.
        arrive: How to get into the position; empty for the phrasebook's words.
        needs: The things that it needs, such as “a mat”.
        choices: The choices that a person has.
        level: The level of its doses if the person has chosen none; None leaves it to the routine.
        when: The values that have to be chosen for a routine to include it; empty for always.
        side_means: Says what the name of a side stands for, such as “{side} knee down.”; spoken in place of the
            phrasebook's words where few words are spoken.
    """

    name: str
    title: str
    position: Position
    source: str
    steps: tuple[Step, ...]
    ease: Text | None = ()
    arrive: Text = ()
    needs: tuple[str, ...] = ()
    choices: Choices = ()
    level: Level | None = None
    when: tuple[str, ...] = ()
    side_means: Text = ()


@dataclass(frozen=True, slots=True)
class Round:
    """Stretches that a routine repeats.

    Attributes:
        times: How many passes.
        items: The stretches of each pass.
        call: Spoken at the beginning of each pass; empty for nothing.
    """

    times: int
    items: tuple[Stretch, ...]
    call: Text = ()


Item: TypeAlias = Stretch | Round


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of stretches.

    Attributes:
        name: The name that the command line knows it by, such as `middle-back`.
        title: The name that is shown, such as “Middle back relief”.
        items: The stretches in order, and the rounds of stretches.
        say: The opening words; empty for none besides the engine's.
        close: The last words; empty for the phrasebook's.
        optional: Names of the stretches that a shorter session may leave out; the first one goes first.
        level: The level of its doses where the person has chosen none.
        needs: Things that it needs besides those of its stretches.
        welcome: The first words; empty for the phrasebook's.
        eyes: Whether it is done with closed eyes.
        sounds: When the sounds are taught.
        choices: All that a person can choose.
    """

    name: str
    title: str
    items: tuple[Item, ...]
    say: Text = ()
    close: Text = ()
    optional: tuple[str, ...] = ()
    level: Level = Level.STANDARD
    needs: tuple[str, ...] = ()
    welcome: Text = ()
    eyes: Eyes = Eyes.CLOSED
    sounds: Teaching = Teaching.AS_NEEDED
    choices: Choices = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All stretches in the order of doing; each pass of a round has its stretches again."""
        return tuple(_stretches(self.items))


def _stretches(items: tuple[Item, ...]) -> Iterator[Stretch]:
    for item in items:
        if isinstance(item, Round):
            for _ in range(item.times):
                yield from item.items
        else:
            yield item
