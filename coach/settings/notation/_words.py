"""Reads and writes the settings of words: levels, how much is spoken, lessons, wordings, and a script's choices."""

from dataclasses import replace
from fractions import Fraction

from coach.errors import SettingsError
from coach.script.vocabulary import Level, Verbosity
from coach.settings.notation._values import plain, read_number, read_word, write_number
from coach.settings.values import Lessons, Levels

AUTO = "auto"
MAX_WORDING = 99
"""The highest number of a wording. No phrase has so many; counting finished practices begins anew after it."""


def read_levels(text: str) -> Levels:
    """Read levels: `full` for all stretches, `cobra=gentle` for one, `full,cobra=gentle` for both.

    Whether there is such a stretch is for the session to say.

    Raises:
        SettingsError: The text names an unknown level.
    """
    levels, share_of = Levels(), dict[str, Fraction]()
    for part in text.split(","):
        name, equals, level = map(plain, part.partition("="))
        word = level if equals else name
        share = read_word(Level, word, f"There is no level “{word}”.").share
        if equals:
            share_of[name] = share
        else:
            levels = replace(levels, share=share)
    return replace(levels, share_of=tuple(share_of.items()))


def write_levels(levels: Levels) -> str | None:
    """Write levels, such as `full,cobra=gentle`; None where the routine decides them all."""
    every = [] if levels.share is None else [_write_level(levels.share)]
    return ",".join([*every, *(f"{name}={_write_level(share)}" for name, share in levels.share_of)]) or None


def read_verbosity(text: str) -> Verbosity:
    """Read `full`, `brief` or `tones`.

    Raises:
        SettingsError: The text is none of them.
    """
    return read_word(Verbosity, text, f"There is no verbosity “{text}”.")


def read_wording(text: str) -> int:
    """Read which of several wordings comes first: a number from 0 to 99; `auto` is 0 until a practice decides it.

    Raises:
        SettingsError: The text is neither.
    """
    number = read_number(text)
    if plain(text) != AUTO and (number is None or number.denominator != 1 or number > MAX_WORDING):
        raise SettingsError(f"“{text}” is not a wording.", f"Give a whole number from 0 to {MAX_WORDING}, or {AUTO}.")
    return 0 if number is None else int(number)


def read_lessons(text: str) -> Lessons:
    """Read `on`, `off` or `auto`.

    Raises:
        SettingsError: The text is none of them.
    """
    return read_word(Lessons, text, f"Lessons are not “{text}”.")


def read_choose(text: str) -> tuple[tuple[str, str], ...]:
    """Read what is chosen in scripts: `place=chair`, or several as `place=chair,knees=sore`; nothing in an empty text.

    Raises:
        SettingsError: A part is no name and value, or a name is there twice.
    """
    chosen: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, value = map(plain, part.partition("="))
        if not name or not value:
            raise SettingsError(f"“{part}” chooses nothing.", "Write NAME=VALUE, such as place=chair.")
        if name in chosen:
            raise SettingsError(f"“{name}” is chosen twice.", "Leave one of them out.")
        chosen[name] = value
    return tuple(sorted(chosen.items()))


def _write_level(share: Fraction) -> str:
    """Write the level of a share; a share between the levels, which a person cannot write, as a number."""
    return next((level.value for level in Level if level.share == share), write_number(share))
