"""Reads one routine: a mapping in, a frozen routine out. `ROUTINE_KEYS` is the table of its keys.

Its items are names of stretches, names with changes, stretches written in the routine, and rounds of these. Changes are
applied here, so that a routine holds the stretches as they are done.
"""

from dataclasses import replace
from functools import partial

from coach.errors import ScriptError, nearest
from coach.script._bounds import MAX_INSTRUCTIONS, MAX_SESSION_S, instructions_in, least_s
from coach.script._changes import narrowed, with_dose
from coach.script._keys import Key, Values, keys_schema, read_keys
from coach.script._nodes import Mapping as MappingNode
from coach.script._nodes import Node, Scalar
from coach.script._schema import as_one, gather, scalar
from coach.script._stretch_reader import INLINE_KEYS, LEVEL, WHEN_DOC, read_inline, with_choices
from coach.script.kinds import (
    BREATHE,
    CALL,
    CHOICES,
    HOLD,
    MAX_CHOICES,
    NAME,
    NEEDS,
    REPS,
    ROUNDS,
    TEXT,
    TITLE,
    WHEN,
    Definitions,
    JsonSchema,
    Kind,
    Scope,
    listed,
    one_of,
    plain,
)
from coach.script.routine import Item, Round, Routine, Stretch
from coach.script.vocabulary import Eyes, Teaching

MAX_STRETCHES = 2_000
"""The most stretches in a routine; each pass of a round counts. This is far above any real session and bounds the work
that a stranger's file can cause."""


def read_routine(document: MappingNode, name: str, scope: Scope) -> Routine:
    """Read a routine.

    Args:
        document: Its mapping.
        name: The name that the command line knows it by.
        scope: The surroundings, which find the stretches that it names.

    Raises:
        ScriptError: It has a mistake; the error tells all of its mistakes.
    """
    values = read_keys(document, ROUTINE_KEYS, with_choices(document, scope))
    given = {key.name: values[key.name] for key in ROUTINE_KEYS[2:] if key.name in values}
    if "optional" in given:
        given["optional"] = tuple(name.text for name in given["optional"])
    routine = Routine(name, values["routine"], values["stretches"], **given)
    _check_size(values, routine)
    if "optional" in values:
        _check_optional(values, {stretch.name for stretch in routine.stretches})
    return routine


def _check_size(values: Values, routine: Routine) -> None:
    passes = sum(item.times * len(item.items) if isinstance(item, Round) else 1 for item in routine.items)
    if passes > MAX_STRETCHES:
        problem = f"its rounds make {passes} stretches, more than {MAX_STRETCHES}."
        raise values.error("stretches", problem, "Write fewer rounds.")
    if sum(instructions_in(stretch.steps) for stretch in routine.stretches) > MAX_INSTRUCTIONS:
        problem = f"its stretches make more than {MAX_INSTRUCTIONS} instructions with all rounds."
        raise values.error("stretches", problem, "Write fewer rounds or stretches.")
    if sum(least_s(stretch.steps) for stretch in routine.stretches) > MAX_SESSION_S:
        raise values.error("stretches", "this routine lasts longer than 24 hours.", "Write fewer rounds or stretches.")


def _check_optional(values: Values, stretches: set[str]) -> None:
    """Check the names in `optional`: each names a stretch of the routine, and at least one stretch is not named."""
    errors = []
    for name in values["optional"]:
        if name.text not in stretches:
            problem = f"“{name.text}” is not a stretch of this routine."
            errors.append(ScriptError(name.location, problem, nearest(name.text, stretches), name.text))
    if stretches <= {name.text for name in values["optional"]}:
        errors.append(values.error("optional", "every stretch is optional.", "Leave one out of this list."))
    if errors:
        raise as_one(errors)


def _read_item(node: Node, scope: Scope) -> Item:
    if isinstance(node, MappingNode) and node.has("repeat"):
        values = read_keys(node, ROUND_KEYS, scope)
        return Round(values["repeat"], values["stretches"], values.get("call"))
    return _read_one(node, scope)


def _read_one(node: Node, scope: Scope) -> Stretch:
    if isinstance(node, MappingNode):
        if node.has("repeat"):
            raise ScriptError(node.location, "`repeat` cannot be inside `repeat` here.", "Multiply the rounds.")
        if node.has("steps") or node.has("position"):
            return read_inline(node, scope)
        if node.has("stretch"):
            return _read_changed(node, scope)
        remedy = "Write the name of a stretch, `stretch: NAME` with changes, or `repeat: 3` with `stretches`."
        raise ScriptError(node.location, "this is no item of a routine.", remedy)
    return _find(scalar(node), scope)


