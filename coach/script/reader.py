"""Reads script files: a YAML file in, a frozen stretch or routine out. All mistakes of a file are told at once.

This module opens one file; `stretch_reader` and `routine_reader` read what is in it. The stretches that a routine names
come from a function that the caller hands in.
"""

from pathlib import Path

from coach.errors import ScriptError, closest
from coach.script.kinds import FindStretch, Scope
from coach.script.nodes import Mapping, read_nodes
from coach.script.routine_reader import read_routine
from coach.script.schema import shortened
from coach.script.steps import Routine, Stretch
from coach.script.stretch_reader import read_stretch_node

BEGIN = "Begin with `stretch: NAME` or `routine: NAME`."


def read_script(path: Path, find_stretch: FindStretch) -> Stretch | Routine:
    """Read a stretch or a routine.

    Args:
        path: A YAML file; its name without the ending becomes the script's name.
        find_stretch: Finds the stretches of a routine.

    Raises:
        ScriptError: The file has a mistake; the error has its line and column and, for a name, the nearest valid one. A
            ScriptErrors if it has several; it tells up to 20.
    """
    document = _read_document(path)
    try:
        if document.has("stretch"):
            return read_stretch_node(document, path.stem, Scope())
        return read_routine(document, path.stem, Scope(find=find_stretch))
    except ScriptError as error:
        raise shortened(error) from None


def read_stretch(path: Path) -> Stretch:
    """Read a stretch that a routine names.

    Args:
        path: A YAML file; its name without the ending becomes the stretch's name.

    Raises:
        ScriptError: The file has a mistake, or it is a routine.
    """
    document = _read_document(path)
    if not document.has("stretch"):
        problem = "a routine cannot be inside a routine."
        raise ScriptError(document.location, problem, "List the names of its stretches instead.")
    return read_stretch_node(document, path.stem, Scope())


def kind_of(path: Path) -> str:
    """Return “stretch” or “routine”, or “broken” for a file that is neither."""
    try:
        document = _read_document(path)
    except ScriptError:
        return "broken"
    return "stretch" if document.has("stretch") else "routine"


def _read_document(path: Path) -> Mapping:
    document = read_nodes(path)
    if not isinstance(document, Mapping):
        raise ScriptError(document.location, "this is neither a stretch nor a routine.", BEGIN)
    if document.has("stretch") or document.has("routine"):
        return document
    for key, _ in document.items:
        if meant := closest(key.text, ("stretch", "routine")):
            remedy = f"Did you mean “{meant}”? {BEGIN}"
            raise ScriptError(key.location, "this is neither a stretch nor a routine.", remedy, key.text)
    raise ScriptError(document.location, "this is neither a stretch nor a routine.", BEGIN)
