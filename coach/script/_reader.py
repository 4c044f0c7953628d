"""Reads script files: a YAML file in, a frozen stretch or routine out. All mistakes of a file are told at once.

This module opens one file; `stretch_reader` and `routine_reader` read what is in it. The stretches that a routine names
come from a function that the caller hands in.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from coach.errors import ScriptError, closest
from coach.script._nodes import BEGIN, Mapping, Scalar, parse_nodes
from coach.script._routine_reader import read_routine
from coach.script._schema import as_one, shortened
from coach.script._stretch_reader import read_stretch_node
from coach.script.kinds import FindStretch, Scope
from coach.script.routine import Routine, Stretch

Script = TypeVar("Script")


def read_script(path: Path, find_stretch: FindStretch) -> Stretch | Routine:
    """Read a stretch or a routine.

    Args:
        path: A YAML file; its name without the ending becomes the script's name.
        find_stretch: Finds the stretches of a routine.

    Raises:
        ScriptError: The file has a mistake; the error has its line and column and, for a name, the nearest valid one. A
            ScriptErrors if it has several mistakes; it tells up to 20.
    """
    try:
        document, errors = _parse_document(path)
        return _without(errors, partial(_read, document, path.stem, find_stretch))
    except ScriptError as error:
        raise shortened(error) from None


def _read(document: Mapping, name: str, find_stretch: FindStretch) -> Stretch | Routine:
    if document.has("stretch"):
        return read_stretch_node(document, name, Scope())
    return read_routine(document, name, Scope(find=find_stretch))


def read_stretch(path: Path) -> Stretch:
    """Read a stretch that a routine names.

    Args:
        path: A YAML file; its name without the ending becomes the stretch's name.

    Raises:
        ScriptError: The file has a mistake, or it is a routine.
    """
    document, errors = _parse_document(path)
    if not document.has("stretch"):
        problem = "a routine cannot be inside a routine."
        raise ScriptError(document.location, problem, "List the names of its stretches instead.")
    return _without(errors, partial(read_stretch_node, document, path.stem, Scope()))


def kind_of(path: Path) -> str:
    """Return “stretch” or “routine”, or “broken” for a file that is neither."""
    return head_of(path)[0]


def head_of(path: Path) -> tuple[str, str]:
    """Return what `kind_of` does, and the title; the title of a broken file is empty."""
    try:
        document, _ = _parse_document(path)
    except ScriptError:
        return "broken", ""
    kind = "stretch" if document.has("stretch") else "routine"
    title = document.get(kind)
    return kind, title.text if isinstance(title, Scalar) else ""


def _without(errors: list[ScriptError], read: Callable[[], Script]) -> Script:
    """Call a function that reads, and return its value; raise its errors together with those found before."""
    try:
        script = read()
    except ScriptError as error:
        raise as_one([*errors, *error.errors]) from None
    if errors:
        raise as_one(errors)
    return script


def _parse_document(path: Path) -> tuple[Mapping, list[ScriptError]]:
    document, errors = parse_nodes(path)
    if not isinstance(document, Mapping):
        raise ScriptError(document.location, "this is neither a stretch nor a routine.", BEGIN)
    if document.has("stretch") or document.has("routine"):
        return document, errors
    for key, _ in document.items:
        if meant := closest(key.text, ("stretch", "routine")):
            remedy = f"Did you mean “{meant}”? {BEGIN}"
            raise ScriptError(key.location, "this is neither a stretch nor a routine.", remedy, key.text)
    raise ScriptError(document.location, "this is neither a stretch nor a routine.", BEGIN)
