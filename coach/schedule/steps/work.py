"""Lays a `work` step: an effort of an exact time, counted in and counted out."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.dose import count_down, end_dose
from coach.schedule.steps.neighbours import last_step
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Rest, Work
from coach.script.vocabulary import Sound
from coach.timeline import MarkKind

COUNT_IN_S = Fraction(3)
"""Length of the count-in before an effort, in seconds."""

HALFWAY_MIN_S = 20
"""The shortest effort with a word at its middle, in seconds."""


def lay_work(step: Work, context: Context) -> None:
    """Count in, lay exactly the time of the effort, and sound its end.

    A rest before it has named the effort, and the count-in falls on its last seconds. Without a rest, the words and the
    count-in take time of their own.
    """
    track, rest = context.track, last_step(context.before)
    if isinstance(rest, Rest):
        earliest_s = track.now_s - rest.length_s
    else:
        if context.is_spoken:
            track.say_with_beat(context.filled(step.say))
        earliest_s = track.now_s
        track.wait(COUNT_IN_S)
    start_s, end_s = track.now_s, track.now_s + step.length_s
    _count_in(earliest_s, start_s, context)
    track.chime(Sound.START)
    if context.is_spoken:
        track.say_at(context.phrases.go, start_s, before_s=end_s - SPEECH_GAP_S)
    if step.countdown:
        count_down(start_s, end_s, context)
    if step.halfway and context.is_spoken and step.length_s >= HALFWAY_MIN_S:
        track.say_at(context.phrases.halfway, (start_s + end_s) / 2, before_s=end_s - SPEECH_GAP_S)
    track.now_s = end_s
    if context.is_spoken:
        track.break_silence(context.holding_signs, start_s)
    track.mark(MarkKind.WORK, start_s)
    end_dose(context.phrases.enough, context)


def _count_in(earliest_s: Fraction, start_s: Fraction, context: Context) -> None:
    """Speak the numbers on the seconds before the start; a slow voice or a short rest gets fewer of them."""
    for number, text in enumerate(context.phrases.countdown, start=1):
        at_s = start_s - number
        if at_s < earliest_s or not context.track.say_at(text, at_s, before_s=at_s + 1 - SPEECH_GAP_S):
            return
