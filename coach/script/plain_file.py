"""Reads a small YAML file that is no script: a mapping of texts, some of them in a mapping inside it.

All mistakes of a file are told at once, each with its line and column and, for a key, the nearest one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from coach.errors import Location, ScriptError, SettingsError
from coach.script._nodes import Mapping as MappingNode
from coach.script._nodes import Node, Scalar, parse_nodes
from coach.script._schema import as_one, gather, key_errors, shortened

Read: TypeAlias = Callable[[str], Any]
"""Reads one text, which may be empty. It raises a SettingsError for one that is not valid."""

Table: TypeAlias = Mapping[str, Read | Mapping[str, Read]]
"""The keys that a mapping may have, each with the reader of its text, or with the keys of a mapping of texts."""


@dataclass(frozen=True, slots=True)
class PlainFile:
    """The values of a file.

    Attributes:
        values: The values of the keys that are there; of a mapping, those in it.
        places: Where each value is written, by its key; those in a mapping by both keys, as in `colours.text`.
    """

    values: dict[str, Any]
    places: dict[str, Location]


def read_plain_file(path: Path, table: Table, title: str, *, whole: tuple[str, ...] = ()) -> PlainFile:
    """Read a file.

    Args:
        path: A UTF-8 file of at most 256 KiB.
        table: Its keys. None of them has to be there.
        title: Names the outermost mapping in errors.
        whole: The mappings of texts that need all of their keys.

    Raises:
        ScriptError: The file cannot be read, or something in it is wrong.
    """
    document, errors = parse_nodes(path, _keys_to_write(table))
    try:
        values = _read_mapping(document, table, title, whole)
    except ScriptError as error:
        raise shortened(as_one([*errors, *error.errors])) from None
    if errors:
        raise shortened(as_one(errors))
    return PlainFile(values, dict(_places(document)))


def _keys_to_write(table: Table) -> str:
    return f"Write one of its keys: {', '.join(f'`{name}: …`' for name in table)}."


def _read_mapping(node: Node, table: Table, title: str, whole: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(node, MappingNode):
        raise ScriptError(node.location, f"`{title}` has keys with values.", _keys_to_write(table))
    required = tuple(table) if title in whole else ()
    optional = () if required else tuple(table)
    wrong = key_errors(node, title, required=required, optional=optional)
    known = [(key, value) for key, value in node.items if key.text in table]
    try:
        values = gather(partial(_read_value, key, value, table[key.text], whole) for key, value in known)
    except ScriptError as error:
        raise as_one([*wrong, *error.errors]) from None
    if wrong:
        raise as_one(wrong)
    return {key.text: value for (key, _), value in zip(known, values, strict=True)}


def _read_value(key: Scalar, node: Node, read: Any, whole: tuple[str, ...]) -> Any:
    if isinstance(read, Mapping):
        return _read_mapping(node, read, key.text, whole)
    if not isinstance(node, Scalar):
        remedy = "Put a text that holds { or [ or a colon between double quotes."
        raise ScriptError(node.location, f"“{key.text}” is one text.", remedy)
    try:
        return read(node.text.strip())
    except SettingsError as error:
        raise ScriptError(node.location, error.problem, error.remedy, node.text) from None


def _places(node: Node, before: str = "") -> Iterator[tuple[str, Location]]:
    if isinstance(node, MappingNode):
        for key, value in node.items:
            yield before + key.text, value.location
            yield from _places(value, f"{before}{key.text}.")
