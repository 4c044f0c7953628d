"""Reads amounts: doses such as `20-30 s`, pauses such as `settle` or `4 s`, and patterns of breath such as `4-7-8`.

Scalars in, frozen values out. All numbers stay exact.
"""

import re
from fractions import Fraction

from coach.errors import ScriptError, closest
from coach.script._nodes import Scalar
from coach.script.steps import Pattern, Pause
from coach.script.vocabulary import Dose, DoseUnit, PauseName

MAX_HOLD_S = Fraction(30 * 60)
MAX_PAUSE_S = Fraction(10 * 60)
MAX_COUNT = 200
"""The most breaths, cycles or repetitions of a dose. This and the two limits above bound the length of a stranger's
script."""

MAX_PHASE_S = Fraction(30)
MIN_CYCLE_S, MAX_CYCLE_S = Fraction(2), Fraction(60)
"""The shortest and the longest breath of a pattern; its phases may last up to 30 s."""

DURATION_REMEDY = "Write seconds or minutes above zero, such as 20 s, 20-30 s or 1-2 min."
PATTERN_REMEDY = (
    "Write the seconds of its parts: 4-6 (in, out), 4-7-8 (in, hold, out) or 4-4-4-4 (in, hold, out, hold)."
)

SECONDS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60}
"""Units of time, in seconds."""

COUNTS = {
    "breath": DoseUnit.BREATHS,
    "breaths": DoseUnit.BREATHS,
    "cycle": DoseUnit.CYCLES,
    "cycles": DoseUnit.CYCLES,
    "rep": DoseUnit.REPS,
    "reps": DoseUnit.REPS,
    "repetition": DoseUnit.REPS,
    "repetitions": DoseUnit.REPS,
}
"""Units that are counted."""

_SYNONYMS = {"secs": "s", "sek": "s", "mins": "min", "m": "min", "x": "reps", "times": "reps", "breathes": "breaths"}
"""Units that people write, with the unit that they mean."""

NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
"""A number as a regular expression: digits, with a fraction or without."""

_AMOUNT = re.compile(rf"({NUMBER})(?:\s*[-–]\s*({NUMBER}))?\s*([a-z]*)")
_PATTERN = re.compile(rf"{NUMBER}(?:\s*[-–]\s*{NUMBER}){{1,3}}")


def read_dose(scalar: Scalar, *, default_unit: str = "", most_s: Fraction = MAX_HOLD_S) -> Dose:
    """Read a number or a range with its unit.

    Args:
        scalar: A text such as `20-30 s`, `1–2 min`, `5-8 breaths` or `5-10`.
        default_unit: The unit of a number that has none. Without it, such a number is an error.
        most_s: The longest time.

    Raises:
        ScriptError: The text is not of that form, is zero, counts down, or is more than any dose may be.
    """
    match = _AMOUNT.fullmatch(scalar.text.strip())
    unit = (match[3] or default_unit) if match else ""
    if not match or (unit not in SECONDS and unit not in COUNTS):
        raise ScriptError(scalar.location, f"“{scalar.text}” is not a dose.", _remedy(scalar.text, unit), scalar.text)
    scale = SECONDS.get(unit, 1)
    low = Fraction(match[1]) * scale
    high = Fraction(match[2]) * scale if match[2] else low
    dose = Dose(low, high, COUNTS.get(unit, DoseUnit.SECONDS))
    _check_dose(scalar, dose, most_s)
    return dose


def read_duration(scalar: Scalar, *, least_s: Fraction, most_s: Fraction) -> Fraction:
    """Read one time that is prescribed, in seconds. A number without a unit is a number of seconds.

    Raises:
        ScriptError: The text is not one time from `least_s` to `most_s`.
    """
    dose = read_dose(scalar, default_unit="s", most_s=most_s)
    if dose.unit is not DoseUnit.SECONDS or dose.low != dose.high:
        problem = f"“{scalar.text}” is not one time."
        raise ScriptError(scalar.location, problem, "Write seconds, such as 20 s.", scalar.text)
    if dose.low < least_s:
        problem = f"“{scalar.text}” is shorter than {float(least_s):g} s."
        raise ScriptError(scalar.location, problem, "Write a longer time.", scalar.text)
    return dose.low


