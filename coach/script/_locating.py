"""Finds where a spoken sentence was written, from the sentence alone: its placeholders are filled in by then."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from coach.errors import Location, ScriptError
from coach.script._nodes import Mapping, Node, Scalar, parse_nodes
from coach.script._texts import location_in, sentences_in


def locate(sentence: str, paths: Iterable[Path]) -> Location | None:
    """Return where a sentence stands in the first of the files that has it, or a title that was put into the sentence.

    Args:
        sentence: A sentence as it is spoken, such as “Turn to the left.” for “Turn to the {side}.”
        paths: Scripts; those that cannot be read are left out.
    """
    scalars = [scalar for path in paths for scalar in _scalars_of(path)]
    for scalar in scalars:
        for written in sentences_in(scalar.text):
            if _pattern(written).fullmatch(sentence):
                return location_in(scalar, written)
    titles = [scalar for scalar in scalars if scalar.text.strip() and scalar.text.strip() in sentence]
    longest = max(titles, key=lambda scalar: len(scalar.text), default=None)
    return longest.location if longest else None


def _pattern(written: str) -> re.Pattern[str]:
    """Match a sentence with anything in place of its placeholders; its first letter may have become a capital."""
    pieces = re.split(r"\{[^{}]*\}", written)
    return re.compile(".+".join(map(re.escape, pieces)), re.IGNORECASE)


def _scalars_of(path: Path) -> Iterator[Scalar]:
    try:
        document, _ = parse_nodes(path)
    except ScriptError:
        return
    yield from _scalars(document)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    items = (value for _, value in node.items) if isinstance(node, Mapping) else node.items
    for item in items:
        yield from _scalars(item)
