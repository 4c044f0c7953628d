"""Steps in, cues and marks on the track out: each kind of step is laid by a module of its own.

To add a kind of step, add its value to `coach.script.steps`, its reader to `coach.script._step_reader`, a module that
lays it to this folder, and a case below.
"""

from dataclasses import replace
from typing import assert_never

from coach.schedule._context import Context, Following
from coach.schedule.steps.around import after_step, before_step
from coach.schedule.steps.breathe import lay_breathe
from coach.schedule.steps.chime import lay_chime
from coach.schedule.steps.flow import lay_flow
from coach.schedule.steps.hold import lay_hold
from coach.schedule.steps.repeat import lay_repeat
from coach.schedule.steps.reps import lay_reps
from coach.schedule.steps.rest import lay_rest
from coach.schedule.steps.say import lay_say
from coach.schedule.steps.sides import lay_sides
from coach.schedule.steps.silence import lay_silence
from coach.schedule.steps.work import lay_work
from coach.script.steps import (
    Breathe,
    Chime,
    Flow,
    Hold,
    Pause,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    When,
    Work,
)


def lay_steps(steps: tuple[Step, ...], context: Context) -> None:
    """Lay steps one after another, from the track's cursor on. Each is told the step before and the one after it."""
    for index, step in enumerate(steps):
        before = steps[index - 1] if index else context.before
        is_last = index == len(steps) - 1
        after = context.after if is_last else Following(steps[index + 1], context.words)
        own = replace(context, before=before, after=after)
        before_step(step, own)
        start_s = context.track.now_s
        _lay_step(step, own)
        after_step(step, start_s, own)


def _lay_step(step: Step, context: Context) -> None:  # noqa: PLR0912  # a branch for each kind of step
    match step:
        case Say():
            lay_say(step, context)
        case Pause():
            context.track.pause(step)
        case Silence():
            lay_silence(step, context)
        case Chime():
            lay_chime(step, context)
        case Hold():
            lay_hold(step, context)
        case Breathe():
            lay_breathe(step, context)
        case Flow():
            lay_flow(step, context)
        case Reps():
            lay_reps(step, context)
        case Work():
            lay_work(step, context)
        case Rest():
            lay_rest(step, context)
        case Repeat():
            lay_repeat(step, context, lay_steps)
        case Sides():
            lay_sides(step, context, lay_steps)
        case When():
            raise TypeError("`choose` makes the choices of a routine before its steps are laid.")
        case _:
            assert_never(step)
