"""Reads script files: a YAML file in, a frozen stretch or routine out. Every mistake is an error with its location.

This module opens one file. The stretches that a routine names come from a function that the caller hands in.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from coach.errors import ScriptError, nearest
from coach.script.nodes import Mapping, Node, Scalar, read_nodes
from coach.script.schema import fields, scalar, sequence, word
from coach.script.step_reader import Scope, read_steps
from coach.script.steps import Level, Position, Routine, Stretch, Text
from coach.script.texts import read_text

MAX_STRETCHES = 2_000
"""The most stretches in a routine. Far above any real session; it bounds the work that a stranger's file can cause."""

FindStretch: TypeAlias = Callable[[Scalar], Stretch]
"""Finds the stretch that a name in a routine stands for; raises ScriptError if there is none."""


def read_script(path: Path, find_stretch: FindStretch) -> Stretch | Routine:
    """Read a stretch or a routine.

    Args:
        path: A YAML file; its name without the ending becomes the script's name.
        find_stretch: Finds the stretches of a routine.

    Raises:
        ScriptError: The file has a mistake; the error has its line and column and, for a name, the nearest valid one.
    """
    document = _read_document(path)
    if _has_key(document, "stretch"):
        return _read_stretch(path, document)
    return _read_routine(path, document, find_stretch)


def read_stretch(path: Path) -> Stretch:
    """Read a stretch that a routine names.

    Args:
        path: A YAML file; its name without the ending becomes the stretch's name.

    Raises:
        ScriptError: The file has a mistake, or it is a routine.
    """
    document = _read_document(path)
    if not _has_key(document, "stretch"):
        problem = "a routine cannot be inside a routine."
        raise ScriptError(document.location, problem, "List the names of its stretches instead.")
    return _read_stretch(path, document)


def _read_document(path: Path) -> Mapping:
    document = read_nodes(path)
    if isinstance(document, Mapping) and (_has_key(document, "stretch") or _has_key(document, "routine")):
        return document
    remedy = "Begin with `stretch: NAME` or `routine: NAME`."
    raise ScriptError(document.location, "this is neither a stretch nor a routine.", remedy)


def _has_key(node: Mapping, name: str) -> bool:
    return any(key.text == name for key, _ in node.items)


def _read_stretch(path: Path, document: Mapping) -> Stretch:
    keys = fields(document, required=("stretch", "position", "steps"), optional=("source", "ease"))
    return Stretch(
        name=path.stem,
        title=_read_title(keys["stretch"]),
        position=word(Position, keys["position"], "position"),
        source=scalar(keys["source"]).text if "source" in keys else "",
        steps=read_steps(keys["steps"], Scope()),
        ease=_read_optional_text(keys, "ease"),
    )


def _read_routine(path: Path, document: Mapping, find_stretch: FindStretch) -> Routine:
    keys = fields(document, required=("routine", "stretches"), optional=("say", "close", "optional", "level"))
    names = [scalar(name) for name in sequence(keys["stretches"], "stretches", most=MAX_STRETCHES)]
    return Routine(
        name=path.stem,
        title=_read_title(keys["routine"]),
        items=tuple(find_stretch(name) for name in names),
        say=_read_optional_text(keys, "say"),
        close=_read_optional_text(keys, "close"),
        optional=_read_optional(keys["optional"], {name.text for name in names}) if "optional" in keys else (),
        level=word(Level, keys["level"], "level") if "level" in keys else Level.STANDARD,
    )


def _read_optional(node: Node, stretches: set[str]) -> tuple[str, ...]:
    """Read the names of the stretches that a shorter session may leave out: some of the routine's, but not all."""
    names = [scalar(item) for item in sequence(node, "optional", most=MAX_STRETCHES)]
    for name in names:
        if name.text not in stretches:
            problem = f"“{name.text}” is not a stretch of this routine."
            raise ScriptError(name.location, problem, nearest(name.text, stretches), name.text)
    if stretches <= {name.text for name in names}:
        raise ScriptError(node.location, "every stretch is optional.", "Leave one out of this list.")
    return tuple(name.text for name in names)


def _read_title(node: Node) -> str:
    """Read a name that is spoken and shown: one sentence without pauses and placeholders."""
    title = scalar(node)
    sentences = read_text(title)
    if len(sentences) != 1 or not isinstance(sentences[0], str):
        raise ScriptError(node.location, "a name is one phrase.", "Move the rest into a `say` step.", title.text)
    return sentences[0]


def _read_optional_text(keys: dict[str, Node], key: str) -> Text:
    return read_text(scalar(keys[key])) if key in keys else ()
