"""Turns the text of a YAML file into a tree of plain nodes with their locations.

It works on the parser's events: no tag is resolved, no alias followed and no object constructed, and every scalar stays
the text that the author wrote. The reader gives that text a meaning.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from coach.errors import Location, ScriptError
from coach.files import read_given

MAX_SIZE_BYTES = 256 * 1024
"""The largest file, in bytes. The longest shipped script has under 3 KB; a hundred times that is not a stretch."""

MAX_DEPTH = 20
"""How deep nodes may be nested. Each list of steps adds two to the one around it: a phase of repetitions inside four
rounds of a stretch that is written inside a routine's round reaches 18."""

_READING_REMEDIES: dict[int | None, str] = {
    errno.EFBIG: "Split it into several stretches.",
    errno.EINVAL: "Write the script to a file, and name that.",  # a pipe or a device, such as the <(…) of a shell
}

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's parser: ten times faster, not built everywhere


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, exactly as written."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    location: Location
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written. No key comes twice."""

    location: Location
    items: tuple[tuple[Scalar, "Node"], ...]

    def has(self, name: str) -> bool:
        """Return whether there is such a key."""
        return self.get(name) is not None

    def get(self, name: str) -> "Node | None":
        """Return the value of a key, or None where the key is not there."""
        return next((value for key, value in self.items if key.text == name), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def read_nodes(path: Path) -> Node:
    """Read one YAML document that has no mistake; see `parse_nodes`.

    Raises:
        ScriptError: It has a mistake.
    """
    node, errors = parse_nodes(path)
    if errors:
        raise errors[0]
    return node


BEGIN = "Begin with `stretch: NAME` or `routine: NAME`."


def parse_nodes(path: Path, begin: str = BEGIN) -> tuple[Node, list[ScriptError]]:
    """Read one YAML document.

    Args:
        path: A UTF-8 text file of at most 256 KiB.
        begin: The sentence that says how to begin, for an empty file.

    Returns:
        The document's outermost node, and the mistakes that do not stop the reading: keys that a
        mapping has twice.

    Raises:
        ScriptError: The file is unreadable, too large, not UTF-8 or not YAML; or it is nested deeper than 20, or uses
            tags, anchors or aliases.
    """
    text = _read_text(path)
    events = yaml.parse(text, Loader=_LOADER)
    try:
        builder = _Builder(path, events, begin)
        return builder.document(), builder.errors
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        location = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        raise _in_words(error, path, text) or ScriptError(
            location, f"this is not YAML: {error.problem or error.context}.", _yaml_remedy(text, mark)
        ) from None
    except yaml.YAMLError as error:
        problem = f"this is not YAML: {error}.".replace("\n", " ")
        raise ScriptError(Location(path), problem, "Save it as plain text.") from None


def _read_text(path: Path) -> str:
    whole = Location(path)
    try:
        data = read_given(path, MAX_SIZE_BYTES)
    except OSError as error:
        remedy = _READING_REMEDIES.get(error.errno, "Check the path and its permissions.")
        raise ScriptError(whole, f"cannot be read: {error.strerror or error}.", remedy) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        location = Location(path, data.count(b"\n", 0, error.start) + 1, 1)
        raise ScriptError(location, "this line is not UTF-8 text.", "Save the file as UTF-8.") from None


def _in_words(error: yaml.MarkedYAMLError, path: Path, text: str) -> ScriptError | None:
    """Return a plain error for the commonest mistakes; None for others, which keep the parser's words."""
    mark, start = error.problem_mark, error.context_mark
    lines = text.splitlines()
    if mark and "nesting depth" in (error.problem or ""):  # PyYAML from 6.0.4 on, which reads ahead in brackets
        return _too_deep(Location(path, mark.line + 1, mark.column + 1))
    if start and "quoted scalar" in (error.context or ""):
        location = Location(path, start.line + 1, start.column + 1)
        return ScriptError(location, "a quotation mark opens here and is not closed.", "Close it where the text ends.")
    if mark and mark.line < len(lines):
        line = lines[mark.line]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            location = Location(path, mark.line + 1, indent.index("\t") + 1)
            return ScriptError(location, "this line is indented with a tab.", "Indent with spaces.")
        if line[mark.column : mark.column + 1] == "\t":  # as after the dash of a list
            location = Location(path, mark.line + 1, mark.column + 1)
            return ScriptError(location, "there is a tab here.", "Write a space instead.")
    return None


def _too_deep(location: Location) -> ScriptError:
    return ScriptError(location, f"this is nested deeper than {MAX_DEPTH}.", "Write the steps one after another.")


def _yaml_remedy(text: str, mark: yaml.error.Mark | None) -> str:
    """Guess a remedy for the line: mostly, an unquoted text holds a character that means something in YAML."""
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    value = line.partition(": ")[2].strip()
    if value.startswith(("{", "[", "%", "@", "`", "&", "*", "!")) or ": " in value:
        return "Put the whole text between double quotes."
    return "Check the indentation and the colons around this line."


class _Builder:
    """Builds the nodes of one document from its events."""

    def __init__(self, path: Path, events: Iterator[yaml.Event], begin: str) -> None:
        self._path = path
        self._events = events
        self._begin = begin
        self.errors: list[ScriptError] = []

    def document(self) -> Node:
        """Build the first document; an empty file and a second document are errors."""
        for event in self._events:
            if isinstance(event, yaml.StreamEndEvent):
                raise ScriptError(Location(self._path), "is empty.", self._begin)
            if isinstance(event, yaml.DocumentStartEvent):
                break
        node = self._node(next(self._events), depth=1)
        next(self._events)  # the document's end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            remedy = "Keep one stretch or routine in a file."
            raise ScriptError(self._location(after), "a second document begins here.", remedy)
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        location = self._location(event)
        self._refuse_cleverness(event, location)
        if depth > MAX_DEPTH:
            raise _too_deep(location)
        match event:
            case yaml.ScalarEvent(value=text):
                return Scalar(location, text)
            case yaml.SequenceStartEvent():
                items = (self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent))
                return Sequence(location, tuple(items))
            case _:
                return self._mapping(location, depth)

    def _mapping(self, location: Location, depth: int) -> Mapping:
        items: dict[str, tuple[Scalar, Node]] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                remedy = "Put texts with { or [ between double quotes."
                raise ScriptError(key.location, "a key has to be one word.", remedy)
            value = self._node(next(self._events), depth + 1)
            if key.text in items:
                remedy = "Keep one of them, or begin the second one with a dash."
                self.errors.append(ScriptError(key.location, f"“{key.text}” is here twice.", remedy, key.text))
            items.setdefault(key.text, (key, value))
        return Mapping(location, tuple(items.values()))

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _refuse_cleverness(self, event: yaml.Event, location: Location) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ScriptError(location, "anchors (&) and aliases (*) are not allowed.", "Write the text out.")
        if tag := getattr(event, "tag", None):
            raise ScriptError(location, f"the tag {tag} is not allowed.", "Remove the word with the !.", tag)

    def _location(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self._path, mark.line + 1, mark.column + 1) if mark else Location(self._path, 1, 1)
