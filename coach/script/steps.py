"""The steps of a script as frozen values: one class for each thing to say or do, and the texts to be spoken.

Durations stay exact fractions of seconds. Locations in files are the reader's business, times the scheduler's.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from coach.script.vocabulary import BreathPhase, Count, Dose, FlowPhase, PauseName, Side, Sound


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
