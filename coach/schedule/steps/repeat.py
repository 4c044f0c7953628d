"""Lays a `repeat` step: rounds of its steps, with rests between them."""

from collections.abc import Mapping
from dataclasses import replace

from coach.schedule._context import Context, Following, LaySteps
from coach.schedule.steps.neighbours import last_step
from coach.schedule.steps.rest import lay_rest
from coach.schedule.text import fill
from coach.script.steps import Repeat, Rest, Step
from coach.timeline import MarkKind


def lay_repeat(step: Repeat, context: Context, lay_steps: LaySteps) -> None:
    """Lay the rounds one after another, with their numbers filled in.

    A round's call is spoken at its beginning, or in the rest before it. Rounds after the first are repetitions.

    Args:
        step: The steps of each round.
        context: As for any step; each round gets its own copy.
        lay_steps: Lays the steps of one round.
    """
    rest = Rest(step.rest_s) if step.rest_s else None
    before: Step | None = context.before
    for number in range(1, step.times + 1):
        following = context.after if number == step.times else _next_round(step, number, context)
        after = Following(rest, context.words) if rest and number < step.times else following
        inside = replace(
            context,
            words=_words(step, number, context),
            repeated=context.repeated or number > 1,
            before=before,
            after=after,
        )
        _lay_round(step, number, inside, lay_steps)
        if rest and number < step.times:
            lay_rest(rest, replace(context, before=step.steps[-1], after=following))
        before = rest or step.steps[-1]


def _lay_round(step: Repeat, number: int, context: Context, lay_steps: LaySteps) -> None:
    track, start_s = context.track, context.track.now_s
    if step.call and context.is_spoken and not isinstance(last_step(context.before), Rest):
        track.say_with_beat(context.filled(step.call))
    lay_steps(step.steps, context)
    track.mark(MarkKind.ROUND, start_s, n=number, total=step.times)


def _next_round(step: Repeat, number: int, context: Context) -> Following:
    words = _words(step, number + 1, context)
    return Following(step.steps[0], words, fill(step.call, **words))


def _words(step: Repeat, number: int, context: Context) -> Mapping[str, str]:
    return {**context.words, "n": str(number), "total": str(step.times)}
