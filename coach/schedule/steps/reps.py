"""Lays a `reps` step: repetitions of exact phases, counted aloud."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.breath import time_for_words_s
from coach.schedule.steps.dose import START_LEAD_S, announce_dose, end_dose, start_dose
from coach.schedule.steps.neighbours import last_step
from coach.schedule.text import sentences_of
from coach.script.steps import Reps, Rest, Text
from coach.script.vocabulary import Count, Verbosity
from coach.timeline import MarkKind

TAUGHT_REPS = 2
"""How many repetitions have the words of their phases, unless all have them: two teach the rhythm."""

LAST_REP_MIN_REPS = 3
"""The fewest repetitions of which the last one is announced as the last."""


def lay_reps(step: Reps, context: Context) -> None:
    """Announce the repetitions, then lay them between the start and the end sound, each as long as its phases.

    A later set that follows a rest begins on the frame where the rest ends: the rest has named the set, and the start
    sound falls on its last seconds.
    """
    track, total = context.track, int(step.dose.amount(context.dose_share))
    if not step.quiet:
        if _is_led_by_rest(context):
            track.now_s -= START_LEAD_S
        else:
            announce_dose(context.phrases.reps, Fraction(total), context)
        start_dose(context)
    start_s = track.now_s
    for number in range(1, total + 1):
        _lay_repetition(step, number, total, context)
    if not step.quiet:
        if context.is_spoken:
            track.break_silence(context.holding_signs, start_s)
        end_dose(context.phrases.enough, context)


def _lay_repetition(step: Reps, number: int, total: int, context: Context) -> None:
    """Lay the phases of a repetition, counted from 1; words that do not fit are left out."""
    track, start_s = context.track, context.track.now_s
    has_words = _has_words(step, number, context)
    counts = _counts(step, number, total, context)
    for index, phase in enumerate(step.phases):
        is_first, phase_start_s = index == 0, track.now_s
        words = context.filled(phase.say)
        wordings = [words] if has_words else []
        if is_first and counts:
            wordings = [count + text for count in counts for text in [*wordings, ()]]
        is_said = _say_first_that_fits(wordings, phase_start_s, time_for_words_s(phase.length_s), context)
        if is_first and counts and not is_said:  # in a quick phase, the number may go on into the next one
            _say_first_that_fits(counts, start_s, time_for_words_s(step.rep_s), context)
        track.now_s = phase_start_s + phase.length_s
        track.mark(MarkKind.PHASE, phase_start_s, name=" ".join(sentences_of(words)))
    track.mark(MarkKind.REP, start_s, n=number, total=total)


def _is_led_by_rest(context: Context) -> bool:
    """Whether a rest stands before a set that was announced in an earlier round, with room for the start sound."""
    rest = last_step(context.before)
    return context.repeated and isinstance(rest, Rest) and rest.length_s > START_LEAD_S


def _has_words(step: Reps, number: int, context: Context) -> bool:
    """Whether a repetition has the words of its phases. One that is not counted always has: nothing else leads it."""
    if not context.is_spoken:
        return False
    is_counted = step.count is not Count.OFF and not step.quiet
    in_all = context.settings.verbosity is Verbosity.FULL and not context.repeated
    return in_all or not is_counted or number <= TAUGHT_REPS


def _counts(step: Reps, number: int, total: int, context: Context) -> list[Text]:
    """Return the ways to count a repetition, the best first; none where it is not counted."""
    if step.quiet or step.count is Count.OFF:
        return []
    count, numbers = number if step.count is Count.UP else total + 1 - number, context.phrases.numbers
    spoken_number = numbers[count - 1] if count <= len(numbers) else (f"{count}.",)
    if context.is_spoken and number == total >= LAST_REP_MIN_REPS:
        return [context.phrases.last_rep, spoken_number]
    return [spoken_number]


def _say_first_that_fits(wordings: list[Text], at_s: Fraction, room_s: Fraction, context: Context) -> bool:
    return any(context.track.say_at(text, at_s, before_s=at_s + room_s) for text in wordings)
