"""Turns what a person chose into settings: each choice as it is written on the command line, or as a value.

The table names every choice that shapes a session. Choices of a file or a loudspeaker are not here.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from coach.errors import SettingsError, nearest
from coach.session.voices import read_voice
from coach.settings.notation import (
    read_ambient,
    read_ambient_loudness,
    read_breath,
    read_breath_prompts,
    read_chimes,
    read_choose,
    read_folder,
    read_lessons,
    read_levels,
    read_minutes,
    read_pauses,
    read_speed,
    read_theme_name,
    read_verbosity,
    read_wording,
    write_breath,
    write_levels,
    write_minutes,
    write_pauses,
)
from coach.settings.values import OFF, Breath, Levels, Pauses, Settings

Given: TypeAlias = str | Path | int | float | Fraction | Pauses | Breath | Levels
"""A choice: a text as on the command line, a number, or a value of the settings."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    Attributes:
        field: Its field in `Settings`; empty for the length of the session, which is not one of them.
        read: Reads its text, or raises an error that says what would be valid.
    """

    field: str
    read: Callable[[str], object]


CHOICES: Mapping[str, Choice] = {
    "voice": Choice("voice", read_voice),
    "speed": Choice("speed", read_speed),
    "pause": Choice("pauses", read_pauses),
    "breath": Choice("breath", read_breath),
    "level": Choice("levels", read_levels),
    "verbosity": Choice("verbosity", read_verbosity),
    "breath-prompts": Choice("breath_prompts", read_breath_prompts),
    "chimes": Choice("chimes_db", read_chimes),
    "sounds": Choice("theme", read_theme_name),
    "ambient": Choice("ambient", read_ambient),
    "ambient-level": Choice("ambient_db", read_ambient_loudness),
    "lessons": Choice("lessons", read_lessons),
    "wording": Choice("wording", read_wording),
    "choose": Choice("choose", read_choose),
    "scripts": Choice("scripts", read_folder),
    "minutes": Choice("", read_minutes),
}
"""Every choice by its name on the command line, without the dashes in front."""


def read_settings(given: Mapping[str, Given]) -> tuple[Settings, Fraction | None]:
    """Read and check choices.

    Args:
        given: Choices by name; what is left out has its default.

    Returns:
        The settings, and the wished length of the session in minutes, None without a wish.

    Raises:
        CoachError: A name or a value is unknown or out of its range, in the words of the command line; or the choices
            contradict each other.
    """
    fields: dict[str, Any] = {}
    minutes: Fraction | None = None
    for name, value in given.items():
        if name not in CHOICES:
            raise SettingsError(f"There is no setting “{name}”.", nearest(name, CHOICES))
        choice = CHOICES[name]
        read = choice.read(_text(name, value))
        if isinstance(value, Pauses | Breath | Levels):
            read = value  # as exact as it was given
        if choice.field:
            fields[choice.field] = read
        elif isinstance(read, Fraction):
            minutes = read
    return Settings(**fields), minutes


def _text(name: str, value: Given) -> str:
    """Write a choice as the command line would take it, so that one reader checks them all."""
    match value:
        case str() | Path():
            return str(value)
        case Pauses():
            return write_pauses(value)
        case Breath():
            return write_breath(value)
        case Levels():
            return write_levels(value) or "standard"
        case bool():
            raise SettingsError(f"“{value}” is not a value for {name}.", "Give a text or a number.")
        case int() | float() | Fraction():
            return _number_text(name, value)
    raise SettingsError(f"“{value}” is not a value for {name}.", "Give it as on the command line, between quotes.")


def _number_text(name: str, number: int | float | Fraction) -> str:
    if name == "chimes" and number == -math.inf:
        return OFF
    if name == "minutes" and isinstance(number, Fraction):
        return write_minutes(number)
    return f"{float(number):.10g}"
