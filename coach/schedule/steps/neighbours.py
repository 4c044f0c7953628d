"""Finds the step directly before another, and the words of a rest about the step after it."""

from coach.schedule._context import Following
from coach.schedule.steps.sides import sides_of, words_of_side
from coach.schedule.text import fill
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Repeat, Sides, Step, Text, Work


def last_step(step: Step | None) -> Step | None:
    """Return the step that is done last in a step: in repeats and sides the last one inside."""
    while isinstance(step, Repeat | Sides):
        step = step.steps[-1]
    return step


def introduction(following: Following | None, phrases: Phrasebook) -> tuple[Text, Text]:
    """Return the words of a rest about the step that follows: the call of a round, and the words of an effort."""
    if following is None:
        return (), ()
    step, words, call = following.step, following.words, following.call
    while True:
        if isinstance(step, Repeat):
            words = {**words, "n": "1", "total": str(step.times)}
            call += fill(step.call, **words)
            step = step.steps[0]
        elif isinstance(step, Sides):
            words = {**words, **words_of_side(sides_of(step)[0], phrases)}
            step = step.steps[0]
        else:
            return call, fill(step.say, **words) if isinstance(step, Work) else ()
