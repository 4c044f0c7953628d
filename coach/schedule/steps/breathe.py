"""Lays a `breathe` step: cycles of movement with the breath."""

from fractions import Fraction

from coach.schedule.context import Context
from coach.schedule.steps.breath import Fade, announce_last_cycle, lay_phase, start_breathing
from coach.schedule.steps.dose import announce_dose, end_dose
from coach.script.steps import Breathe, BreathPhase, Verbosity
from coach.timeline import MarkKind

FADES = {Verbosity.FULL: Fade(4, 3), Verbosity.BRIEF: Fade(4, 0), Verbosity.TONES: Fade(0, 0)}
"""Which cycles have words. A movement takes longer to learn than a hold and is forgotten sooner."""


def lay_breathe(step: Breathe, context: Context) -> None:
    """Announce the cycles, then lay them: the first with the whole texts, if many words are wanted, the others with the
    short ones.
    """
    cycles = int(step.dose.amount(context.dose_share))
    verbosity = context.settings.verbosity
    announce_dose(context.phrases.breathe_cycles, Fraction(cycles), context)
    start_breathing(context)
    for index in range(cycles):
        teaching = index == 0 and verbosity is Verbosity.FULL
        inhale = step.words.of(BreathPhase.INHALE, again=not teaching)
        exhale = step.words.of(BreathPhase.EXHALE, again=not teaching)
        spoken = FADES[verbosity].has_words(index)
        lay_phase(MarkKind.INHALE, context, words=context.filled(inhale), spoken=spoken, may_lengthen=teaching)
        exhale_start_s = context.track.now_s
        lay_phase(MarkKind.EXHALE, context, words=context.filled(exhale), spoken=spoken, may_lengthen=teaching)
        announce_last_cycle(index, cycles, exhale_start_s, context)
    end_dose(context)
