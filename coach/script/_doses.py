"""Reads amounts: doses such as `20-30 s`, and pauses such as `settle` or `4 s`. Scalars in, frozen values out."""

import re
from fractions import Fraction

from coach.errors import ScriptError
from coach.script._nodes import Scalar
from coach.script.steps import Dose, DoseUnit, Pause, PauseName

MAX_HOLD_S = Fraction(30 * 60)
MAX_PAUSE_S = Fraction(10 * 60)
MAX_COUNT = 200
"""The most breaths or cycles of a dose, half an hour of them. This and the two above bound what a stranger's script can
ask for."""

DURATION_REMEDY = "Write seconds or minutes above zero, such as 20 s, 20-30 s or 1-2 min."

_SECONDS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60}
"""Units of time, in seconds."""

_COUNTS = {"breath": DoseUnit.BREATHS, "breaths": DoseUnit.BREATHS, "cycle": DoseUnit.CYCLES, "cycles": DoseUnit.CYCLES}
"""Units that are counted."""

_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:\s*[-–]\s*(\d{1,9}(?:\.\d{1,9})?))?\s*([a-z]*)")


def read_dose(scalar: Scalar, *, default_unit: str = "") -> Dose:
    """Read a number or a range with its unit.

    Args:
        scalar: A text such as `20-30 s`, `1–2 min`, `5-8 breaths` or `5-10`.
        default_unit: The unit of a number that has none. Without it, such a number is an error.

    Raises:
        ScriptError: The text is not of that form, is zero, counts down, or is more than any dose may be.
    """
    match = _AMOUNT.fullmatch(scalar.text.strip())
    unit = (match[3] or default_unit) if match else ""
    if not match or (unit not in _SECONDS and unit not in _COUNTS):
        raise ScriptError(scalar.location, f"“{scalar.text}” is not a dose.", DURATION_REMEDY, scalar.text)
    scale = _SECONDS.get(unit, 1)
    low = Fraction(match[1]) * scale
    high = Fraction(match[2]) * scale if match[2] else low
    dose = Dose(low, high, _COUNTS.get(unit, DoseUnit.SECONDS))
    _check_dose(scalar, dose)
    return dose


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


def _check_dose(scalar: Scalar, dose: Dose) -> None:
    if not 0 < dose.low <= dose.high:
        problem = f"“{scalar.text}” has to be above zero, with the smaller number first."
        raise ScriptError(scalar.location, problem, DURATION_REMEDY, scalar.text)
    counted = dose.unit is not DoseUnit.SECONDS
    if counted and (dose.low.denominator != 1 or dose.high.denominator != 1):
        raise ScriptError(
            scalar.location, f"“{scalar.text}” is not a whole number.", "Write whole numbers.", scalar.text
        )
    if dose.high > (MAX_COUNT if counted else MAX_HOLD_S):
        limit = f"{MAX_COUNT} breaths" if counted else "30 minutes"
        problem = f"“{scalar.text}” is more than {limit}."
        raise ScriptError(scalar.location, problem, "Write a smaller dose.", scalar.text)
