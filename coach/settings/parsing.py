"""TODO."""

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from coach.errors import SettingsError, UnknownNameError, nearest
from coach.script.schema import Word
from coach.script.steps import Level, PauseName, Verbosity
from coach.settings.values import (
    AMBIENT_DB,
    CHIMES_DB,
    MAX_CYCLE_S,
    MAX_MINUTES,
    MAX_PAUSE_S,
    MAX_PAUSE_SCALE,
    MAX_SPEED,
    MIN_CYCLE_S,
    MIN_PHASE_S,
    MIN_SPEED,
    OFF,
    SAMPLE_RATES_HZ,
    Breath,
    BreathPrompts,
    Levels,
    Pauses,
)
from coach.soundscape.ambient import AmbientName
from coach.soundscape.theme import find_theme, theme_names


def read_speed(text: str) -> float:
    """`1.0`, from 0.5 to 2.0.

    Raises:
        SettingsError: Not such a number.
    """
    speed = _number(text)
    if speed is None or not MIN_SPEED <= speed <= MAX_SPEED:
        raise SettingsError(f"“{text}” is not a speed.", f"Give a number from {MIN_SPEED} to {MAX_SPEED}, such as 0.9.")
    return float(speed)


def read_pauses(text: str) -> Pauses:
    """`1.5` scales all pauses, `settle=6,between=12` sets some in seconds, `1.5,settle=6` does both.

    Raises:
        SettingsError: Anything else.
    """
    scale = Fraction(1)
    set_s: dict[PauseName, Fraction] = {}
    given: set[str] = set()
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        number = _number(value if equals else name)
        limit = MAX_PAUSE_S if equals else MAX_PAUSE_SCALE
        if equals and name not in set(PauseName):
            raise SettingsError(f"There is no pause “{name}”.", nearest(name, PauseName))
        if number is None or not 0 <= number <= limit:
            remedy = "Give a factor up to 10, or seconds up to 600 by name: 1.5 or settle=6,between=12."
            raise SettingsError(f"“{part.strip()}” is not a pause length.", remedy)
        if (name if equals else "") in given:
            raise SettingsError(f"“{text}” says two things at once.", "Give one factor, and each name once.")
        given.add(name if equals else "")
        if equals:
            set_s[PauseName(name)] = number
        else:
            scale = number
    return Pauses(scale, MappingProxyType(set_s))


def read_breath(text: str) -> Breath:
    """`4:6`, seconds in and out, or `5.5`, breaths a minute at 2:3.

    Raises:
        SettingsError: Anything else, a cycle under 4 s or over 20 s, a phase under 1 s.
    """
    inhale, colon, exhale = (_number(part) if part != ":" else part for part in text.partition(":"))
    if isinstance(inhale, Fraction) and not colon and inhale > 0:
        cycle_s = 60 / inhale
        breath = Breath(cycle_s * 2 / 5, cycle_s * 3 / 5)
    elif isinstance(inhale, Fraction) and isinstance(exhale, Fraction):
        breath = Breath(inhale, exhale)
    else:
        raise SettingsError(f"“{text}” is not a breath.", "Give seconds in and out, 4:6, or breaths a minute, 5.5.")
    if not MIN_CYCLE_S <= breath.cycle_s <= MAX_CYCLE_S or min(breath.inhale_s, breath.exhale_s) < MIN_PHASE_S:
        problem = (
            f"A breath of {float(breath.inhale_s):.3g} s in and {float(breath.exhale_s):.3g} s out is not restful."
        )
        remedy = (
            f"Let a breath last {MIN_CYCLE_S} to {MAX_CYCLE_S} s (3 to 15 a minute), "
            f"each phase at least {MIN_PHASE_S} s: faster is panting, slower a strain."
        )
        raise SettingsError(problem, remedy)
    return breath


def read_levels(text: str) -> Levels:
    """`full` for all stretches, `cobra=gentle` for one, `full,cobra=gentle` for both.

    Raises:
        SettingsError: Not a level. Whether there is such a stretch is for the routine to say.
    """
    levels = Levels()
    for part in text.split(","):
        name, equals, level = (piece.strip() for piece in part.partition("="))
        share = _word(Level, level if equals else name).share
        levels = replace(levels, share_of={**levels.share_of, name: share}) if equals else replace(levels, share=share)
    return levels


def read_verbosity(text: str) -> Verbosity:
    """`full`, `brief` or `tones`.

    Raises:
        SettingsError: Anything else.
    """
    return _word(Verbosity, text)


