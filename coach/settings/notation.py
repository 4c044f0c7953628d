"""Reads settings from the text that a person writes, on the command line or in the configuration, and writes them back.

Each `read_…` turns a text into a value, or raises an error that says what would be valid. Each `write_…` is its
inverse: what it writes is read back as an equal value, as long as the value has a finite decimal form.
"""

import math
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from coach.errors import SettingsError, UnknownNameError, nearest
from coach.script.vocabulary import Level, PauseName, Verbosity
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
    Lessons,
    Levels,
    Pauses,
)
from coach.soundscape.names import AmbientName, find_theme, theme_names

Word = TypeVar("Word", bound=StrEnum)

INHALE_SHARE = Fraction(2, 5)
"""How much of a breath is the inhale where only breaths a minute are given; 4 s in and 6 s out have the same share."""

AUTO = "auto"
MAX_WORDING = 99
"""The highest number of a wording. No phrase has so many; counting finished practices begins anew after it."""

LONGEST_NUMBER = 12
"""Characters of the longest number that is read."""


def read_speed(text: str) -> float:
    """Read a speed from 0.5 to 2.0, such as `0.9`.

    Raises:
        SettingsError: The text is no such number.
    """
    speed = _read_number(text)
    if speed is None or not MIN_SPEED <= speed <= MAX_SPEED:
        raise SettingsError(f"“{text}” is not a speed.", f"Give a number from {MIN_SPEED} to {MAX_SPEED}, such as 0.9.")
    return float(speed)


def write_speed(speed: float) -> str:
    """Write a speed, such as `0.9`."""
    return f"{speed:.10g}"


def read_pauses(text: str) -> Pauses:
    """Read pauses: `1.5` scales all of them, `settle=6,between=12` sets some in seconds, `1.5,settle=6` does both.

    Raises:
        SettingsError: The text has another form, names an unknown pause or sets one twice.
    """
    scale = Fraction(1)
    set_s: dict[PauseName, Fraction] = {}
    given: set[str] = set()
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        number = _read_number(value if equals else name)
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
    return Pauses(scale, tuple(set_s.items()))


def write_pauses(pauses: Pauses) -> str:
    """Write pauses, such as `1.5,settle=6`."""
    return ",".join([_write_number(pauses.scale), *(f"{name}={_write_number(s)}" for name, s in pauses.set_s)])


def read_breath(text: str) -> Breath:
    """Read a breath: `4:6` is seconds in and out, `5.5` is breaths a minute, two fifths of each the inhale.

    Raises:
        SettingsError: The text has another form, the cycle is under 4 s or over 20 s, or a phase is under 1 s.
    """
    first, colon, second = text.partition(":")
    inhale, exhale = _read_number(first), _read_number(second)
    if not colon and inhale:
        cycle_s = 60 / inhale
        breath = Breath(cycle_s * INHALE_SHARE, cycle_s * (1 - INHALE_SHARE))
    elif colon and inhale is not None and exhale is not None:
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


def write_breath(breath: Breath) -> str:
    """Write a breath as seconds in and out, or as breaths a minute where only that is a finite decimal."""
    phases = (breath.inhale_s, breath.exhale_s)
    if breath.cycle_s and not all(map(_is_decimal, phases)) and breath.inhale_s == breath.cycle_s * INHALE_SHARE:
        return _write_number(60 / breath.cycle_s)
    return ":".join(map(_write_number, phases))


def read_levels(text: str) -> Levels:
    """Read levels: `full` for all stretches, `cobra=gentle` for one, `full,cobra=gentle` for both.

    Whether there is such a stretch is for the session to say.

    Raises:
        SettingsError: The text names an unknown level.
    """
    levels, share_of = Levels(), dict[str, Fraction]()
    for part in text.split(","):
        name, equals, level = (piece.strip() for piece in part.partition("="))
        share = _read_word(Level, level if equals else name).share
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
    return _read_word(Verbosity, text)


