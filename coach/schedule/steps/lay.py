"""Steps in, cues and marks on the track out: each kind of step is laid by a module of its own.

To add a kind of step, add its value to `coach.script.steps`, its reader to `coach.script.step_reader`, a module that
lays it to this folder, and a case below.
"""

from typing import assert_never

from coach.schedule.context import Context
from coach.schedule.steps.breathe import lay_breathe
from coach.schedule.steps.chime import lay_chime
from coach.schedule.steps.hold import lay_hold
from coach.schedule.steps.say import lay_say
from coach.schedule.steps.sides import lay_sides
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
    """Lay steps one after another, from the track's cursor on."""
    for step in steps:
        match step:
            case Say():
                lay_say(step, context)
            case Pause():
                context.track.pause(step)
            case Chime():
                lay_chime(step, context)
            case Hold():
                lay_hold(step, context)
            case Breathe():
                lay_breathe(step, context)
            case Sides():
                lay_sides(step, context, lay_steps)
            case Silence() | Flow() | Reps() | Work() | Rest() | Repeat() | When():
                raise NotImplementedError(step)  # being written
            case _:
                assert_never(step)