def _find(name: Scalar, scope: Scope) -> Stretch:
    if scope.find is None:
        raise ScriptError(name.location, f"there is no stretch “{name.text}”.", "Write the stretch here.", name.text)
    return scope.find(name)


def _read_changed(node: MappingNode, scope: Scope) -> Stretch:
    values = read_keys(node, CHANGE_KEYS, scope)
    stretch: Stretch = values["stretch"]
    if "choose" in values:
        stretch = narrowed(stretch, values["choose"])
    if "dose" in values:
        stretch = with_dose(stretch, values["dose"], scope)
    return replace(stretch, **{name: values[name] for name in ("level", "when") if name in values})


def _read_choose(node: Node, _scope: Scope) -> tuple[tuple[Scalar, Scalar], ...]:
    if not isinstance(node, MappingNode) or not node.items:
        raise ScriptError(node.location, "“choose” is a mapping.", "Write it as in `choose: {place: chair}`.")
    values = gather(partial(scalar, value) for _, value in node.items)
    return tuple(zip((name for name, _ in node.items), values, strict=True))


def _item_schema(definitions: Definitions, scope: Scope) -> JsonSchema:
    one = _one_schema(definitions, scope)
    return {"anyOf": [*one["anyOf"], keys_schema(ROUND_KEYS, definitions, scope)]}


def _one_schema(definitions: Definitions, scope: Scope) -> JsonSchema:
    name = NAMED_STRETCH.schema(definitions, scope)
    return {"anyOf": [name, *(keys_schema(keys, definitions, scope) for keys in (CHANGE_KEYS, INLINE_KEYS))]}


NAMED_STRETCH = plain(
    "the name of a stretch",
    lambda node, scope: _find(scalar(node), scope),
    {"type": ["string", "integer"], "pattern": f"^{NAME}$"},
)

DOSE = Kind(
    "a dose",
    lambda node, _scope: scalar(node),  # `with_dose` reads it as a dose of that stretch
    lambda definitions, scope: {"anyOf": [kind.schema(definitions, scope) for kind in (HOLD, BREATHE, REPS)]},
)

CHANGE_KEYS = (
    Key("stretch", NAMED_STRETCH, "The name of a stretch.", "cobra", required=True),
    Key("level", LEVEL, "The level of its doses where the person has chosen none.", "gentle"),
    Key("when", WHEN, WHEN_DOC, "chair"),
    Key("dose", DOSE, "Replaces the dose of its hold, breathe or reps.", "15 s"),
    Key(
        "choose",
        plain(
            "names of its choices, each with a value",
            _read_choose,
            {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean"]},
                "minProperties": 1,
                "maxProperties": MAX_CHOICES,
            },
        ),
        "Decides its choices.",
        "{place: chair}",
    ),
)
"""The keys of an item that names a stretch and changes it."""

ONE = Kind("a name, or a stretch", _read_one, _one_schema)

ROUND_KEYS = (
    Key("repeat", ROUNDS, "Rounds of its `stretches`.", "5", required=True),
    Key("call", CALL, "Spoken at the beginning of each round.", '"Round {n} of {total}."'),
    Key("stretches", listed(ONE, "stretches", MAX_STRETCHES), "The stretches of each round.", required=True),
)
"""The keys of an item that repeats stretches."""

ITEM = Kind("a name, a stretch, or a `repeat`", _read_item, _item_schema)

OPTIONAL = plain("a name", lambda node, _scope: scalar(node), {"type": ["string", "integer"]})

ROUTINE_KEYS = (
    Key("routine", TITLE, "The name, shown.", "My morning", required=True),
    Key("stretches", listed(ITEM, "stretches", MAX_STRETCHES), "The stretches, in order.", required=True),
    Key("level", LEVEL, "The level of its doses where the person has chosen none.", "gentle"),
    Key("needs", NEEDS, "What it needs besides what its stretches need.", "[a steady chair]"),
    Key("welcome", TEXT, "The first words, instead of the engine's.", "Good morning."),
    Key("say", TEXT, "The opening words.", "A short one, for the sides of your back."),
    Key("eyes", one_of(Eyes, "way to keep the eyes"), "`open` never asks to close them.", "open"),
    Key(
        "sounds",
        one_of(Teaching, "way to teach the sounds"),
        "When the sounds are taught: where each is first heard, all first, or never.",
        "first",
    ),
    Key("choices", CHOICES, "What a person can choose, the default first.", "{place: [floor, chair]}"),
    Key(
        "optional",
        listed(OPTIONAL, "optional", MAX_STRETCHES),
        "Stretches that a shorter session leaves out, the first one first.",
        "[cobra]",
    ),
    Key("close", TEXT, "The last words, instead of the engine's.", "Rest for as long as you like."),
)
"""The keys of a routine."""
