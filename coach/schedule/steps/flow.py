"""Lays a `flow` step: movements one after another, a breath phase each, without sounds between them."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.breath import (
    lay_phase,
    length_for_words_s,
    pattern_of,
    prompt_of,
    time_for_words_s,
)
from coach.script.steps import Flow, FlowItem, Pattern
from coach.script.vocabulary import BreathPhase, FlowPhase
from coach.timeline import MarkKind

PHASES = {
    FlowPhase.INHALE: (BreathPhase.INHALE, BreathPhase.HOLD_IN),
    FlowPhase.EXHALE: (BreathPhase.EXHALE, BreathPhase.HOLD_OUT),
    FlowPhase.BREATH: tuple(BreathPhase),
}
"""The phases of a pattern that an item takes. Most patterns of flows have no retentions."""


def lay_flow(step: Flow, context: Context) -> None:
    """Lead each movement by its breath, without start, end and announcement.

    The first time, a breath may be lengthened for its words; later rounds, and the second side, keep the pattern.
    """
    start_s, pattern = context.track.now_s, pattern_of(step.pattern, context)
    for item in step.items:
        _lay_item(item, pattern, context)
    context.track.mark(MarkKind.FLOW, start_s)


def _lay_item(item: FlowItem, pattern: Pattern, context: Context) -> None:
    """Lay one movement. Its words may take the time of all its phases; they come before the prompts of the breath."""
    track, start_s = context.track, context.track.now_s
    phases = {phase: length_s for phase, length_s in pattern.phases() if phase in PHASES[item.phase]}
    if context.is_spoken and item.text:
        words = context.filled(item.text)
        prompted = prompt_of(next(iter(phases)), context) + words
        if not context.repeated:
            missing_s = length_for_words_s(prompted, context) - sum(phases.values())
            last_breath = BreathPhase.INHALE if item.phase is FlowPhase.INHALE else BreathPhase.EXHALE
            phases[last_breath] += max(Fraction(0), missing_s)
        before_s = start_s + time_for_words_s(sum(phases.values(), Fraction(0)))
        if not track.say_at(prompted, start_s, before_s=before_s):
            track.say_at(words, start_s, before_s=before_s)
    for phase, length_s in phases.items():
        lay_phase(phase, length_s, context, words=() if context.is_spoken else None)
