"""Reads the spans that a stretch prescribes, for comparison with the marks on the timeline. Steps in, deeds out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor

from coach.schedule.text import fill, sentences_of
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Stretch
from coach.script.steps import (
    Breathe,
    Flow,
    FlowItem,
    Hold,
    Pattern,
    Repeat,
    Reps,
    Rest,
    Sides,
    Silence,
    Step,
    Text,
    When,
    Work,
)
from coach.script.vocabulary import BreathPhase, Count, Dose, DoseUnit, FlowPhase, Level, Side
from coach.settings.values import Breath, Settings
from coach.timeline import MarkKind

PHASES_OF = {
    FlowPhase.INHALE: (BreathPhase.INHALE, BreathPhase.HOLD_IN),
    FlowPhase.EXHALE: (BreathPhase.EXHALE, BreathPhase.HOLD_OUT),
    FlowPhase.BREATH: tuple(BreathPhase),
}
"""The phases of a breath that an item of a flow takes."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A span that the script prescribes.

    Attributes:
        kind: The kind of its mark.
        step: The step that prescribes it, as a person would name it.
        length_s: Its exact length in seconds; None where the words of a teaching breath may lengthen it.
        follows: Whether it begins on the frame where the one before it ends.
        quiet: Whether it may pass without anything to be heard.
        n: The number of a repetition, a round or a side; 0 for others.
        total: How many of these there are, or how many breaths a hold has.
        count: How a repetition is counted aloud.
        words: The sentences that belong to it.
    """

    kind: MarkKind
    step: str
    length_s: Fraction | None = None
    follows: bool = False
    quiet: bool = False
    n: int = 0
    total: int = 0
    count: Count = Count.OFF
    words: tuple[str, ...] = ()


def deeds_of(stretch: Stretch, level: Level, settings: Settings, phrases: Phrasebook) -> Iterator[Deed]:
    """Yield all deeds of a stretch in the order of doing; a longer span comes before the spans inside it.

    Args:
        stretch: The stretch, with its choices made.
        level: The level of the routine.
        settings: They decide the breath and, where the person has chosen one, the level.
        phrases: The phrasebook, for the words of the two sides.
    """
    share = settings.levels.of(stretch.name, stretch.level or level)
    yield from _steps(stretch.steps, _Around(share, settings.breath, phrases))


@dataclass(frozen=True, slots=True)
class _Around:
    """The surroundings of a step."""

    share: Fraction
    breath: Breath
    phrases: Phrasebook
    repeated: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def sentences(self, text: Text) -> tuple[str, ...]:
        return sentences_of(fill(text, **self.words))

    def pattern(self, pattern: Pattern | None) -> Pattern:
        return pattern or Pattern(self.breath.inhale_s, Fraction(0), self.breath.exhale_s, Fraction(0))


def dosed(steps: tuple[Step, ...]) -> Iterator[Dose]:
    """Yield the doses of steps, each once, however many rounds or sides repeat it."""
    for step in steps:
        match step:
            case Sides(steps=inner) | Repeat(steps=inner):
                yield from dosed(inner)
            case When(step=inner_step):
                yield from dosed((inner_step,))
            case Hold(dose=dose) | Breathe(dose=dose) | Reps(dose=dose):
                yield dose


def _steps(steps: tuple[Step, ...], around: _Around) -> Iterator[Deed]:
    for step in steps:
        match step:
            case Hold():
                yield _hold(step, around)
            case Breathe():
                yield from _breathe(step, around)
            case Flow():
                yield from _flow(step, around)
            case Reps():
                yield from _reps(step, around)
            case Work(length_s=length_s):
                words = around.sentences(step.say)
                yield Deed(MarkKind.WORK, f"work: {_seconds(length_s)}", length_s, words=words)
            case Rest(length_s=length_s):
                words = around.sentences(step.next)
                yield Deed(MarkKind.REST, f"rest: {_seconds(length_s)}", length_s, words=words)
            case Silence(length_s=length_s):
                name = f"silence: {_seconds(length_s)}"
                yield Deed(MarkKind.SILENCE, name, length_s, quiet=not step.sound, n=int(step.announce))
            case Repeat():
                yield from _repeat(step, around)
            case Sides():
                yield from _sides(step, around)
            case When(step=inner):
                yield from _steps((inner,), around)


def _hold(step: Hold, around: _Around) -> Deed:
    amount, breaths = step.dose.amount(around.share), 0
    if step.dose.unit is DoseUnit.BREATHS:
        breaths = int(amount)
        amount *= around.breath.cycle_s
    words = around.sentences(step.feel)
    return Deed(MarkKind.HOLD, f"hold: {step.dose}", amount, quiet=step.quiet, total=breaths, words=words)


def _breathe(step: Breathe, around: _Around) -> Iterator[Deed]:
    name, pattern = f"breathe: {step.dose}", around.pattern(step.pattern)
    cycles = step.dose.amount(around.share)
    if step.dose.unit is DoseUnit.SECONDS:
        cycles /= pattern.cycle_s
    phases = pattern.phases()
    for cycle in range(max(1, floor(cycles + Fraction(1, 2)))):
        for index, (phase, length_s) in enumerate(phases):
            words = around.sentences(step.words.of(phase, again=cycle > 0)) if cycle < 2 else ()
            exact_s = length_s if step.pattern or cycle else None  # only the first breath teaches
            kind, follows = MarkKind(phase.value), bool(cycle or index)
            yield Deed(kind, name, exact_s, follows=follows, quiet=step.quiet, words=words)


def _flow(step: Flow, around: _Around) -> Iterator[Deed]:
    yield Deed(MarkKind.FLOW, "flow")
    follows = False
    for item in step.items:
        for deed in _flow_item(item, around.pattern(step.pattern), around):
            yield replace(deed, follows=follows)
            follows = True


def _flow_item(item: FlowItem, pattern: Pattern, around: _Around) -> Iterator[Deed]:
    words = around.sentences(item.text)
    for phase, length_s in pattern.phases():
        if phase in PHASES_OF[item.phase]:
            yield Deed(MarkKind(phase.value), "flow", length_s if around.repeated else None, words=words)
            words = ()


def _reps(step: Reps, around: _Around) -> Iterator[Deed]:
    name, total = f"reps: {step.dose}", int(step.dose.amount(around.share))
    count = Count.OFF if step.quiet else step.count
    for n in range(1, total + 1):
        later = n > 1
        yield Deed(MarkKind.REP, name, step.rep_s, later, step.quiet, n, total, count)
        for index, phase in enumerate(step.phases):
            words = around.sentences(phase.say)
            yield Deed(MarkKind.PHASE, name, phase.length_s, bool(index) or later, step.quiet, words=words)


def _repeat(step: Repeat, around: _Around) -> Iterator[Deed]:
    for n in range(1, step.times + 1):
        words = {**around.words, "n": str(n), "total": str(step.times)}
        call = sentences_of(fill(step.call, **words))
        yield Deed(MarkKind.ROUND, f"repeat: {step.times}", n=n, total=step.times, words=call)
        yield from _steps(step.steps, replace(around, words=words, repeated=around.repeated or n > 1))
        if step.rest_s and n < step.times:
            yield Deed(MarkKind.REST, f"rest: {_seconds(step.rest_s)}", step.rest_s)


def _sides(step: Sides, around: _Around) -> Iterator[Deed]:
    left, right = around.phrases.sides
    both = [(left, right), (right, left)] if step.first is Side.LEFT else [(right, left), (left, right)]
    if step.only:
        both = [(left, right) if step.only is Side.LEFT else (right, left)]
    for n, (side, other_side) in enumerate(both, start=1):
        words = {**around.words, "side": side, "other_side": other_side}
        yield Deed(MarkKind.SIDE, "sides", n=n, total=len(both))
        yield from _steps(step.steps, replace(around, words=words, repeated=around.repeated or n > 1))


def _seconds(length_s: Fraction) -> str:
    return f"{float(length_s):g} s"
