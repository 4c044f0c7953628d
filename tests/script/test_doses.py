from fractions import Fraction
from pathlib import Path

import pytest

from coach.errors import Location, ScriptError
from coach.script._doses import read_dose, read_pause
from coach.script._nodes import Scalar
from coach.script.steps import Dose, DoseUnit, Pause, PauseName


def scalar(text: str) -> Scalar:
    return Scalar(Location(Path("a.yaml"), 3, 7), text)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("20-30 s", 20, 30, DoseUnit.SECONDS),
        ("20–30 s", 20, 30, DoseUnit.SECONDS),
        ("1-2 min", 60, 120, DoseUnit.SECONDS),
        ("90 seconds", 90, 90, DoseUnit.SECONDS),
        ("1.5 min", 90, 90, DoseUnit.SECONDS),
        ("5-8 breaths", 5, 8, DoseUnit.BREATHS),
        ("5 cycles", 5, 5, DoseUnit.CYCLES),
    ],
)
def test_doses_are_read_exactly(text: str, low: int, high: int, unit: DoseUnit) -> None:
    assert read_dose(scalar(text)) == Dose(Fraction(low), Fraction(high), unit)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-5 s", "is not a dose"),
        ("20", "is not a dose"),
        ("20 parsecs", "is not a dose"),
        ("soon", "is not a dose"),
        ("1e9 s", "is not a dose"),
        ("", "is not a dose"),
        ("0 s", "above zero"),
        ("30-20 s", "the smaller number first"),
        ("5.5 breaths", "is not a whole number"),
        ("31 min", "more than 30 minutes"),
        ("201 breaths", "more than 200 breaths"),
    ],
)
def test_what_is_no_dose_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_dose(scalar(text))
    assert problem in caught.value.problem
    assert caught.value.location == Location(Path("a.yaml"), 3, 7)
    assert caught.value.text == text


def test_a_number_without_a_unit_gets_the_default_one() -> None:
    assert read_dose(scalar("5-10"), default_unit="cycles").unit is DoseUnit.CYCLES


def test_a_pause_is_a_name_or_a_duration() -> None:
    assert read_pause(scalar("settle")) == Pause(PauseName.SETTLE)
    assert read_pause(scalar("4 s")) == Pause(Fraction(4))
    assert read_pause(scalar("4")) == Pause(Fraction(4))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("soon", "neither a named pause nor a duration"),
        ("4-5 s", "is not one duration"),
        ("3 breaths", "is not one duration"),
        ("11 min", "at most 10 minutes"),
    ],
)
def test_what_is_no_pause_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_pause(scalar(text))
    assert problem in caught.value.problem
