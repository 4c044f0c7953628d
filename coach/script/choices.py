"""Applies a person's choices: a routine with the steps of every choice in, a routine of the chosen steps out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coach.errors import SettingsError, UnknownNameError, nearest
from coach.script._changes import map_steps
from coach.script.routine import Choices, Item, Round, Routine, Stretch
from coach.script.steps import Step, When


def choose(routine: Routine, chosen: Mapping[str, str], *, strict: bool = True) -> Routine:
    """Return a routine without `when`: chosen steps and stretches stay, all others are gone.

    Args:
        routine: The routine as it was read.
        chosen: Values by the name of their choice. A choice that is not named here takes its first value.
            Where a routine and its stretch have a choice of the same name, the routine's first value counts.
        strict: Whether an unknown name is an error; otherwise it may be another script's, and does nothing.

    Raises:
        UnknownNameError: A name or a value is unknown; the error lists the known ones.
        SettingsError: Nothing is left to do.
    """
    known = dict(choices_of(routine))
    for name, value in chosen.items():
        if name in known and value not in known[name]:
            raise UnknownNameError(f"“{value}” is no choice of “{name}”.", nearest(value, known[name]))
        if name not in known and strict:
            remedy = nearest(name, known) if known else "It has no choices."
            raise UnknownNameError(f"{routine.title} has no choice “{name}”.", remedy)
    selected = {name: chosen.get(name, values[0]) for name, values in known.items()}
    items = _chosen_items(routine.items, selected, routine.choices)
    if not items:
        raise SettingsError(f"With these choices, nothing is left of {routine.title}.", "Choose another value.")
    left = Routine(routine.name, routine.title, items).stretches
    names = {stretch.name for stretch in left}
    optional = tuple(name for name in routine.optional if name in names)
    return replace(routine, items=items, optional=optional)


def choices_of(routine: Routine) -> Choices:
    """Return all that can be chosen in a routine and its stretches: names with their values, the default first."""
    found: dict[str, dict[str, None]] = {}
    for choices in (routine.choices, *(stretch.choices for stretch in routine.stretches)):
        for name, values in choices:
            found.setdefault(name, {}).update(dict.fromkeys(values))
    return tuple((name, tuple(values)) for name, values in found.items())


def _chosen_items(items: Iterable[Item], selected: Mapping[str, str], outer: Choices) -> tuple[Item, ...]:
    left: list[Item] = []
    for item in items:
        if isinstance(item, Round):
            stretches = _chosen_stretches(item.items, selected, outer)
            left += [replace(item, items=stretches)] if stretches else []
        else:
            left += _chosen_stretches((item,), selected, outer)
    return tuple(left)


def _chosen_stretches(stretches: Iterable[Stretch], selected: Mapping[str, str], outer: Choices) -> tuple[Stretch, ...]:
    left = []
    for stretch in stretches:
        values = _values_for(stretch, selected, outer)
        steps = _chosen_steps(stretch.steps, values) if values.issuperset(stretch.when) else ()
        if steps:
            left.append(replace(stretch, steps=steps, when=()))
    return tuple(left)


def _values_for(stretch: Stretch, selected: Mapping[str, str], outer: Choices) -> set[str]:
    """Return the values that are chosen where a stretch is done: its own choices, and those of the routine around it.

    A stretch takes its default if it lacks the chosen value: it may know fewer values, or the routine may have decided.
    """
    own = dict(stretch.choices)
    own_values = {value for values in own.values() for value in values}
    chosen = {selected[name] for name, _ in outer} - own_values
    return chosen | {selected[name] if selected[name] in values else values[0] for name, values in own.items()}


def _chosen_steps(steps: Iterable[Step], values: set[str]) -> tuple[Step, ...]:
    def unwrap(step: Step) -> Step | None:
        if isinstance(step, When):
            return step.step if values.issuperset(step.values) else None
        return step

    return map_steps(steps, unwrap)
