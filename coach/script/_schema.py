"""Checks the shape of nodes: a mapping with certain keys, a list, one text, or one of a few words.

Nodes in, the expected values out. A node of another shape is an error with its location and, for a name, the nearest
valid one. `texts` and `doses` check whether a text makes sense. `gather` reads on after a mistake, so that all mistakes
of a file are told at once.
"""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Names
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from coach.errors import ScriptError, ScriptErrors, closest, nearest
from coach.script._nodes import Mapping, Node, Scalar, Sequence

Word = TypeVar("Word", bound=StrEnum)


Value = TypeVar("Value")

MAX_ERRORS = 20
"""The most mistakes that are told at once."""


def gather(reads: Iterable[Callable[[], Value]]) -> list[Value]:
    """Call all functions, and return their values in order.

    Raises:
        ScriptError: One of them failed. Where several did, it is a ScriptErrors with all of their mistakes.
    """
    values: list[Value] = []
    errors: list[ScriptError] = []
    for read in reads:
        try:
            values.append(read())
        except ScriptError as error:
            errors.extend(error.errors)
    if errors:
        raise as_one(errors)
    return values


def as_one(errors: Iterable[ScriptError]) -> ScriptError:
    """Join mistakes into one error, file by file and from top to bottom. Equal mistakes are kept once."""
    distinct = list({(str(error.location), error.problem): error for error in errors}.values())
    files = list(dict.fromkeys(error.location.path for error in distinct))
    distinct.sort(key=partial(_place, files))
    return distinct[0] if len(distinct) == 1 else ScriptErrors(tuple(distinct))


def shortened(error: ScriptError) -> ScriptError:
    """Return an error that tells at most 20 mistakes and says how many more there are."""
    left_out = len(error.errors) - MAX_ERRORS
    return ScriptErrors(error.errors[:MAX_ERRORS], left_out) if left_out > 0 else error


def _place(files: list[Path], error: ScriptError) -> tuple[int, int, int]:
    location = error.location
    return files.index(location.path), location.line or 0, location.column or 0


def fields(node: Mapping, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
    """Return a mapping's values by key.

    Args:
        node: The mapping; it has all of the required keys, some of the optional ones, and no others.
        required: Keys that have to be there. The first one names the mapping in errors.
        optional: Keys that may be there.

    Raises:
        ScriptError: A key is missing, or unknown: then the error has the nearest known one.
    """
    if errors := key_errors(node, required[0], required=required, optional=optional):
        raise as_one(errors)
    return {key.text: value for key, value in node.items}


def key_errors(
    node: Mapping,
    title: str,
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...] = (),
    synonyms: Names[str, str] | None = None,
) -> list[ScriptError]:
    """Return the mistakes in a mapping's keys; see `fields`. `title` names the mapping in them.

    A misspelt key is not reported as missing as well, and no key is suggested that is there already.
    """
    known = (*required, *optional)
    errors = []
    names = {key.text for key, _ in node.items}
    free = [name for name in known if name not in names]
    for key, _ in node.items:
        if key.text not in known:
            problem = f"“{key.text}” is not a key of `{title}`."
            remedy = nearest(key.text, free, synonyms) if free else "Leave it out."
            errors.append(ScriptError(key.location, problem, remedy, key.text))
            names.add(closest(key.text, free, synonyms) or "")
    for name in required:
        if name not in names:
            problem = f"`{title}` needs the key “{name}”."
            errors.append(ScriptError(node.location, problem, f"Add a line `{name}: …`."))
    return errors


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
    if not isinstance(node, Sequence):
        raise ScriptError(node.location, f"“{name}” is a list.", "Begin each item with a dash on a line of its own.")
    if not node.items:
        remedy = "Write at least one item, on a line of its own that begins with a dash."
        raise ScriptError(node.location, f"“{name}” is a list, and this one is empty.", remedy)
    if len(node.items) > most:
        raise ScriptError(node.items[most].location, f"“{name}” has more than {most} items.", "Split the file.")
    return node.items


def word(words: type[Word], node: Node, name: str, synonyms: Names[str, str] | None = None) -> Word:
    """Return one of a few words.

    Args:
        words: The words.
        node: The text.
        name: The name of such a word in errors.
        synonyms: Other words that people write, with the word that they mean.

    Raises:
        ScriptError: The text is none of the words; the error has the nearest one.
    """
    written = scalar(node)
    if written.text not in set(words):
        problem = f"“{written.text}” is not a {name}."
        raise ScriptError(written.location, problem, nearest(written.text, words, synonyms), written.text)
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
