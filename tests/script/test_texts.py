from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Location, ScriptError
from coach.script.nodes import Scalar
from coach.script.steps import Dose, DoseUnit, Level, Pause, PauseName
from coach.script.texts import read_dose, read_pause, read_text

LOCATION = Location(Path("a.yaml"), 3, 7)


def scalar(text: str) -> Scalar:
    return Scalar(LOCATION, text)


def test_a_text_is_split_into_its_sentences() -> None:
    assert read_text(scalar("Sit tall. Breathe!  Ready?\n Go… on.")) == (
        "Sit tall.",
        "Breathe!",
        "Ready?",
        "Go…",
        "on.",
    )


def test_closing_quotes_and_brackets_stay_with_their_sentence() -> None:
    assert read_text(scalar('Say "go." (Then stop.) Rest')) == ('Say "go."', "(Then stop.)", "Rest")


def test_a_full_stop_inside_a_number_ends_no_sentence() -> None:
    assert read_text(scalar("Wait 4.5 seconds.")) == ("Wait 4.5 seconds.",)


def test_a_pause_mark_splits_a_text() -> None:
    parts = read_text(scalar("Lift [pause: 2.5 s] and lower. [pause: settle] Rest."))
    assert parts == ("Lift", Pause(Fraction(5, 2)), "and lower.", Pause(PauseName.SETTLE), "Rest.")


def test_placeholders_stay_in_the_text_where_they_are_allowed() -> None:
    assert read_text(scalar("To the {side}."), placeholders=("side",)) == ("To the {side}.",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "nothing to say"),
        ("[pause: 2 s]", "nothing to say"),
        ("Lift [pause 2 s] it.", "is not a mark"),
        ("Lift [paws: 2 s] it.", "is not a mark"),
        ("Lift [pause: soon] it.", "neither a named pause nor a duration"),
        ("Lift [pause: 2 h] it.", "is not a dose"),
        ("Lift [pause: 11 min] it.", "at most 10 minutes"),
        ("Lift [ it.", "a lone “[”"),
        ("Lift ] it.", "a lone “]”"),
        ("To the {side}.", "{side}"),
        ("To the {sied}.", "{sied}"),
        ("To the {side.", "a lone “{”"),
        ("To the side}.", "a lone “}”"),
        ("…", "no word to speak"),
        ("Bell\x07.", "control character"),
        ("word " * 101, "500 are the most"),
        ("a" * 51, "more than 50 characters"),
    ],
)
def test_a_malformed_text_is_an_error_and_never_read_aloud(text: str, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_text(scalar(text))
    assert problem in caught.value.problem


def test_an_error_in_a_one_line_text_points_at_the_mark() -> None:
    with pytest.raises(ScriptError) as caught:
        read_text(scalar("Lift [paws: 2 s] it."))
    assert (caught.value.line, caught.value.column) == (3, 12)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        parts = read_text(scalar(text), placeholders=("side", "other_side"))
    except ScriptError as error:
        assert error.line == 3
    else:
        spoken = "".join(part for part in parts if isinstance(part, str))
        assert not set("[]") & set(spoken)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("20-30 s", 20, 30, DoseUnit.SECONDS),
        ("20–30 s", 20, 30, DoseUnit.SECONDS),
        ("1-2 min", 60, 120, DoseUnit.SECONDS),
        ("90 seconds", 90, 90, DoseUnit.SECONDS),
        ("1.5 min", 90, 90, DoseUnit.SECONDS),
        ("5-8 breaths", 5, 8, DoseUnit.BREATHS),
    ],
)
def test_doses_are_read_exactly(text: str, low: int, high: int, unit: DoseUnit) -> None:
    assert read_dose(scalar(text)) == Dose(Fraction(low), Fraction(high), unit)


@pytest.mark.parametrize(
    "text", ["-5 s", "0 s", "30-20 s", "20", "20 parsecs", "soon", "5.5 breaths", "31 min", "201 breaths", "1e9 s", ""]
)
def test_what_is_no_dose_is_refused(text: str) -> None:
    with pytest.raises(ScriptError):
        read_dose(scalar(text))


@given(st.integers(1, 900), st.integers(0, 900))
def test_a_level_stays_within_its_dose(low: int, more: int) -> None:
    dose = read_dose(scalar(f"{low}-{low + more} s"))
    gentle, standard, full = (dose.amount(level.share) for level in Level)
    assert gentle == low
    assert full == low + more
    assert standard * 2 == gentle + full


@given(st.integers(1, 100), st.integers(0, 100))
def test_breaths_stay_whole_at_every_level(low: int, more: int) -> None:
    dose = read_dose(scalar(f"{low}-{low + more} breaths"))
    assert all(dose.amount(level.share).denominator == 1 for level in Level)


def test_a_pause_is_a_name_or_a_duration() -> None:
    assert read_pause(scalar("settle")) == Pause(PauseName.SETTLE)
    assert read_pause(scalar("4 s")) == Pause(Fraction(4))
    assert read_pause(scalar("4")) == Pause(Fraction(4))
