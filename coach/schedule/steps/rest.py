"""Lays a `rest` step: an exact time between efforts, in which the next effort is named."""

from collections.abc import Iterator
from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.steps.neighbours import introduction
from coach.schedule.text import sentences_of
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Rest, Text
from coach.timeline import MarkKind

NOTICE_S = Fraction(3)
"""Law 5: the name of the next effort ends this many seconds before the rest does. The count-in begins then."""

BEFORE_NOTICE_S = Fraction(1, 2)
"""Seconds between the name of the next effort and the count-in, where there is room for them."""


def lay_rest(step: Rest, context: Context) -> None:
    """Say that this is a rest, name the next effort, and lay exactly the time of the rest.

    The name of the next effort has the right of way: it ends 3 s before the rest does, or is left out.
    """
    track, start_s = context.track, context.track.now_s
    end_s = start_s + step.length_s
    if context.is_spoken:
        for text in _wordings(step, context):
            at_s = end_s - NOTICE_S - BEFORE_NOTICE_S - track.speech_s(sentences_of(text))
            if track.say_at(text, max(at_s, start_s), before_s=end_s - NOTICE_S - SPEECH_GAP_S):
                break
        track.say_at(context.phrases.rest, start_s, before_s=end_s - SPEECH_GAP_S)
    track.now_s = end_s
    track.mark(MarkKind.REST, start_s)


def _wordings(step: Rest, context: Context) -> Iterator[Text]:
    """Yield wordings that name the next effort, the fullest first."""
    call, effort = introduction(context.after, context.phrases)
    effort = context.filled(step.next) or effort
    for text in (call + effort, effort, call):
        if text:
            yield text
