"""Lays a `say` step: its text, or its short wording where few words are wanted."""

from coach.schedule._context import Context
from coach.script.steps import Say, Text
from coach.script.vocabulary import Verbosity


def lay_say(step: Say, context: Context) -> None:
    """Speak a text and add a beat; with verbosity `tones`, lay nothing."""
    if context.is_spoken:
        context.track.say_with_beat(context.filled(_wording(step, context)))


def _wording(step: Say, context: Context) -> Text:
    short = context.repeated or context.settings.verbosity is Verbosity.BRIEF
    return step.again if short and step.again else step.text
