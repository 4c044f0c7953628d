"""Says which spans a script prescribes, and for how long, without asking the scheduler."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from coach.script.steps import Breathe, Flow, Hold, Pattern, Repeat, Reps, Rest, Sides, Silence, Step, Work
from coach.script.vocabulary import BreathPhase, Dose, DoseUnit, FlowPhase
from coach.settings.values import Breath
from coach.timeline import Mark, MarkKind, Section

EXACT = frozenset(MarkKind) - {MarkKind.STRETCH, MarkKind.SIDE, MarkKind.PAUSE, MarkKind.ROUND, MarkKind.FLOW}
"""The kinds of spans that a script prescribes."""

FLOW_PHASES = {
    FlowPhase.INHALE: (BreathPhase.INHALE, BreathPhase.HOLD_IN),
    FlowPhase.EXHALE: (BreathPhase.EXHALE, BreathPhase.HOLD_OUT),
    FlowPhase.BREATH: tuple(BreathPhase),
}


class Span(NamedTuple):
    """A span that is prescribed; its length is None where its words may lengthen it."""

    kind: MarkKind
    length_s: Fraction | None


def prescribed(  # noqa: PLR0912  # a branch for each kind of step
    steps: Iterable[Step], breath: Breath, *, share: Fraction = Fraction(1, 2), repeated: bool = False
) -> Iterator[Span]:
    """Yield the spans of steps in the order of doing, a longer one before those inside it."""
    for step in steps:
        match step:
            case Silence() | Work() | Rest():
                yield Span(MarkKind(type(step).__name__.lower()), step.length_s)
            case Hold():
                unit_s = breath.cycle_s if step.dose.unit is DoseUnit.BREATHS else 1
                yield Span(MarkKind.HOLD, step.dose.amount(share) * unit_s)
            case Reps():
                for _ in range(int(step.dose.amount(share))):
                    yield Span(MarkKind.REP, step.rep_s)
                    yield from (Span(MarkKind.PHASE, phase.length_s) for phase in step.phases)
            case Breathe():
                yield from _breaths(step, breath, share)
            case Flow():
                for item in step.items:
                    for phase, length_s in _pattern(step.pattern, breath).phases():
                        if phase in FLOW_PHASES[item.phase]:
                            yield Span(MarkKind(phase.value), length_s if repeated else None)
            case Repeat():
                for number in range(step.times):
                    if number and step.rest_s:
                        yield Span(MarkKind.REST, step.rest_s)
                    yield from prescribed(step.steps, breath, share=share, repeated=repeated or number > 0)
            case Sides():
                yield from prescribed(step.steps, breath, share=share, repeated=repeated)
                if step.only is None:
                    yield from prescribed(step.steps, breath, share=share, repeated=True)


def spans_in(section: Section) -> list[Mark]:
    """Return the spans of a section that its script prescribes; the breaths that are led in a hold are not."""
    holds = [mark for mark in section.marks if mark.kind is MarkKind.HOLD]
    breaths = {MarkKind.INHALE, MarkKind.EXHALE}
    return [
        mark
        for mark in section.marks
        if mark.kind in EXACT
        and not (mark.kind in breaths and any(hold.start_frame <= mark.start_frame < hold.end_frame for hold in holds))
    ]


def differences(marks: Sequence[Mark], spans: Iterable[Span], sample_rate: int) -> list[str]:
    """Tell where marks are not the prescribed spans to the frame."""
    wanted = list(spans)
    found = [mark.kind for mark in marks]
    if found != [span.kind for span in wanted]:
        return [f"{[str(kind) for kind in found]} instead of {[str(span.kind) for span in wanted]}"]
    return [
        f"{mark} lasts {mark.end_frame - mark.start_frame} frames, not {float(span.length_s)} s"
        for mark, span in zip(marks, wanted, strict=True)
        if span.length_s is not None and abs(mark.end_frame - mark.start_frame - span.length_s * sample_rate) >= 1
    ]


def _breaths(step: Breathe, breath: Breath, share: Fraction) -> Iterator[Span]:
    pattern = _pattern(step.pattern, breath)
    for number in range(_cycles(step.dose, pattern, share)):
        for phase, length_s in pattern.phases():
            teaching = number == 0 and step.pattern is None
            yield Span(MarkKind(phase.value), None if teaching else length_s)


def _cycles(dose: Dose, pattern: Pattern, share: Fraction) -> int:
    amount = dose.amount(share)
    if dose.unit is DoseUnit.SECONDS:
        amount /= pattern.cycle_s
    return max(1, floor(amount + Fraction(1, 2)))


def _pattern(pattern: Pattern | None, breath: Breath) -> Pattern:
    return pattern or Pattern(breath.inhale_s, Fraction(0), breath.exhale_s, Fraction(0))
