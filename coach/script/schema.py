"""Nodes in, the shape that a reader expects out: a mapping with these keys, a list, one text, one of a few words.

Whatever has another shape is an error with its place and the nearest valid name.
"""

from enum import StrEnum
from typing import TypeVar

from coach.errors import ScriptError, nearest
from coach.script.nodes import Mapping, Node, Scalar, Sequence

Word = TypeVar("Word", bound=StrEnum)


def fields(node: Mapping, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
    """A mapping's values by key: all of the required keys, some of the optional ones, no others.

    Raises:
        ScriptError: A key that is unknown, with the nearest known one, or missing.
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
    """A text that is not empty."""
    if isinstance(node, Scalar) and node.text.strip():
        return node
    remedy = "Put a text that holds { or [ or a colon between double quotes."
    raise ScriptError(node.location, "one text or number is expected here.", remedy)


def sequence(node: Node, name: str, *, most: int) -> tuple[Node, ...]:
    """The items of a list that has at least one and at most `most`; `name` is what the error calls it."""
    if not isinstance(node, Sequence) or not node.items:
        raise ScriptError(node.location, f"“{name}” is a list.", "Begin each item with a dash on a line of its own.")
    if len(node.items) > most:
        raise ScriptError(node.items[most].location, f"“{name}” has more than {most} items.", "Split the file.")
    return node.items


def word(words: type[Word], node: Node, what: str) -> Word:
    """One of a few words; `what` is what the error calls it."""
    written = scalar(node)
    if written.text not in set(words):
        problem = f"“{written.text}” is not a {what}."
        raise ScriptError(written.location, problem, nearest(written.text, words), written.text)
    return words(written.text)


def flag(node: Node) -> bool:
    """`true` or `false`."""
    written = scalar(node)
    if written.text not in ("true", "false"):
        problem = f"“{written.text}” is neither true nor false."
        raise ScriptError(written.location, problem, "Write true or false.", written.text)
    return written.text == "true"