def read_chimes(text: str) -> float:
    """`-10`, decibels against the voice, from -40 to 10; or `off`, which is minus infinity.

    Raises:
        SettingsError: Anything else.
    """
    return -math.inf if text == OFF else _level_db(text, CHIMES_DB, f"a level of the chimes, or {OFF}")


def read_breath_prompts(text: str) -> BreathPrompts:
    """`word`, `tone` or `both`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in set(BreathPrompts):
        raise SettingsError(f"There is no breath prompt “{text}”.", nearest(text, BreathPrompts))
    return BreathPrompts(text)


def read_theme_name(text: str) -> str:
    """`bowl`, `soft`, or the path of a folder; what looks like a path is looked for when it is needed.

    Raises:
        UnknownNameError: Neither, with the nearest name.
    """
    if not find_theme(text).is_dir() and not _is_path(text):
        raise UnknownNameError(f"There is no theme and no folder “{text}”.", nearest(text, theme_names()))
    return text


def read_ambient(text: str) -> str:
    """`off`, `rain`, `noise`, `drone`, or the path of a sound file, which is looked for when it is needed.

    Raises:
        UnknownNameError: Neither, with the nearest name.
    """
    names = (OFF, *AmbientName)
    if text not in names and not _is_path(text) and not Path(text).is_file():
        raise UnknownNameError(f"There is no ambient sound and no file “{text}”.", nearest(text, names))
    return text


def read_ambient_level(text: str) -> float:
    """`-18`, decibels against the voice, from -50 to 0.

    Raises:
        SettingsError: Anything else.
    """
    return _level_db(text, AMBIENT_DB, "a level of the ambient sound")


def read_sample_rate(text: str) -> int:
    """`48000` or `48k`: Hz, one of those that every player takes.

    Raises:
        SettingsError: Any other.
    """
    number = _number(text.strip().removesuffix("k"))
    hz = number * 1000 if number is not None and text.strip().endswith("k") else number
    if hz not in SAMPLE_RATES_HZ:
        known = ", ".join(map(str, SAMPLE_RATES_HZ))
        raise SettingsError(f"“{text}” is not a sample rate that coach writes.", f"Give one of {known}.")
    return int(hz)


def read_channels(text: str) -> int:
    """`1` or `2`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in ("1", "2"):
        raise SettingsError(f"coach does not write “{text}” channels.", "Give 1, or 2 that are alike.")
    return int(text)


def read_minutes(text: str) -> Fraction:
    """The length of a session in minutes, exact: `12`, `12.5` or `12:30`; above 0 and up to 24 hours.

    Raises:
        SettingsError: Not such a number.
    """
    whole, colon, seconds = text.partition(":")
    minutes, more = _number(whole), _number(seconds) if colon else Fraction(0)
    if minutes is None or more is None or more >= 60 or not 0 < minutes + more / 60 <= MAX_MINUTES:
        remedy = f"Give minutes above 0, up to {MAX_MINUTES}, such as 10, 12.5 or 12:30."
        raise SettingsError(f"“{text}” is not a length in minutes.", remedy)
    return minutes + more / 60


def read_lead_in(text: str) -> Fraction:
    """Seconds before a session begins, exact, up to ten minutes.

    Raises:
        SettingsError: Not such a number.
    """
    seconds = _number(text)
    if seconds is None or seconds > MAX_PAUSE_S:
        raise SettingsError(f"“{text}” is not a time in seconds.", f"Give a number up to {MAX_PAUSE_S}, such as 5.")
    return seconds


def _is_path(text: str) -> bool:
    """Whether it is meant as one; a file on a drive that is away must not keep everything else from working."""
    return bool(set(text) & set("./\\"))


def _level_db(text: str, bounds: tuple[int, int], what: str) -> float:
    digits = text.strip()[1:] if text.strip()[:1] in ("+", "-") else text.strip()
    number = _number(digits)
    level_db = -number if number is not None and text.strip().startswith("-") else number
    if level_db is None or not bounds[0] <= level_db <= bounds[1]:
        raise SettingsError(f"“{text}” is not {what}.", f"Give decibels from {bounds[0]} to {bounds[1]}, such as -12.")
    return float(level_db)


def _word(words: type[Word], text: str) -> Word:
    if text not in set(words):
        raise SettingsError(f"There is no {words.__name__.lower()} “{text}”.", nearest(text, words))
    return words(text)


def _number(text: str) -> Fraction | None:
    """An exact, plain decimal number of a sane length, or None."""
    text = text.strip()
    if len(text) > 12 or not text.replace(".", "", 1).isdecimal() or not text.isascii():
        return None
    return Fraction(text if not text.endswith(".") else text + "0")
