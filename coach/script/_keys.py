"""Reads mappings by tables of their keys, and makes the tables' JSON Schema.

Each `Key` holds everything about one key: how it is read, described and written. All mistakes of a mapping are told at
once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from coach.errors import ScriptError
from coach.script._nodes import Mapping as MappingNode
from coach.script._nodes import Node
from coach.script._schema import as_one, gather, key_errors
from coach.script.kinds import Definitions, JsonSchema, Kind, Scope

SYNONYMS = {
    "name": "stretch",
    "title": "stretch",
    "pose": "position",
    "equipment": "needs",
    "props": "needs",
    "options": "choices",
    "variants": "choices",
    "exercises": "stretches",
    "if": "when",
    "seconds": "for",
    "time": "for",
    "text": "say",
    "in": "inhale",
    "out": "exhale",
    "breath_in": "inhale",
    "breath_out": "exhale",
    "retain": "hold_in",
    "silent": "quiet",
    "side": "only",
    "announcement": "announce",
}
"""Words that people write for a key, with the key that they mean."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    Attributes:
        name: The key as it is written.
        kind: The kind of its value.
        doc: One line that says what it means.
        example: A value as it is written in a file.
        required: Whether the mapping must have it.
        later: Whether it makes sense only where something is done again, inside `sides` or `repeat`.
    """

    name: str
    kind: Kind
    doc: str
    example: str = ""
    required: bool = False
    later: bool = False

    def fits(self, scope: Scope) -> bool:
        """Return whether the key may be in these surroundings."""
        return not self.later or scope.inside_sides or scope.inside_repeat


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a mapping by key, and the nodes that they were read from."""

    node: MappingNode
    values: Mapping[str, Any]
    nodes: Mapping[str, Node]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = ()) -> Any:
        """Return a value, or the default where the key is not there."""
        return self.values.get(name, default)

    def error(self, name: str, problem: str, remedy: str) -> ScriptError:
        """Return an error at a key's value."""
        node = self.nodes[name]
        return ScriptError(node.location, problem, remedy, getattr(node, "text", ""))


def read_keys(node: Node, keys: Iterable[Key], scope: Scope, title: str = "") -> Values:
    """Read a mapping.

    Args:
        node: The mapping; it has all of the required keys and no unknown ones.
        keys: The table of its keys.
        scope: The surroundings of the mapping.
        title: Names the mapping in errors; by default its first key does.

    Raises:
        ScriptError: The node is not a mapping, or something in it is wrong; the error tells all of its mistakes.
    """
    table = {key.name: key for key in keys}
    first = next(iter(table))
    if not isinstance(node, MappingNode) or not node.items:
        problem = f"a mapping with the key “{first}” is expected here."
        raise ScriptError(node.location, problem, f"Write its keys: {', '.join(f'`{name}: …`' for name in table)}.")
    wrong = _wrong_keys(node, table, scope, title or first)
    nodes = {key.text: value for key, value in node.items if key.text in table and table[key.text].fits(scope)}
    try:
        values = gather(partial(table[name].kind.read, value, scope) for name, value in nodes.items())
    except ScriptError as error:
        raise as_one([*wrong, *error.errors]) from None
    if wrong:
        raise as_one(wrong)
    return Values(node, dict(zip(nodes, values, strict=True)), nodes)


def _wrong_keys(node: MappingNode, table: Mapping[str, Key], scope: Scope, title: str) -> list[ScriptError]:
    required = tuple(name for name, key in table.items() if key.required)
    optional = tuple(name for name, key in table.items() if not key.required)
    unfit = [key for key, _ in node.items if key.text in table and not table[key.text].fits(scope)]
    remedy = "Write it only inside `sides` or `repeat`: it is heard the second time."
    errors = [
        ScriptError(key.location, f"“{key.text}” is not a key of `{title}` here.", remedy, key.text) for key in unfit
    ]
    return errors + key_errors(node, title, required=required, optional=optional, synonyms=SYNONYMS)


def keys_schema(keys: Iterable[Key], definitions: Definitions, scope: Scope) -> JsonSchema:
    """Return the JSON Schema of a mapping."""
    fitting = [key for key in keys if key.fits(scope)]
    return {
        "type": "object",
        "properties": {key.name: {"description": key.doc, **key.kind.schema(definitions, scope)} for key in fitting},
        "required": [key.name for key in fitting if key.required],
        "additionalProperties": False,
    }
