"""Lays a `breathe` step: cycles of movement with the breath, or of a breathing pattern."""

from fractions import Fraction
from math import floor

from coach.schedule._context import Context
from coach.schedule.steps.breath import (
    Fade,
    announce_last_cycle,
    lay_phase,
    length_for_words_s,
    pattern_of,
    prompt_of,
)
from coach.schedule.steps.dose import announce_dose, end_dose, start_dose
from coach.script.steps import Breathe
from coach.script.vocabulary import BreathPhase, DoseUnit, Verbosity

FADES = {Verbosity.FULL: Fade(4, 3), Verbosity.BRIEF: Fade(4, 0), Verbosity.TONES: Fade(0, 0)}
"""Which cycles have words. A movement takes longer to learn than a hold and is forgotten sooner."""


def lay_breathe(step: Breathe, context: Context) -> None:
    """Announce the cycles, then lay them: the first with the whole texts, if many words are wanted, the others with the
    short ones.

    A pattern is exact. Without one, the first cycle may be lengthened for its words.
    """
    cycles = _cycles(step, context)
    if not step.quiet:
        phrases = context.phrases
        announce_dose(phrases.breathe_pattern if step.pattern else phrases.breathe_cycles, Fraction(cycles), context)
        start_dose(context)
    phase_start_s = context.track.now_s
    for index in range(cycles):
        for phase, length_s in pattern_of(step.pattern, context).phases():
            phase_start_s = context.track.now_s
            _lay_phase(step, phase, length_s, index, context)
        if not step.quiet:
            announce_last_cycle(index, cycles, phase_start_s, context)
    if not step.quiet:
        end_dose(context.phrases.enough, context)


def _cycles(step: Breathe, context: Context) -> int:
    """Return how many cycles the dose means; for a time, the nearest whole number and at least one."""
    amount = step.dose.amount(context.dose_share)
    if step.dose.unit is DoseUnit.SECONDS:
        amount /= pattern_of(step.pattern, context).cycle_s
    return max(1, floor(amount + Fraction(1, 2)))


def _lay_phase(step: Breathe, phase: BreathPhase, length_s: Fraction, index: int, context: Context) -> None:
    """Lay a phase of the cycle `index`, counted from 0."""
    verbosity = context.settings.verbosity
    teaching = index == 0 and verbosity is Verbosity.FULL
    words = [context.filled(step.words.of(phase, again=True))]
    if teaching:
        words.insert(0, context.filled(step.words.of(phase, again=False)))
        if step.pattern is None:
            length_s = max(length_s, length_for_words_s(prompt_of(phase, context) + words[0], context))
    has_words = FADES[verbosity].has_words(index)
    lay_phase(phase, length_s, context, words=words if has_words else None, quiet=step.quiet)
