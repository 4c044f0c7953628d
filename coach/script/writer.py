"""Writes stretches and routines as script files: a frozen value in, the text of a YAML file out.

`coach.script._reader` reads it back equal. A routine's stretches are written inside it, since the value does not say
which files they came from. Values that equal their default are left out.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import yaml

from coach.script._stretch_reader import name_of
from coach.script.routine import Choices, Item, Round, Routine, Stretch
from coach.script.steps import (
    Breathe,
    Chime,
    Flow,
    Hold,
    Pattern,
    Pause,
    Phase,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    Text,
    When,
    Work,
)
from coach.script.vocabulary import Count, Dose, DoseUnit, Eyes, Level, PauseName, Side, Teaching

LINE_CHARACTERS = 110
"""The column at which long texts are broken."""


def write_script(script: Stretch | Routine) -> str:
    """Write a stretch or a routine as the text of a YAML file.

    The script's own name is not in the text: it is the name of the file.
    """
    node = _routine(script) if isinstance(script, Routine) else _stretch(script)
    return yaml.dump(node, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE_CHARACTERS)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their keys, as the scripts that come with coach have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (yaml's signature)
        """Indent every list below its key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, _data: Any) -> bool:
        """Write equal parts in full each time, because the reader refuses aliases."""
        return True


def _routine(routine: Routine) -> dict[str, Any]:
    return _given(
        routine=routine.title,
        level=None if routine.level is Level.STANDARD else str(routine.level),
        needs=list(routine.needs),
        welcome=_text(routine.welcome),
        say=_text(routine.say),
        eyes=None if routine.eyes is Eyes.CLOSED else str(routine.eyes),
        sounds=None if routine.sounds is Teaching.AS_NEEDED else str(routine.sounds),
        choices=_choices(routine.choices),
        stretches=[_item(item) for item in routine.items],
        optional=list(routine.optional),
        close=_text(routine.close),
    )


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, Round):
        return _given(repeat=item.times, call=_text(item.call), stretches=[_inline(each) for each in item.items])
    return _inline(item)


def _inline(stretch: Stretch) -> dict[str, Any]:
    name = None if stretch.name == name_of(stretch.title) else stretch.name
    changes = _given(name=name, level=str(stretch.level) if stretch.level else None, when=_values(stretch.when))
    return _stretch(stretch) | changes


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return _given(
        stretch=stretch.title,
        position=str(stretch.position),
        arrive=_text(stretch.arrive),
        needs=list(stretch.needs),
        source=stretch.source,
        ease="none" if stretch.ease is None else _text(stretch.ease),
        side_means=_text(stretch.side_means),
        choices=_choices(stretch.choices),
        steps=_steps(stretch.steps),
    )


def _steps(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    return [_step(step) for step in steps]


def _step(step: Step) -> dict[str, Any]:
    match step:
        case When():
            return _step(step.step) | {"when": _values(step.values)}
        case Repeat():
            rest = None if step.rest_s is None else _seconds(step.rest_s)
            return _given(repeat=step.times, call=_text(step.call), rest=rest, steps=_steps(step.steps))
        case Sides():
            first = None if step.first is Side.LEFT else str(step.first)
            return _given(sides=_steps(step.steps), only=str(step.only) if step.only else None, first=first)
        case Reps():
            return _given(
                reps=_dose(step.dose),
                phases=[_phase(phase) for phase in step.phases],
                count=None if step.count is Count.UP else str(step.count),
                quiet=step.quiet or None,
            )
        case _:
            return _simple(step)


def _simple(step: Step) -> dict[str, Any]:
    """Write a step that has no steps and no phases inside."""
    match step:
        case Say():
            return _given(say=_text(step.text), again=_text(step.again))
        case Pause():
            return {"pause": _pause(step)}
        case Chime():
            return {"chime": str(step.sound)}
        case Silence():
            return _given(silence=_seconds(step.length_s), announce=_unless(step.announce), sound=_unless(step.sound))
        case Rest():
            return _given(rest=_seconds(step.length_s), next=_text(step.next))
        case _:
            return _led(step)


def _led(step: Step) -> dict[str, Any]:
    """Write a step that leads the breath or an effort."""
    match step:
        case Breathe():
            words = {key: _text(getattr(step.words, key)) for key in step.words.__slots__}
            return _given(breathe=_dose(step.dose), pattern=_pattern(step.pattern), **words, quiet=step.quiet or None)
        case Flow():
            items = [{str(item.phase): _text(item.text)} for item in step.items]
            return _given(flow=items, pattern=_pattern(step.pattern))
        case Hold():
            leads = step.breathing and step.dose.unit is not DoseUnit.BREATHS
            return _given(
                hold=_dose(step.dose), breathing=leads or None, feel=_text(step.feel), quiet=step.quiet or None
            )
        case Work():
            return _given(
                work=_seconds(step.length_s),
                say=_text(step.say),
                halfway=_unless(step.halfway),
                countdown=_unless(step.countdown),
            )
        case _:
            raise TypeError(f"{type(step).__name__} is no step.")


def _phase(phase: Phase) -> dict[str, Any]:
    return {"say": _text(phase.say), "for": _seconds(phase.length_s)}


def _given(**values: Any) -> dict[str, Any]:
    """Return the values that are neither None nor empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _unless(flag: bool) -> bool | None:
    """Return the value to write for a flag whose default is true: None, which is left out, or False."""
    return None if flag else False


def _text(text: Text) -> str:
    return " ".join(part if isinstance(part, str) else f"[pause: {_pause(part)}]" for part in text)


def _pause(pause: Pause) -> str:
    return str(pause.length) if isinstance(pause.length, PauseName) else _seconds(pause.length)


def _seconds(length_s: Fraction) -> str:
    return f"{_number(length_s)} s"


def _dose(dose: Dose) -> str:
    amount = _number(dose.low) if dose.low == dose.high else f"{_number(dose.low)}-{_number(dose.high)}"
    return f"{amount} {'reps' if dose.unit is DoseUnit.REPS else dose.unit}"


def _pattern(pattern: Pattern | None) -> str | None:
    """Write the shortest form of a pattern: two, three or four parts."""
    if pattern is None:
        return None
    parts_s = [pattern.inhale_s, pattern.hold_in_s, pattern.exhale_s, pattern.hold_out_s]
    if not pattern.hold_out_s:
        parts_s = parts_s[:3] if pattern.hold_in_s else [pattern.inhale_s, pattern.exhale_s]
    return "-".join(_number(part_s) for part_s in parts_s)


def _number(number: Fraction) -> str:
    """Write a number exactly, in decimals: a script has no other numbers."""
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.9f}"
    return text.rstrip("0").rstrip(".")


def _values(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _choices(choices: Choices) -> Mapping[str, list[str]]:
    return {name: list(values) for name, values in choices}
