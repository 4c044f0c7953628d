from fractions import Fraction
from pathlib import Path

import pytest

from coach.errors import Location, ScriptError
from coach.script._doses import read_dose, read_duration, read_pattern, read_pause
from coach.script._nodes import Scalar
from coach.script.steps import Pattern, Pause
from coach.script.vocabulary import Dose, DoseUnit, PauseName


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
        ("8-12 reps", 8, 12, DoseUnit.REPS),
        ("10 repetitions", 10, 10, DoseUnit.REPS),
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


@pytest.mark.parametrize(("text", "meant"), [("20 secs", "20 s"), ("1-2 mins", "1-2 min"), ("5 breahts", "5 breaths")])
def test_a_unit_in_other_words_is_answered_with_its_own(text: str, meant: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_dose(scalar(text))
    assert caught.value.remedy == f"Did you mean “{meant}”?"


@pytest.mark.parametrize(
    ("text", "parts_s"),
    [
        ("4-6", (4, 0, 6, 0)),
        ("5.5–5.5", (Fraction(11, 2), 0, Fraction(11, 2), 0)),
        ("4-7-8", (4, 7, 8, 0)),
        ("4 - 4 - 4 - 4", (4, 4, 4, 4)),
    ],
)
def test_a_pattern_has_two_to_four_parts(text: str, parts_s: tuple[Fraction, ...]) -> None:
    assert read_pattern(scalar(text)) == Pattern(*map(Fraction, parts_s))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4", "not a pattern"),
        ("4-4-4-4-4", "not a pattern"),
        ("in-out", "not a pattern"),
        ("4:6", "not a pattern"),
        ("31-4", "cannot be breathed"),
        ("1-0.5", "cannot be breathed"),
        ("30-10-30", "cannot be breathed"),
        ("4-0", "has no exhale"),
    ],
)
def test_a_pattern_that_cannot_be_breathed_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_pattern(scalar(text))
    assert problem in caught.value.problem


def test_a_prescribed_time_is_one_number_within_its_bounds() -> None:
    bounds = {"least_s": Fraction(1), "most_s": Fraction(60)}
    assert read_duration(scalar("1.5 s"), **bounds) == Fraction(3, 2)
    assert read_duration(scalar("40"), **bounds) == 40
    for text, problem in (("4-5 s", "not one time"), ("0.5 s", "shorter than 1 s"), ("2 min", "more than 60 s")):
        with pytest.raises(ScriptError, match=problem):
            read_duration(scalar(text), **bounds)
