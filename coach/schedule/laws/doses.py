"""Laws 2, 3 and 9: doses are exact, the same on both sides, and those of the source."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from coach.schedule.laws.evidence import BREATH_SOUNDS, Evidence, Finding, within
from coach.schedule.laws.law import Law
from coach.script.steps import Breathe, Dose, DoseUnit, Hold, Sides, Step
from coach.timeline import Mark, MarkKind, Section

_SOURCE_DOSE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?\s*(s|min|breaths?|cycles?|(?:\w+ )?movements?)\b")
"""A dose as sources write it: “20–30 s”, “5 smooth movements”."""


def inexact_holds(evidence: Evidence) -> Iterator[Finding]:
    """Find holds that are not exactly as long as their dose."""
    for stretch, section in evidence.stretches():
        share = evidence.settings.levels.of(stretch.name, evidence.routine.level)
        holds = [mark for mark in section.marks if mark.kind is MarkKind.HOLD]
        doses = [step.dose for step in _dosed(stretch.steps) if isinstance(step, Hold)]
        for mark, dose in zip(holds, doses, strict=True):
            hold_s = dose.amount(share)
            if dose.unit is DoseUnit.BREATHS:
                hold_s *= evidence.settings.breath.cycle_s
            if abs(mark.end_frame - mark.start_frame - hold_s * evidence.timeline.sample_rate) >= 1:
                problem = f"The hold is not {float(hold_s):g} s long."
                yield evidence.finding(Law.EXACT_DOSES, section, mark.start_frame, problem)


def unequal_sides(evidence: Evidence) -> Iterator[Finding]:
    """Find second sides that get another dose than the first."""
    for _, section in evidence.stretches():
        sides = [mark for mark in section.marks if mark.kind is MarkKind.SIDE]
        for first, second in zip(sides[::2], sides[1::2], strict=True):
            if _amounts(section, first) != _amounts(section, second):
                problem = f"The {second.side} side gets another dose than the {first.side} side."
                yield evidence.finding(Law.EQUAL_SIDES, section, second.start_frame, problem)


def doses_beyond_the_source(evidence: Evidence) -> Iterator[Finding]:
    """Tell of doses that do not lie within what the source prescribes. An author may want that: no law is broken."""
    for stretch, section in evidence.stretches():
        sources = [_source_dose(match) for match in _SOURCE_DOSE.finditer(stretch.source)]
        for step in _dosed(stretch.steps):
            if sources and not any(_lies_within(step.dose, source) for source in sources):
                problem = f"The dose of {step.dose} is not within the source's “{stretch.source}”."
                yield evidence.finding(Law.DOSES_OF_THE_SOURCE, section, section.start_frame, problem, broken=False)


def _dosed(steps: Iterable[Step]) -> Iterator[Hold | Breathe]:
    """Yield the steps that have a dose in the order in which they are done; those inside sides come twice."""
    for step in steps:
        match step:
            case Sides(steps=inner):
                yield from _dosed(inner)
                yield from _dosed(inner)
            case Hold() | Breathe():
                yield step


def _amounts(section: Section, side: Mark) -> list[int]:
    """Return what a side gets: the length of each hold in frames, then the number of inhales and of exhales."""
    marks = within(section.marks, side)
    holds = [mark.end_frame - mark.start_frame for mark in marks if mark.kind is MarkKind.HOLD]
    breaths = [len([mark for mark in marks if mark.kind is kind]) for kind in BREATH_SOUNDS]
    return holds + breaths


def _source_dose(match: re.Match[str]) -> Dose:
    low, high, unit = Fraction(match[1]), Fraction(match[2] or match[1]), match[3]
    if unit == "s":
        return Dose(low, high, DoseUnit.SECONDS)
    if unit == "min":
        return Dose(low * 60, high * 60, DoseUnit.SECONDS)
    return Dose(low, high, DoseUnit.BREATHS)


def _lies_within(dose: Dose, source: Dose) -> bool:
    """Whether a dose lies within the source's; breaths, cycles and movements count alike."""
    both_timed = dose.unit is DoseUnit.SECONDS and source.unit is DoseUnit.SECONDS
    both_counted = dose.unit is not DoseUnit.SECONDS and source.unit is not DoseUnit.SECONDS
    return (both_timed or both_counted) and source.low <= dose.low and dose.high <= source.high
