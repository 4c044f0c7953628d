"""Reads one stretch: a mapping in, a frozen stretch out. `STRETCH_KEYS` is the table of its keys."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coach.errors import ScriptError
from coach.script._bounds import MAX_INSTRUCTIONS, MAX_ROUNDS, MAX_SESSION_S, instructions_in, least_s, rounds_in
from coach.script._keys import Key, Values, read_keys
from coach.script._nodes import Mapping as MappingNode
from coach.script._schema import as_one
from coach.script._step_reader import read_steps
from coach.script.kinds import (
    CHOICES,
    EASE,
    NAMED,
    NEEDS,
    SIDE_TEXT,
    SOURCE,
    TEXT,
    TITLE,
    WHEN,
    Kind,
    Scope,
    one_of,
)
from coach.script.routine import Choices, Stretch
from coach.script.vocabulary import Level, Position

POSITION_SYNONYMS = {
    "sitting": "seated",
    "sit": "seated",
    "floor": "seated",
    "stand": "standing",
    "upright": "standing",
    "lying": "supine",
    "lying down": "supine",
    "lie": "supine",
    "on the back": "supine",
    "back": "supine",
    "face up": "supine",
    "face down": "prone",
    "belly": "prone",
    "on the belly": "prone",
    "stomach": "prone",
    "hands and knees": "all-fours",
    "all fours": "all-fours",
    "on all fours": "all-fours",
    "quadruped": "all-fours",
    "tabletop": "all-fours",
    "knees": "kneeling",
    "lunge": "half-kneeling",
    "half kneeling": "half-kneeling",
    "side": "side-lying",
    "side lying": "side-lying",
    "on the side": "side-lying",
    "sitting on a chair": "chair",
    "desk": "chair",
    "seat": "chair",
}
"""Words that people write for a position, with the position that they mean."""

LEVEL_SYNONYMS = {"easy": "gentle", "low": "gentle", "medium": "standard", "normal": "standard", "hard": "full"}

STEPS = Kind(
    "a list of steps",
    read_steps,
    lambda definitions, scope: definitions.steps(scope),
)

LEVEL = one_of(Level, "level", LEVEL_SYNONYMS)

WHEN_DOC = "The value, or values, that have to be chosen for this stretch to be done."

STRETCH_KEYS = (
    Key("stretch", TITLE, "The name, spoken and shown.", "Side bend", required=True),
    Key(
        "position",
        one_of(Position, "position", POSITION_SYNONYMS),
        "How the body is placed.",
        "standing",
        required=True,
    ),
    Key("arrive", TEXT, "How to get there, instead of the phrasebook's words.", "Step away from the wall."),
    Key("needs", NEEDS, "What it needs; said once, before eyes close.", "[a mat, a rolled towel]"),
    Key("source", SOURCE, "The dose as your source states it; shown, not spoken.", '"hold 20–30 s per side"'),
    Key("ease", EASE, "The reminder that easing off is fine; `none` for none.", "A smaller bend is fine."),
    Key(
        "side_means",
        SIDE_TEXT,
        "What the name of a side stands for; said instead of “left side” where few words are spoken.",
        '"{side} knee down."',
    ),
    Key("choices", CHOICES, "What a person can choose, the default first.", "{place: [floor, chair]}"),
    Key("steps", STEPS, "What is said and done, in order.", required=True),
)
"""The keys of a stretch, in the order in which they are written."""

INLINE_KEYS = (
    *STRETCH_KEYS[:-1],
    Key("name", NAMED, "The name for `optional` and the command line; made from the spoken one if left out."),
    Key("level", LEVEL, "The level of its doses where the person has chosen none.", "gentle"),
    Key("when", WHEN, WHEN_DOC, "chair"),
    STRETCH_KEYS[-1],
)
"""The keys of a stretch that is written inside a routine."""

OPTIONAL = ("ease", "arrive", "needs", "side_means", "choices", "level", "when")
"""The keys that are fields of a stretch and have a default there."""


def read_stretch_node(document: MappingNode, name: str, scope: Scope) -> Stretch:
    """Read a stretch that is a file of its own.

    Raises:
        ScriptError: It has a mistake; the error tells all of its mistakes.
    """
    return _stretch(read_keys(document, STRETCH_KEYS, with_choices(document, scope)), name)


def read_inline(node: MappingNode, scope: Scope) -> Stretch:
    """Read a stretch that is written inside a routine. Its steps may also use the routine's choices.

    Raises:
        ScriptError: It has a mistake; the error tells all of its mistakes.
    """
    values = read_keys(node, INLINE_KEYS, with_choices(node, scope))
    _check_shared_values(values, scope.values or {})
    return _stretch(values, values["name"].text if "name" in values else name_of(values["stretch"]))


def name_of(title: str) -> str:
    """Return the name that a title makes: `childs-pose` of “Child's pose”."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", title.lower()))
    return "-".join(words) or "stretch"


def values_of(choices: Choices) -> dict[str, str]:
    """Return the values of choices, each with the name of its choice."""
    return {value: name for name, values in choices for value in values}


def with_choices(document: MappingNode, scope: Scope) -> Scope:
    """Return a scope that knows the values of a document's choices; it accepts any value if these have a mistake."""
    node = document.get("choices")
    if node is None:
        return scope
    try:
        return replace(scope, values={**(scope.values or {}), **values_of(CHOICES.read(node, scope))})
    except ScriptError:  # `read_keys` reads them again and reports the mistake
        return replace(scope, values=None)


def _check_shared_values(values: Values, outer: Mapping[str, str]) -> None:
    errors = []
    for value, name in values_of(values.get("choices")).items():
        if outer.get(value, name) != name:
            problem = f"“{value}” is already a value of the routine's “{outer[value]}”."
            errors.append(values.error("choices", problem, "Give each value one name in a file."))
    if errors:
        raise as_one(errors)


def _stretch(values: Values, name: str) -> Stretch:
    steps = values["steps"]
    if rounds_in(steps) > MAX_ROUNDS:
        raise values.error("steps", f"these steps have more than {MAX_ROUNDS} rounds.", "Write fewer rounds.")
    if instructions_in(steps) > MAX_INSTRUCTIONS:
        problem = f"these steps make more than {MAX_INSTRUCTIONS} instructions with all rounds."
        raise values.error("steps", problem, "Write fewer rounds or steps.")
    if least_s(steps) > MAX_SESSION_S:
        raise values.error("steps", "these steps last longer than 24 hours.", "Write fewer rounds or smaller doses.")
    given: dict[str, Any] = {key: values[key] for key in OPTIONAL if key in values}
    return Stretch(name, values["stretch"], values["position"], values.get("source", ""), steps, **given)
