"""Lays a `sides` step: the same steps for the first side, the way to the other side, and the steps again."""

from dataclasses import replace

from coach.schedule._context import Context, LaySteps
from coach.schedule.steps.chime import lay_chime
from coach.schedule.text import fill
from coach.script.steps import Chime, Pause, PauseName, Sides, Sound
from coach.timeline import MarkKind


def lay_sides(step: Sides, context: Context, lay_steps: LaySteps) -> None:
    """Lay the steps once for each side, with the sides' words filled in.

    Args:
        step: The steps to be done on both sides.
        context: As for any step; each side gets its own copy.
        lay_steps: Lays the steps of one side.
    """
    first, second = context.phrases.sides
    _lay_side(step, replace(context, words=_words(first, second)), lay_steps)
    lay_chime(Chime(Sound.SWITCH), context)
    if context.is_spoken:
        context.track.say(context.phrases.switch_sides)
    context.track.pause(Pause(PauseName.SWITCH))
    _lay_side(step, replace(context, words=_words(second, first), repeated=True), lay_steps)


def _lay_side(step: Sides, context: Context, lay_steps: LaySteps) -> None:
    track, side = context.track, context.words["side"]
    start_s, track.side = track.now_s, side
    if not context.is_spoken:
        track.say_with_beat(fill(context.phrases.side, side=side))
    lay_steps(step.steps, context)
    track.mark(MarkKind.SIDE, start_s)
    track.side = ""


def _words(side: str, other_side: str) -> dict[str, str]:
    return {"side": side, "other_side": other_side}
