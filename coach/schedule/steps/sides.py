"""Lays a `sides` step: the same steps for the first side, the way to the other side, and the steps again."""

from dataclasses import replace

from coach.schedule._context import Context, LaySteps
from coach.schedule.steps.chime import lay_chime
from coach.schedule.text import fill
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Chime, Pause, Sides
from coach.script.vocabulary import PauseName, Side, Sound
from coach.timeline import MarkKind


def lay_sides(step: Sides, context: Context, lay_steps: LaySteps) -> None:
    """Lay the steps once for each side, or for the only one, with the sides' words filled in.

    Args:
        step: The steps to be done on both sides.
        context: As for any step; each side gets its own copy.
        lay_steps: Lays the steps of one side.
    """
    first, *others = sides_of(step)
    _lay_side(step, first, replace(context, after=None if others else context.after), lay_steps)
    for side in others:
        lay_chime(Chime(Sound.SWITCH), context)
        if context.is_spoken:
            context.track.say(context.phrases.switch_sides)
        context.track.pause(Pause(PauseName.SWITCH))
        _lay_side(step, side, replace(context, before=None, repeated=True), lay_steps)


def sides_of(step: Sides) -> tuple[Side, ...]:
    """Return the sides that are done, in order."""
    if step.only is not None:
        return (step.only,)
    return (Side.LEFT, Side.RIGHT) if step.first is Side.LEFT else (Side.RIGHT, Side.LEFT)


def words_of_side(side: Side, phrases: Phrasebook) -> dict[str, str]:
    """Return the words to fill in on a side, by placeholder."""
    left, right = phrases.sides
    word, other = (left, right) if side is Side.LEFT else (right, left)
    return {"side": word, "other_side": other}


def _lay_side(step: Sides, side: Side, context: Context, lay_steps: LaySteps) -> None:
    track, words = context.track, words_of_side(side, context.phrases)
    start_s, track.side = track.now_s, words["side"]
    if not context.is_spoken:
        track.say_with_beat(fill(context.side_means or context.phrases.side, **words))
        context = replace(context, before=None)
    lay_steps(step.steps, replace(context, words={**context.words, **words}))
    track.mark(MarkKind.SIDE, start_s)
    track.side = ""
