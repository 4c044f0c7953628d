"""Lays a `hold` step: from its start sound to its end sound, with the words that fit inside."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.breath import Fade, announce_last_cycle, lay_phase, start_breathing
from coach.schedule.steps.dose import announce_dose, count_down, end_dose, tell_time_left
from coach.script.steps import DoseUnit, Hold, Sound, Verbosity
from coach.timeline import MarkKind

FADES = {Verbosity.FULL: Fade(2, 4), Verbosity.BRIEF: Fade(1, 6), Verbosity.TONES: Fade(0, 0)}
"""Which breaths have words. In a hold there is nothing to do but breathe: two breaths teach it."""

FIRST_BREATH_S = Fraction(2)
"""The earliest a breath is led in a hold, in seconds from the start sound, which has rung out enough by then."""


def lay_hold(step: Hold, context: Context) -> None:
    """Announce a hold, then lay exactly its dose and the end sound."""
    amount = step.dose.amount(context.dose_share)
    if step.dose.unit is DoseUnit.BREATHS:
        announce_dose(context.phrases.hold_breaths, amount, context)
        start_s = start_breathing(context)
        _lay_breaths(int(amount), context)
    else:
        announce_dose(context.phrases.hold_seconds, amount, context)
        start_s = context.track.now_s
        _lay_seconds(start_s, start_s + amount, context, breathing=step.breathing)
    context.track.mark(MarkKind.HOLD, start_s)
    end_dose(context)


def _lay_seconds(start_s: Fraction, end_s: Fraction, context: Context, *, breathing: bool) -> None:
    """Lay a hold that is counted in seconds.

    Whatever is laid first has the right of way: the countdown, then the words of the breath, then the time left.
    """
    track = context.track
    track.chime(Sound.START)
    if not context.is_spoken:  # the tones of the breath are the sign that the hold goes on
        _lead_breath(start_s, end_s, context)
        track.now_s = end_s
        return
    count_down(start_s, end_s, context)
    phase_starts_s = _lead_breath(start_s, end_s, context) if breathing else []
    tell_time_left(start_s, end_s, phase_starts_s, context)
    track.now_s = end_s
    track.break_silence(context.holding_signs, start_s)


def _lay_breaths(breaths: int, context: Context) -> None:
    fade = FADES[context.settings.verbosity]
    for index in range(breaths):
        lay_phase(MarkKind.INHALE, context, spoken=fade.has_words(index))
        exhale_start_s = context.track.now_s
        lay_phase(MarkKind.EXHALE, context, spoken=fade.has_words(index))
        announce_last_cycle(index, breaths, exhale_start_s, context)


def _lead_breath(start_s: Fraction, end_s: Fraction, context: Context) -> list[Fraction]:
    """Lay as many whole phases as fit, counted back from the end, so that the last exhale and the hold end together.

    Returns:
        When each phase begins, in seconds.
    """
    breath, fade = context.settings.breath, FADES[context.settings.verbosity]
    lengths_s = {MarkKind.INHALE: breath.inhale_s, MarkKind.EXHALE: breath.exhale_s}
    kind, phase_start_s = MarkKind.EXHALE, end_s
    phases: list[MarkKind] = []
    while phase_start_s - lengths_s[kind] >= start_s + FIRST_BREATH_S:
        phase_start_s -= lengths_s[kind]
        phases.insert(0, kind)
        kind = MarkKind.INHALE if kind is MarkKind.EXHALE else MarkKind.EXHALE
    context.track.now_s = phase_start_s
    starts_s = []
    for index, phase in enumerate(phases):
        starts_s.append(context.track.now_s)
        lay_phase(phase, context, spoken=fade.has_words(index // 2))
    return starts_s
