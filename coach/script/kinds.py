"""Defines the kinds of values that a script's keys have: how each is read, and its JSON Schema.

A node goes in with its surroundings, a frozen value comes out. The tables of keys are made of these kinds, so that the
reader, the schema, the skeletons and the reference page cannot differ.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Any, Protocol, TypeAlias

from coach.errors import ScriptError, nearest
from coach.script import _doses as doses
from coach.script._doses import MAX_COUNT, read_dose, read_duration, read_pattern, read_pause
from coach.script._nodes import Mapping as MappingNode
from coach.script._nodes import Node, Scalar, Sequence
from coach.script._schema import as_one, flag, gather, scalar, sequence, word
from coach.script._texts import ROUND_NAMES, SIDE_NAMES, read_text
from coach.script.routine import Choices, Stretch
from coach.script.steps import Text
from coach.script.vocabulary import Dose, DoseUnit, PauseName

MAX_NEEDS = 20
"""The most things that a script needs."""

MAX_SOURCE_CHARACTERS = 500
"""The longest shipped source has under 120. The checks read it with patterns whose time grows with its square."""

MAX_CHOICES = 8
"""The most choices of a script, and the most values of a choice."""

NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""A name of a script, a choice or a value as a regular expression. It is also the name of a file without its ending:
without dots and slashes, it cannot lead out of a folder."""

FindStretch: TypeAlias = Callable[[Scalar], Stretch]
"""Finds the stretch that a name in a routine stands for; raises ScriptError if there is none."""

JsonSchema: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a node. They decide which keys, placeholders and values it may have.

    Attributes:
        inside_sides: Whether it is done once for each side.
        inside_repeat: Whether it is done in rounds.
        depth: How many `repeat` and `sides` are around it.
        values: The values that can be chosen, each with the name of its choice. None accepts any value: the choices
            have a mistake.
        find: Finds the stretches that a routine names; None inside a stretch.
    """

    inside_sides: bool = False
    inside_repeat: bool = False
    depth: int = 0
    values: Mapping[str, str] | None = field(default_factory=dict)
    find: FindStretch | None = None

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that texts may have between `{` and `}`."""
        return (*(SIDE_NAMES if self.inside_sides else ()), *(ROUND_NAMES if self.inside_repeat else ()))


class Definitions(Protocol):
    """Collects the parts of a JSON Schema that are referred to."""

    def steps(self, scope: Scope) -> JsonSchema:
        """Return a reference to the schema of a list of steps in these surroundings."""
        ...

    def part(self, name: str, schema: JsonSchema) -> JsonSchema:
        """Return a reference to a schema; equal ones of a name are kept once."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    Attributes:
        words: The kind in words, for the reference page.
        read: Reads a node in its surroundings; raises ScriptError for any mistake in it.
        schema: Returns the JSON Schema of such a node in its surroundings.
    """

    words: str
    read: Callable[[Node, Scope], Any]
    schema: Callable[[Definitions, Scope], JsonSchema]


def plain(words: str, read: Callable[[Node, Scope], Any], schema: JsonSchema) -> Kind:
    """Return a kind whose schema is the same everywhere."""
    return Kind(words, read, lambda _definitions, _scope: schema)


def one_of(words: type[StrEnum], name: str, synonyms: Mapping[str, str] | None = None) -> Kind:
    """Return the kind of one of a few words; see `schema.word`."""
    return plain(
        "one of " + ", ".join(f"`{each}`" for each in words),
        lambda node, _scope: word(words, node, name, synonyms),
        {"enum": [str(each) for each in words]},
    )


def duration(least_s: int, most_s: int) -> Kind:
    """Return the kind of one exact time between two numbers of seconds. With `least_s` 0, the least is 0.1 s."""
    bounds_s = {"least_s": Fraction(least_s) or Fraction(1, 10), "most_s": Fraction(most_s)}
    return plain(
        f"a time such as `30 s` or `2 min`, up to {most_s // 60} min",
        lambda node, _scope: read_duration(scalar(node), **bounds_s),
        _amounts(tuple(doses.SECONDS), may_lack_unit=True, ranges=False),
    )


def count(most: int, name: str) -> Kind:
    """Return the kind of a whole number from 1."""

    def read(node: Node, _scope: Scope) -> int:
        written = scalar(node)
        if not re.fullmatch(r"[0-9]{1,9}", written.text) or int(written.text) < 1:
            problem = f"“{written.text}” is not a number of {name}."
            raise ScriptError(written.location, problem, "Write a whole number, such as 3.", written.text)
        if int(written.text) > most:
            problem = f"“{written.text}” is more than {most} {name}."
            raise ScriptError(written.location, problem, "Write a smaller number.", written.text)
        return int(written.text)

    return plain(f"a whole number of {name}, up to {most}", read, {"type": "integer", "minimum": 1, "maximum": most})


