"""Lays a `hold` step: from its start sound to its end sound, with the words that fit inside."""

from collections.abc import Sequence
from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.breath import Fade, announce_last_cycle, lay_phase, pattern_of, prompt_of
from coach.schedule.steps.dose import (
    COUNTDOWN_MIN_S,
    announce_dose,
    count_down,
    end_dose,
    start_dose,
    tell_time_left,
)
from coach.schedule.text import sentences_of
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Hold, Text
from coach.script.vocabulary import BreathPhase, DoseUnit, Sound, Verbosity
from coach.timeline import MarkKind

FADES = {Verbosity.FULL: Fade(2, 4), Verbosity.BRIEF: Fade(1, 6), Verbosity.TONES: Fade(0, 0)}
"""Which breaths have words. In a hold there is nothing to do but breathe: two breaths teach it."""

FIRST_BREATH_S = Fraction(2)
"""The earliest time of a led breath in a hold, in seconds from the start sound, which has rung out enough by then."""

FEEL_STARTS_S = tuple(Fraction(half, 2) for half in (*range(8, 30), *range(7, 3, -1)))
"""Seconds from the beginning of a hold at which to say what to feel, the best first: after 4 s the person
has found the pose; much later the words are no news. A short hold has room for them only earlier."""

FEEL_AFTER_PROMPT_S = Fraction(4, 5)
"""Seconds between the words of a breath and those about what to feel, so that they are two sentences to the ear."""

FEEL_BEFORE_END_S = Fraction(4)
"""Seconds at the end of a hold that belong to its countdown."""


def lay_hold(step: Hold, context: Context) -> None:
    """Announce a hold, then lay exactly its dose and the end sound."""
    amount = step.dose.amount(context.dose_share)
    if step.quiet:
        _lay_quietly(step, amount, context)
    elif step.dose.unit is DoseUnit.BREATHS:
        announce_dose(context.phrases.hold_breaths, amount, context)
        start_s = start_dose(context)
        phase_starts_s = _lay_breaths(int(amount), context)
        _say_feel(step.feel, start_s, context.track.now_s, phase_starts_s, context)
        context.track.mark(MarkKind.HOLD, start_s)
        end_dose(context.phrases.let_go, context)
    else:
        announce_dose(context.phrases.hold_seconds, amount, context)
        start_s = context.track.now_s
        _lay_seconds(step, start_s, start_s + amount, context)
        context.track.mark(MarkKind.HOLD, start_s)
        end_dose(context.phrases.let_go, context)


def _lay_quietly(step: Hold, amount: Fraction, context: Context) -> None:
    """Lay a hold in which only its author's words are heard."""
    track, start_s = context.track, context.track.now_s
    in_breaths = step.dose.unit is DoseUnit.BREATHS
    track.wait(amount * context.settings.breath.cycle_s if in_breaths else amount)
    _say_feel(step.feel, start_s, track.now_s, (), context)
    track.keep_silent(start_s)
    track.mark(MarkKind.HOLD, start_s)


def _lay_seconds(step: Hold, start_s: Fraction, end_s: Fraction, context: Context) -> None:
    """Lay a hold that is counted in seconds.

    Whatever is laid first has the right of way: the countdown, then the words of the breath, then what to feel, then
    the time left.
    """
    track = context.track
    track.chime(Sound.START)
    if not context.is_spoken:  # the tones of the breath are the sign that the hold goes on
        _lead_breath(start_s, end_s, context)
        track.now_s = end_s
        return
    count_down(start_s, end_s, context)
    phase_starts_s = _lead_breath(start_s, end_s, context) if step.breathing else []
    _say_feel(step.feel, start_s, end_s, phase_starts_s, context)
    tell_time_left(start_s, end_s, phase_starts_s, context)
    track.now_s = end_s
    track.break_silence(context.holding_signs, start_s)


def _lay_breaths(breaths: int, context: Context) -> list[Fraction]:
    """Lay a number of breaths; return when each phase begins, in seconds."""
    fade, starts_s = FADES[context.settings.verbosity], []
    for index in range(breaths):
        for phase, length_s in pattern_of(None, context).phases():
            starts_s.append(context.track.now_s)
            lay_phase(phase, length_s, context, words=() if fade.has_words(index) else None)
        announce_last_cycle(index, breaths, starts_s[-1], context)
    return starts_s


def _lead_breath(start_s: Fraction, end_s: Fraction, context: Context) -> list[Fraction]:
    """Lay as many whole phases as fit, counted back from the end, so that the last exhale and the hold end together.

    Returns:
        When each phase begins, in seconds.
    """
    fade, lengths_s = FADES[context.settings.verbosity], dict(pattern_of(None, context).phases())
    phase, phase_start_s = BreathPhase.EXHALE, end_s
    phases: list[BreathPhase] = []
    while phase_start_s - lengths_s[phase] >= start_s + FIRST_BREATH_S:
        phase_start_s -= lengths_s[phase]
        phases.append(phase)
        phase = BreathPhase.INHALE if phase is BreathPhase.EXHALE else BreathPhase.EXHALE
    context.track.now_s = phase_start_s
    starts_s = []
    for index, phase in enumerate(reversed(phases)):
        starts_s.append(context.track.now_s)
        lay_phase(phase, lengths_s[phase], context, words=() if fade.has_words(index // 2) else None)
    return starts_s


def _say_feel(
    feel: Text, start_s: Fraction, end_s: Fraction, phase_starts_s: Sequence[Fraction], context: Context
) -> None:
    """Say once what to feel, early in a hold: between two prompts, if there is room, else wherever nobody speaks."""
    if not feel or not context.is_spoken:
        return
    text, track = context.filled(feel), context.track
    text_s = track.speech_s(sentences_of(text))
    before_s = end_s - (FEEL_BEFORE_END_S if end_s - start_s >= COUNTDOWN_MIN_S else SPEECH_GAP_S)
    prompt_s = max(track.speech_s(sentences_of(prompt_of(phase, context))) for phase in BreathPhase)

    def is_between_prompts(at_s: Fraction) -> bool:
        from_s, to_s = at_s - prompt_s - FEEL_AFTER_PROMPT_S, at_s + text_s + FEEL_AFTER_PROMPT_S
        return not any(from_s < phase_s < to_s for phase_s in phase_starts_s)

    starts_s = [start_s + after_s for after_s in FEEL_STARTS_S]
    for at_s in [*filter(is_between_prompts, starts_s), *starts_s]:
        if track.say_at(text, at_s, before_s=before_s):
            return
