"""Reads a small YAML file that is no script: a mapping of texts, some of them in lists or in mappings inside it.

All mistakes of a file are told at once, each with its line and column and, for a key, the nearest one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from coach.errors import CoachError, Location, ScriptError
from coach.script._nodes import Mapping as MappingNode
from coach.script._nodes import Node, Scalar, parse_nodes
from coach.script._schema import as_one, gather, key_errors, sequence, shortened

Read: TypeAlias = Callable[[str], Any]
"""Reads one text, which may be empty. It raises a SettingsError for one that is not valid."""

MAX_ITEMS = 1000
"""The most items of a list."""


@dataclass(frozen=True, slots=True)
class Several:
    """A list of texts, or one text with commas between them. Its value is a tuple.

    Attributes:
        read: Reads each text, and returns the values that it stands for.
    """

    read: Callable[[str], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of mappings. Its value is a tuple of the values of each.

    Attributes:
        table: The keys of each mapping.
    """

    table: "Table"


Table: TypeAlias = Mapping[str, Read | Several | Rows | Mapping[str, Read]]
"""The keys that a mapping may have, each with the reader of its value, or with the keys of a mapping of texts."""


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
    if isinstance(read, Rows):
        rows = sequence(node, key.text, most=MAX_ITEMS)
        return tuple(gather(partial(_read_mapping, row, read.table, key.text, whole) for row in rows))
    if isinstance(read, Several):
        return _read_several(key, node, read)
    if not isinstance(node, Scalar):
        remedy = "Put a text that holds { or [ or a colon between double quotes."
        raise ScriptError(node.location, f"“{key.text}” is one text.", remedy)
    return _read_text(node, node.text, read)


def _read_several(key: Scalar, node: Node, several: Several) -> tuple[Any, ...]:
    """Read a list of texts, or the parts of one text."""
    if isinstance(node, Scalar):
        texts = [(node, text) for text in node.text.split(",")]
    else:
        items = sequence(node, key.text, most=MAX_ITEMS)
        texts = [(item, item.text) for item in items if isinstance(item, Scalar)]
        if wrong := [item for item in items if not isinstance(item, Scalar)]:
            raise ScriptError(wrong[0].location, f"each item of “{key.text}” is one text.", "Write one text.")
    groups = gather(partial(_read_text, place, text, several.read) for place, text in texts)
    return tuple(dict.fromkeys(value for group in groups for value in group))


def _read_text(node: Scalar, text: str, read: Read) -> Any:
    try:
        return read(text.strip())
    except CoachError as error:
        raise ScriptError(node.location, error.problem, error.remedy, text.strip()) from None


def _places(node: Node, before: str = "") -> Iterator[tuple[str, Location]]:
    if isinstance(node, MappingNode):
        for key, value in node.items:
            yield before + key.text, value.location
            yield from _places(value, f"{before}{key.text}.")
