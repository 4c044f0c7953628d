"""Checks the shape of nodes: a mapping with certain keys, a list, one text, or one of a few words.

Nodes in; the values that a reader expects out. A node of another shape is an error with its location and, for a name,
the nearest valid one. Whether a text makes sense is for `_texts` and `_doses` to say.
"""

from enum import StrEnum
from typing import TypeVar

from coach.errors import ScriptError, nearest
from coach.script._nodes import Mapping, Node, Scalar, Sequence

Word = TypeVar("Word", bound=StrEnum)


def fields(node: Mapping, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
    """Return a mapping's values by key.

    Args:
        node: The mapping; it has all of the required keys, some of the optional ones, and no others.
        required: Keys that have to be there. The first one names the mapping in errors.
        optional: Keys that may be there.

    Raises:
        ScriptError: A key is missing, or unknown: then the error has the nearest known one.
    """
    for key, _ in node.items:
        if key.text not in (*required, *optional):
            problem = f"“{key.text}” is not a key of `{required[0]}`."
            raise ScriptError(key.location, problem, nearest(key.text, (*required, *optional)), key.text)
    values = {key.text: value for key, value in node.items}
    for name in required:
        if name not in values:
            raise ScriptError(node.location, f"`{required[0]}` needs the key “{name}”.", f"Add a line `{name}: …`.")
    return values


def scalar(node: Node) -> Scalar:
    """Return a node that is a text and not empty.

    Raises:
        ScriptError: The node is a list or a mapping, or the text is empty.
    """
    if isinstance(node, Scalar) and node.text.strip():
        return node
    remedy = "Put a text that holds { or [ or a colon between double quotes."
    raise ScriptError(node.location, "one text or number is expected here.", remedy)


def sequence(node: Node, name: str, *, most: int) -> tuple[Node, ...]:
    """Return the items of a list.

    Args:
        node: The list.
        name: The name of the list in errors.
        most: How many items it may have; it has at least one.

    Raises:
        ScriptError: The node is not a list, is empty, or has too many items.
    """
    if not isinstance(node, Sequence) or not node.items:
        raise ScriptError(node.location, f"“{name}” is a list.", "Begin each item with a dash on a line of its own.")
    if len(node.items) > most:
        raise ScriptError(node.items[most].location, f"“{name}” has more than {most} items.", "Split the file.")
    return node.items


def word(words: type[Word], node: Node, name: str) -> Word:
    """Return one of a few words.

    Args:
        words: The words.
        node: The text.
        name: The name of such a word in errors.

    Raises:
        ScriptError: The text is none of the words; the error has the nearest one.
    """
    written = scalar(node)
    if written.text not in set(words):
        problem = f"“{written.text}” is not a {name}."
        raise ScriptError(written.location, problem, nearest(written.text, words), written.text)
    return words(written.text)


def flag(node: Node) -> bool:
    """Return whether a text is `true`.

    Raises:
        ScriptError: The text is neither `true` nor `false`.
    """
    written = scalar(node)
    if written.text not in ("true", "false"):
        problem = f"“{written.text}” is neither true nor false."
        raise ScriptError(written.location, problem, "Write true or false.", written.text)
    return written.text == "true"