def read_pattern(scalar: Scalar) -> Pattern:
    """Read a pattern of breath: two to four numbers of seconds between dashes.

    Raises:
        ScriptError: The text is not of that form, has no inhale or no exhale, or a part or the whole is too long or too
            short.
    """
    if not _PATTERN.fullmatch(scalar.text.strip()):
        problem = f"“{scalar.text}” is not a pattern of breath."
        raise ScriptError(scalar.location, problem, PATTERN_REMEDY, scalar.text)
    inhale_s, *others_s = (Fraction(number) for number in re.findall(NUMBER, scalar.text))
    none_s = Fraction(0)
    if len(others_s) == 1:
        others_s = [none_s, *others_s]
    parts_s = [inhale_s, *others_s, none_s][:4]
    pattern = Pattern(*parts_s)
    if max(parts_s) > MAX_PHASE_S or not MIN_CYCLE_S <= pattern.cycle_s <= MAX_CYCLE_S:
        problem = f"“{scalar.text}” cannot be breathed: a part lasts up to 30 s, a breath 2 to 60 s."
        raise ScriptError(scalar.location, problem, PATTERN_REMEDY, scalar.text)
    if not (pattern.inhale_s and pattern.exhale_s):
        problem = f"“{scalar.text}” has no {'exhale' if pattern.inhale_s else 'inhale'}."
        raise ScriptError(scalar.location, problem, PATTERN_REMEDY, scalar.text)
    return pattern


def read_pause(scalar: Scalar) -> Pause:
    """Read the name of a pause or a duration.

    Raises:
        ScriptError: The text is neither, or a duration of more than 10 minutes.
    """
    if scalar.text in set(PauseName):
        return Pause(PauseName(scalar.text))
    if not re.match(r"\d", scalar.text):
        problem = f"“{scalar.text}” is neither a named pause nor a duration."
        remedy = f"Write one of {', '.join(PauseName)}, or seconds such as 4 s."
        raise ScriptError(scalar.location, problem, remedy, scalar.text)
    dose = read_dose(scalar, default_unit="s")
    if dose.unit is not DoseUnit.SECONDS or dose.low != dose.high or dose.high > MAX_PAUSE_S:
        problem = f"“{scalar.text}” is not one duration of at most 10 minutes."
        raise ScriptError(scalar.location, problem, "Write seconds, such as 4 s.", scalar.text)
    return Pause(dose.low)


def _remedy(text: str, unit: str) -> str:
    """Return a remedy: the same number with the unit that was probably meant, or else the allowed forms."""
    meant = closest(unit, (*SECONDS, *COUNTS), _SYNONYMS) if unit else None
    return f"Did you mean “{text.replace(unit, meant)}”?" if meant else DURATION_REMEDY


def _check_dose(scalar: Scalar, dose: Dose, most_s: Fraction) -> None:
    if not 0 < dose.low <= dose.high:
        problem = f"“{scalar.text}” has to be above zero, with the smaller number first."
        raise ScriptError(scalar.location, problem, DURATION_REMEDY, scalar.text)
    counted = dose.unit is not DoseUnit.SECONDS
    if counted and (dose.low.denominator != 1 or dose.high.denominator != 1):
        raise ScriptError(
            scalar.location, f"“{scalar.text}” is not a whole number.", "Write whole numbers.", scalar.text
        )
    if dose.high > (MAX_COUNT if counted else most_s):
        limit = f"{MAX_COUNT} {dose.unit}" if counted else _time_in_words(most_s)
        problem = f"“{scalar.text}” is more than {limit}."
        raise ScriptError(scalar.location, problem, "Write a smaller dose.", scalar.text)


def _time_in_words(length_s: Fraction) -> str:
    return f"{float(length_s):g} s" if length_s < 120 else f"{float(length_s / 60):g} minutes"