def listed(each: Kind, name: str, most: int) -> Kind:
    """Return the kind of a list of at least one item; all mistakes in it are told at once."""

    def read(node: Node, scope: Scope) -> tuple[Any, ...]:
        return tuple(gather(partial(each.read, item, scope) for item in sequence(node, name, most=most)))

    return Kind(
        f"a list, each {each.words}",
        read,
        lambda definitions, scope: {
            "type": "array",
            "items": each.schema(definitions, scope),
            "minItems": 1,
            "maxItems": most,
        },
    )


def _amounts(units: tuple[str, ...], *, may_lack_unit: bool, ranges: bool = True) -> JsonSchema:
    second = rf"(?:\s*[-–]\s*{doses.NUMBER})?" if ranges else ""
    unit = f"(?:{'|'.join(units)}){'?' if may_lack_unit else ''}"
    text = {"type": "string", "pattern": rf"^\s*{doses.NUMBER}{second}\s*{unit}\s*$"}
    return {"anyOf": [text, {"type": "number", "exclusiveMinimum": 0}]} if may_lack_unit else text


def _units(*units: DoseUnit) -> tuple[str, ...]:
    return tuple(name for name, unit in doses.COUNTS.items() if unit in units)


def _read_text(node: Node, scope: Scope) -> Text:
    return read_text(scalar(node), placeholders=scope.placeholders)


def _read_side_text(node: Node, _scope: Scope) -> Text:
    return read_text(scalar(node), placeholders=SIDE_NAMES)


def _read_call(node: Node, scope: Scope) -> Text:
    return read_text(scalar(node), placeholders=(*(SIDE_NAMES if scope.inside_sides else ()), *ROUND_NAMES))


def _read_ease(node: Node, scope: Scope) -> Text | None:
    return None if scalar(node).text == "none" else _read_text(node, scope)


def _read_title(node: Node, _scope: Scope) -> str:
    """Read a name that is spoken and shown: one sentence without pauses and placeholders."""
    title = scalar(node)
    sentences = read_text(title)
    if len(sentences) != 1 or not isinstance(sentences[0], str):
        raise ScriptError(node.location, "a name is one phrase.", "Move the rest into a `say` step.", title.text)
    return sentences[0]


def _read_source(node: Node, _scope: Scope) -> str:
    text = scalar(node)
    if len(text.text) > MAX_SOURCE_CHARACTERS:
        problem = f"this has {len(text.text)} characters; a source has at most {MAX_SOURCE_CHARACTERS}."
        raise ScriptError(text.location, problem, "Write only the dose, as the source states it.", text.text)
    return text.text


def _read_name(node: Node, _scope: Scope) -> Scalar:
    name = scalar(node)
    if not re.fullmatch(NAME, name.text):
        problem = f"“{name.text}” is not a name."
        raise ScriptError(name.location, problem, "Write small letters and digits, with hyphens between.", name.text)
    return name


def _read_hold(node: Node, _scope: Scope) -> Dose:
    written = scalar(node)
    dose = read_dose(written)
    if dose.unit is DoseUnit.CYCLES:
        problem = "a hold has breaths, not cycles."
        raise ScriptError(written.location, problem, "Write breaths or seconds.", written.text)
    if dose.unit is DoseUnit.REPS:
        problem = "a hold is not counted in repetitions."
        raise ScriptError(written.location, problem, "Write breaths or seconds.", written.text)
    if dose.low < 1:
        problem = "a hold is shorter than a second."
        raise ScriptError(written.location, problem, "Write a `pause` instead.", written.text)
    return dose


def _read_breathe(node: Node, _scope: Scope) -> Dose:
    written = scalar(node)
    dose = read_dose(written, default_unit="cycles", most_s=Fraction(3600))
    if dose.unit is DoseUnit.REPS:
        problem = f"“{written.text}” counts repetitions; `breathe` counts cycles."
        raise ScriptError(written.location, problem, "Write a number of cycles, such as 5-10, or a time.", written.text)
    return dose if dose.unit is DoseUnit.SECONDS else Dose(dose.low, dose.high, DoseUnit.CYCLES)


def _read_reps(node: Node, _scope: Scope) -> Dose:
    written = scalar(node)
    dose = read_dose(written, default_unit="reps")
    if dose.unit is not DoseUnit.REPS:
        problem = f"“{written.text}” is not a number of repetitions."
        raise ScriptError(written.location, problem, "Write a number such as 10, or 8-12.", written.text)
    return dose


def _read_when(node: Node, scope: Scope) -> tuple[str, ...]:
    items = sequence(node, "when", most=MAX_CHOICES) if isinstance(node, Sequence) else (node,)
    values = tuple(gather(partial(_read_value, item, scope) for item in items))
    chosen_by = [scope.values[value] for value in values] if scope.values is not None else []
    for name in set(chosen_by):
        if chosen_by.count(name) > 1:
            problem = f"two values of “{name}” are never chosen together."
            raise ScriptError(node.location, problem, "Write one step for each of them.")
    return values


