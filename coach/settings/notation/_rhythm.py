"""Reads and writes the settings of time: speed, pauses, breath, the length of a session and its lead-in."""

from fractions import Fraction

from coach.errors import SettingsError, nearest
from coach.script.vocabulary import PauseName
from coach.settings.notation._values import is_decimal, plain, read_number, write_number
from coach.settings.values import (
    MAX_CYCLE_S,
    MAX_MINUTES,
    MAX_PAUSE_S,
    MAX_PAUSE_SCALE,
    MAX_SPEED,
    MIN_CYCLE_S,
    MIN_PHASE_S,
    MIN_SPEED,
    Breath,
    Pauses,
)

INHALE_SHARE = Fraction(2, 5)
"""How much of a breath is the inhale where only breaths a minute are given; 4 s in and 6 s out have the same share."""


def read_speed(text: str) -> float:
    """Read a speed from 0.5 to 2.0, such as `0.9`.

    Raises:
        SettingsError: The text is no such number.
    """
    speed = read_number(text)
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
        name, equals, value = map(plain, part.partition("="))
        number = read_number(value if equals else name)
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
    return ",".join([write_number(pauses.scale), *(f"{name}={write_number(s)}" for name, s in pauses.set_s)])


def read_breath(text: str) -> Breath:
    """Read a breath: `4:6` is seconds in and out, `5.5` is breaths a minute, two fifths of each the inhale.

    Raises:
        SettingsError: The text has another form, the cycle is under 4 s or over 20 s, or a phase is under 1 s.
    """
    first, colon, second = text.partition(":")
    inhale, exhale = read_number(first), read_number(second)
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
    if breath.cycle_s and not all(map(is_decimal, phases)) and breath.inhale_s == breath.cycle_s * INHALE_SHARE:
        return write_number(60 / breath.cycle_s)
    return ":".join(map(write_number, phases))


def read_minutes(text: str) -> Fraction:
    """Read the length of a session in minutes, exact: `12`, `12.5` or `12:30`; above 0 and up to 24 hours.

    Raises:
        SettingsError: The text is no such length.
    """
    whole, colon, seconds = text.partition(":")
    minutes, more = read_number(whole), read_number(seconds) if colon else Fraction(0)
    if minutes is None or more is None or more >= 60 or not 0 < minutes + more / 60 <= MAX_MINUTES:
        remedy = f"Give minutes above 0, up to {MAX_MINUTES}, such as 10, 12.5 or 12:30."
        raise SettingsError(f"“{text}” is not a length in minutes.", remedy)
    return minutes + more / 60


def write_minutes(minutes: Fraction) -> str:
    """Write a length in minutes, such as `12.5`; or as minutes and seconds where that is no finite decimal."""
    if is_decimal(minutes):
        return write_number(minutes)
    return f"{minutes // 1}:{write_number(minutes % 1 * 60)}"


def read_lead_in(text: str) -> Fraction:
    """Read the seconds before a session begins, exact, up to ten minutes.

    Raises:
        SettingsError: The text is no such number.
    """
    seconds = read_number(text)
    if seconds is None or seconds > MAX_PAUSE_S:
        raise SettingsError(f"“{text}” is not a time in seconds.", f"Give a number up to {MAX_PAUSE_S}, such as 5.")
    return seconds