def read_chimes(text: str) -> float:
    """Read the loudness of the sounds against the voice, from -40 to 10 dB; `off` is minus infinity.

    Raises:
        SettingsError: The text is neither.
    """
    return -math.inf if text == OFF else _read_db(text, CHIMES_DB, f"a loudness of the chimes, or {OFF}")


def write_chimes(chimes_db: float) -> str:
    """Write a loudness in dB, such as `-10`; minus infinity is `off`."""
    return OFF if chimes_db == -math.inf else f"{chimes_db:.10g}"


def read_breath_prompts(text: str) -> BreathPrompts:
    """Read `word`, `tone` or `both`.

    Raises:
        SettingsError: The text is none of them.
    """
    if text not in set(BreathPrompts):
        raise SettingsError(f"There is no breath prompt “{text}”.", nearest(text, BreathPrompts))
    return BreathPrompts(text)


def read_wording(text: str) -> int:
    """Read which of several wordings comes first: a number from 0 to 99; `auto` is 0 until a practice decides it.

    Raises:
        SettingsError: The text is neither.
    """
    number = _read_number(text)
    if text != AUTO and (number is None or number.denominator != 1 or number > MAX_WORDING):
        raise SettingsError(f"“{text}” is not a wording.", f"Give a whole number from 0 to {MAX_WORDING}, or {AUTO}.")
    return 0 if number is None else int(number)


def read_lessons(text: str) -> Lessons:
    """Read `on`, `off` or `auto`.

    Raises:
        SettingsError: The text is none of them.
    """
    if text not in set(Lessons):
        raise SettingsError(f"Lessons are not “{text}”.", nearest(text, Lessons))
    return Lessons(text)


def read_choose(text: str) -> tuple[tuple[str, str], ...]:
    """Read what is chosen in scripts: `place=chair`, or several as `place=chair,knees=sore`; nothing in an empty text.

    Raises:
        SettingsError: A part is no name and value, or a name is there twice.
    """
    chosen: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if not name or not value:
            raise SettingsError(f"“{part}” chooses nothing.", "Write NAME=VALUE, such as place=chair.")
        if name in chosen:
            raise SettingsError(f"“{name}” is chosen twice.", "Leave one of them out.")
        chosen[name] = value
    return tuple(sorted(chosen.items()))


def read_folder(text: str) -> str:
    """Read the path of a folder, which is looked into only when it is needed.

    Raises:
        SettingsError: The text is empty.
    """
    if not text.strip():
        raise SettingsError("An empty text is no folder.", "Give the path of a folder.")
    return text


def read_theme_name(text: str) -> str:
    """Read a theme: `bowl`, `soft`, or the path of a folder, which is opened only when it is needed.

    Raises:
        UnknownNameError: The text is neither; with the nearest name.
    """
    if not find_theme(text).is_dir() and not _is_path(text):
        raise UnknownNameError(f"There is no theme and no folder “{text}”.", nearest(text, theme_names()))
    return text


def read_ambient(text: str) -> str:
    """Read an ambient sound: `off`, `rain`, `noise`, `drone`, or the path of a file, opened only when it is needed.

    Raises:
        UnknownNameError: The text is neither; with the nearest name.
    """
    names = (OFF, *AmbientName)
    if text not in names and not _is_path(text) and not Path(text).is_file():
        raise UnknownNameError(f"There is no ambient sound and no file “{text}”.", nearest(text, names))
    return text


def read_ambient_loudness(text: str) -> float:
    """Read the loudness of the ambient sound against the voice, from -50 to 0 dB.

    Raises:
        SettingsError: The text is no such number.
    """
    return _read_db(text, AMBIENT_DB, "a loudness of the ambient sound")


def write_db(loudness_db: float) -> str:
    """Write a loudness in dB, such as `-18`."""
    return f"{loudness_db:.10g}"


