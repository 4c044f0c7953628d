"""Applies the changes that a routine makes to a stretch: another dose, and choices that are decided in advance."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from coach.errors import ScriptError, nearest
from coach.script._nodes import Scalar
from coach.script._schema import as_one
from coach.script.kinds import BREATHE, HOLD, REPS, Scope
from coach.script.routine import Stretch
from coach.script.steps import Breathe, Hold, Repeat, Reps, Sides, Step, When
from coach.script.vocabulary import DoseUnit

MapStep = Callable[[Step], Step | None]
"""Returns the step to put in place of a step, or None to leave it out."""


def map_steps(steps: Iterable[Step], change: MapStep) -> tuple[Step, ...]:
    """Return steps changed by a function, from the inside out. Rounds and sides that become empty are left out."""
    changed = (_map_step(step, change) for step in steps)
    return tuple(step for step in changed if step is not None)


def _map_step(step: Step, change: MapStep) -> Step | None:
    match step:
        case Repeat() | Sides():
            inner = map_steps(step.steps, change)
            return change(replace(step, steps=inner)) if inner else None
        case When():
            inside = _map_step(step.step, change)
            return change(replace(step, step=inside)) if inside else None
        case _:
            return change(step)


def narrowed(stretch: Stretch, choose: Iterable[tuple[Scalar, Scalar]]) -> Stretch:
    """Return a stretch whose choices are decided: one value is left, and steps for the others are gone.

    Raises:
        ScriptError: The stretch has no such choice or no such value, or nothing is left of it.
    """
    choices, errors = dict(stretch.choices), []
    for name, value in choose:
        if name.text not in choices:
            problem = f"“{stretch.name}” has no choice “{name.text}”."
            remedy = nearest(name.text, choices) if choices else "It has no choices at all."
            errors.append(ScriptError(name.location, problem, remedy, name.text))
        elif value.text not in choices[name.text]:
            problem = f"“{value.text}” is not a value of “{name.text}”."
            errors.append(ScriptError(value.location, problem, nearest(value.text, choices[name.text]), value.text))
        else:
            choices[name.text] = (value.text,)
    if errors:
        raise as_one(errors)
    gone = {value for name, values in stretch.choices for value in values if value not in choices[name]}
    steps = map_steps(stretch.steps, lambda step: None if isinstance(step, When) and gone & {*step.values} else step)
    if not steps:
        location = next(iter(choose))[0].location
        raise ScriptError(location, "nothing is left of this stretch.", "Choose another value.")
    return replace(stretch, choices=tuple(choices.items()), steps=steps)


def with_dose(stretch: Stretch, written: Scalar, scope: Scope) -> Stretch:
    """Return a stretch with another dose in its hold, its breath cycles or its repetitions.

    Raises:
        ScriptError: The stretch has none of these or several, or the text is no dose of that kind.
    """
    dosed = list(_dosed(stretch.steps))
    if len(dosed) != 1:
        problem = f"“{stretch.name}” has {len(dosed) or 'no'} doses, and it is not clear which one is meant."
        if not dosed:
            problem = f"“{stretch.name}” has no dose to change."
        raise ScriptError(written.location, problem, "Write the stretch here with its steps.", written.text)
    (old,) = dosed
    kind = HOLD if isinstance(old, Hold) else REPS if isinstance(old, Reps) else BREATHE
    dose = kind.read(written, scope)
    new = replace(old, dose=dose)
    if isinstance(new, Hold):
        new = replace(new, breathing=new.breathing or dose.unit is DoseUnit.BREATHS)
    return replace(stretch, steps=map_steps(stretch.steps, lambda step: new if step is old else step))


def _dosed(steps: Iterable[Step]) -> Iterator[Hold | Breathe | Reps]:
    for step in steps:
        match step:
            case Hold() | Breathe() | Reps():
                yield step
            case Repeat() | Sides():
                yield from _dosed(step.steps)
            case When():
                yield from _dosed((step.step,))
            case _:
                pass