def _read_value(node: Node, scope: Scope) -> str:
    value = scalar(node)
    if scope.values is not None and value.text not in scope.values:
        problem = f"“{value.text}” is not a value of `choices`."
        declare = f"Declare it first: `choices: {{NAME: [{value.text}, …]}}`."
        remedy = nearest(value.text, scope.values) if scope.values else declare
        raise ScriptError(value.location, problem, remedy, value.text)
    return value.text


def _read_choices(node: Node, scope: Scope) -> Choices:
    if not isinstance(node, MappingNode) or not node.items:
        remedy = "Write them as in `choices: {place: [floor, chair]}`."
        raise ScriptError(node.location, "“choices” is a mapping of names to lists of values.", remedy)
    if len(node.items) > MAX_CHOICES:
        location = node.items[MAX_CHOICES][0].location
        raise ScriptError(location, f"there are more than {MAX_CHOICES} choices.", "Leave some out.")
    choices = gather(partial(_read_choice, name, values, scope) for name, values in node.items)
    taken: dict[str, str] = {}
    errors = []
    for (_, scalars), (key, _) in zip(choices, node.items, strict=True):
        for value in scalars:
            if value.text in taken:
                problem = f"“{value.text}” is already a value of “{taken[value.text]}”."
                errors.append(ScriptError(value.location, problem, "Give each value one name in a file.", value.text))
            taken[value.text] = key.text
    if errors:
        raise as_one(errors)
    return tuple((name, tuple(value.text for value in scalars)) for name, scalars in choices)


def _read_choice(name: Scalar, node: Node, scope: Scope) -> tuple[str, list[Scalar]]:
    values = gather(partial(_read_name, item, scope) for item in sequence(node, name.text, most=MAX_CHOICES))
    return _read_name(name, scope).text, values


_SPOKEN: JsonSchema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""YAML takes some texts for numbers or for true and false; the reader takes every scalar as it is written."""

_NAME_SCHEMA: JsonSchema = {"type": ["string", "integer"], "pattern": f"^{NAME}$"}

TEXT = plain("a text", _read_text, _SPOKEN)
SIDE_TEXT = plain("a text with `{side}` and `{other_side}`", _read_side_text, _SPOKEN)
CALL = plain("a text with `{n}` and `{total}`", _read_call, _SPOKEN)
EASE = plain("a text, or `none`", _read_ease, _SPOKEN)
TITLE = plain("a name of one phrase", _read_title, _SPOKEN)
SOURCE = plain("a text that is not spoken", _read_source, _SPOKEN | {"maxLength": MAX_SOURCE_CHARACTERS})
NAMED = plain("a name", _read_name, _NAME_SCHEMA)
FLAG = plain("`true` or `false`", lambda node, _scope: flag(node), {"type": "boolean"})
PATTERN = plain(
    "seconds such as `4-6`, `4-7-8` or `4-4-4-4`",
    lambda node, _scope: read_pattern(scalar(node)),
    {"type": "string", "pattern": rf"^\s*{doses.NUMBER}(?:\s*[-–]\s*{doses.NUMBER}){{1,3}}\s*$"},
)
PAUSE = plain(
    "a time up to 10 min, or one of " + ", ".join(f"`{name}`" for name in PauseName),
    lambda node, _scope: read_pause(scalar(node)),
    {"anyOf": [{"enum": [*PauseName]}, _amounts(tuple(doses.SECONDS), may_lack_unit=True, ranges=False)]},
)
HOLD = plain(
    "a dose such as `20-30 s` or `5-8 breaths`",
    _read_hold,
    _amounts((*doses.SECONDS, *_units(DoseUnit.BREATHS)), may_lack_unit=False),
)
BREATHE = plain(
    "cycles such as `5-10`, or a time such as `5 min`",
    _read_breathe,
    _amounts((*doses.SECONDS, *_units(DoseUnit.BREATHS, DoseUnit.CYCLES)), may_lack_unit=True),
)
REPS = plain("a number such as `10` or `8-12`", _read_reps, _amounts(_units(DoseUnit.REPS), may_lack_unit=True))
ROUNDS = count(MAX_COUNT, "rounds")
WHEN = plain(
    "a value of `choices`, or a list of them",
    _read_when,
    {"anyOf": [_NAME_SCHEMA, {"type": "array", "items": _NAME_SCHEMA, "minItems": 1, "maxItems": MAX_CHOICES}]},
)
CHOICES = plain(
    "names, each with a list of values, the first of which is the default",
    _read_choices,
    {
        "type": "object",
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": {"type": "array", "items": _NAME_SCHEMA, "minItems": 1, "maxItems": MAX_CHOICES},
        "minProperties": 1,
        "maxProperties": MAX_CHOICES,
    },
)
NEEDS = listed(TITLE, "needs", MAX_NEEDS)
