"""Counts rounds, instructions and the least time of steps, so that an excessive script is never scheduled."""

from collections.abc import Iterable
from fractions import Fraction

from coach.script.steps import Breathe, Flow, Hold, Repeat, Reps, Rest, Say, Sides, Silence, Step, When, Work
from coach.script.vocabulary import Dose, DoseUnit

MAX_ROUNDS = 2_000
"""The most rounds of a stretch. Rounds inside other rounds are multiplied."""

MAX_INSTRUCTIONS = 5_000
"""The most instructions of a stretch or a routine, with all rounds: two hours have about a thousand, and five times
as many are scheduled and checked within two seconds."""

MAX_SESSION_S = Fraction(24 * 3600)
"""The longest session, in seconds."""

LEAST_BREATH_S = Fraction(4)
"""The shortest breath that can be set with `--breath`, in seconds."""


def rounds_in(steps: Iterable[Step]) -> int:
    """Return the number of all rounds in the steps: three rounds of four rounds each are 3 + 12 = 15."""
    total = 0
    for step in steps:
        match step:
            case Repeat():
                total += step.times * (1 + rounds_in(step.steps))
            case Sides():
                total += _passes(step) * rounds_in(step.steps)
            case When():
                total += rounds_in((step.step,))
            case _:
                pass
    return total


def instructions_in(steps: Iterable[Step]) -> int:
    """Return how much there is to say and to do in all rounds: texts with their pauses, movements, and other steps.

    Breaths count nothing, since their least time bounds them.
    """
    total = 0
    for step in steps:
        match step:
            case Repeat():
                total += step.times * (1 + instructions_in(step.steps))
            case Sides():
                total += _passes(step) * instructions_in(step.steps)
            case When():
                total += instructions_in((step.step,))
            case Say():
                total += len(step.text)
            case Flow():
                total += len(step.items)
            case Reps():
                total += int(step.dose.low) * len(step.phases)
            case _:
                total += 1
    return total


def least_s(steps: Iterable[Step]) -> Fraction:
    """Return the least time that the doses take, in seconds: their low ends, without any words between them.

    Steps with `when` count nothing, since they may not be chosen, and flows count nothing.
    """
    return sum((_step_least_s(step) for step in steps), Fraction(0))


def _step_least_s(step: Step) -> Fraction:
    length_s = Fraction(0)
    match step:
        case Silence() | Work() | Rest():
            length_s = step.length_s
        case Hold():
            length_s = _dose_least_s(step.dose, LEAST_BREATH_S)
        case Breathe():
            length_s = _dose_least_s(step.dose, step.pattern.cycle_s if step.pattern else LEAST_BREATH_S)
        case Reps():
            length_s = step.dose.low * step.rep_s
        case Repeat():
            length_s = step.times * least_s(step.steps) + (step.times - 1) * (step.rest_s or 0)
        case Sides():
            length_s = _passes(step) * least_s(step.steps)
        case _:
            pass
    return length_s


def _dose_least_s(dose: Dose, breath_s: Fraction) -> Fraction:
    return dose.low if dose.unit is DoseUnit.SECONDS else dose.low * breath_s


def _passes(sides: Sides) -> int:
    return 1 if sides.only else 2