def read_sample_rate(text: str) -> int:
    """Read a sample rate in Hz that every player takes: `48000` or `48k`.

    Raises:
        SettingsError: The text is no such rate.
    """
    number = _read_number(text.strip().removesuffix("k"))
    hz = number * 1000 if number is not None and text.strip().endswith("k") else number
    if hz not in SAMPLE_RATES_HZ:
        known = ", ".join(map(str, SAMPLE_RATES_HZ))
        raise SettingsError(f"“{text}” is not a sample rate that coach writes.", f"Give one of {known}.")
    return int(hz)


def read_channels(text: str) -> int:
    """Read `1` or `2`.

    Raises:
        SettingsError: The text is neither.
    """
    if text not in ("1", "2"):
        raise SettingsError(f"coach does not write “{text}” channels.", "Give 1, or 2 that are alike.")
    return int(text)


def read_bits(text: str) -> int:
    """Read `16` or `24`.

    Raises:
        SettingsError: The text is neither.
    """
    if text not in ("16", "24"):
        raise SettingsError(f"coach does not write samples of “{text}” bits.", "Give 16 or 24.")
    return int(text)


def read_minutes(text: str) -> Fraction:
    """Read the length of a session in minutes, exact: `12`, `12.5` or `12:30`; above 0 and up to 24 hours.

    Raises:
        SettingsError: The text is no such length.
    """
    whole, colon, seconds = text.partition(":")
    minutes, more = _read_number(whole), _read_number(seconds) if colon else Fraction(0)
    if minutes is None or more is None or more >= 60 or not 0 < minutes + more / 60 <= MAX_MINUTES:
        remedy = f"Give minutes above 0, up to {MAX_MINUTES}, such as 10, 12.5 or 12:30."
        raise SettingsError(f"“{text}” is not a length in minutes.", remedy)
    return minutes + more / 60


def write_minutes(minutes: Fraction) -> str:
    """Write a length in minutes, such as `12.5`; or as minutes and seconds where that is no finite decimal."""
    if _is_decimal(minutes):
        return _write_number(minutes)
    return f"{minutes // 1}:{_write_number(minutes % 1 * 60)}"


def read_lead_in(text: str) -> Fraction:
    """Read the seconds before a session begins, exact, up to ten minutes.

    Raises:
        SettingsError: The text is no such number.
    """
    seconds = _read_number(text)
    if seconds is None or seconds > MAX_PAUSE_S:
        raise SettingsError(f"“{text}” is not a time in seconds.", f"Give a number up to {MAX_PAUSE_S}, such as 5.")
    return seconds


def _is_path(text: str) -> bool:
    """Tell whether a text is meant as a path, without looking: a drive that is away must not break everything else."""
    return bool(set(text) & set("./\\"))


def _read_db(text: str, bounds: tuple[int, int], what: str) -> float:
    sign, digits = (text.strip()[:1], text.strip()[1:]) if text.strip()[:1] in ("+", "-") else ("", text.strip())
    number = _read_number(digits)
    loudness_db = -number if number is not None and sign == "-" else number
    if loudness_db is None or not bounds[0] <= loudness_db <= bounds[1]:
        raise SettingsError(f"“{text}” is not {what}.", f"Give decibels from {bounds[0]} to {bounds[1]}, such as -12.")
    return float(loudness_db)


def _read_word(words: type[Word], text: str) -> Word:
    if text not in set(words):
        raise SettingsError(f"There is no {words.__name__.lower()} “{text}”.", nearest(text, words))
    return words(text)


def _write_level(share: Fraction) -> str:
    """Write the level of a share; a share between the levels, which a person cannot write, as a number."""
    return next((level.value for level in Level if level.share == share), _write_number(share))


def _read_number(text: str) -> Fraction | None:
    """Read an exact, plain decimal number of a sane length; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not text.replace(".", "", 1).isdecimal() or not text.isascii():
        return None
    return Fraction(f"{text}0" if text.endswith(".") else text)


def _is_decimal(number: Fraction) -> bool:
    """Tell whether a number has a finite decimal form."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _write_number(number: Fraction) -> str:
    """Write a number in decimals, exact where it has at most nine of them."""
    return f"{float(number):.9f}".rstrip("0").rstrip(".")
