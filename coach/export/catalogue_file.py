"""Reads a catalogue from a YAML file, and its values from options. Each mistake of a file has its line and column."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from coach.errors import SettingsError, nearest
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue, Selection, read_pattern
from coach.export.text.companions import read_companions
from coach.script.plain_file import Rows, Several, Table, read_plain_file
from coach.script.vocabulary import Level
from coach.session.voices import read_voice
from coach.settings.notation import read_levels, read_minutes, read_speed

TITLE = "catalogue.yaml"

ALL = "all"
"""Stands for the three levels."""


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue.

    Raises:
        ScriptError: The file cannot be read, or something in it is wrong; with line, column and the nearest valid key.
    """
    values = dict(read_plain_file(path, _TABLE, TITLE).values)
    left_out = tuple(Selection(**row) for row in values.pop("except", ()))
    beside, pattern = values.pop("with", ()), values.pop("pattern", "")
    return Catalogue(Selection(**values), left_out, beside, pattern)


def with_options(catalogue: Catalogue, options: Selection) -> Catalogue:
    """Return a catalogue with the values of options in place of its own, where there are any."""
    given = {each.name: value for each in fields(options) if (value := getattr(options, each.name))}
    return replace(catalogue, wanted=replace(catalogue.wanted, **given))


def read_several(read: Callable[[str], tuple[Any, ...]]) -> Callable[[str], tuple[Any, ...]]:
    """Return a reader of texts with commas between them."""
    return lambda text: tuple(dict.fromkeys(value for part in text.split(",") for value in read(part.strip())))


def voice_named(text: str) -> tuple[str, ...]:
    """Read a voice."""
    return (read_voice(text),)


def speed_named(text: str) -> tuple[float, ...]:
    """Read a speed."""
    return (read_speed(text),)


def levels_named(text: str) -> tuple[Any, ...]:
    """Read a level, or all of them."""
    return tuple(map(read_levels, Level if text.lower() == ALL else (text,)))


def format_named(text: str) -> tuple[FileFormat, ...]:
    """Read a format.

    Raises:
        SettingsError: There is no such format.
    """
    if text.lower() not in set(FileFormat):
        raise SettingsError(f"There is no format “{text}”.", nearest(text, FileFormat))
    return (FileFormat(text.lower()),)


def _script_named(text: str) -> tuple[str, ...]:
    if not text:
        raise SettingsError("A script has a name.", "Write it as `coach list` shows it.")
    return (text,)


_DIMENSIONS: Table = {
    "scripts": Several(_script_named),
    "voices": Several(voice_named),
    "speeds": Several(speed_named),
    "levels": Several(levels_named),
    "minutes": Several(lambda text: (read_minutes(text),)),
    "formats": Several(format_named),
}

_TABLE: Table = {
    **_DIMENSIONS,
    "with": Several(read_companions),
    "pattern": read_pattern,
    "except": Rows(_DIMENSIONS),
}
