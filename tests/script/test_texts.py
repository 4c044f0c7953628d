from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Location, ScriptError
from coach.script._nodes import Scalar
from coach.script._texts import read_text
from coach.script.steps import Pause
from coach.script.vocabulary import PauseName

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


@pytest.mark.parametrize(
    "text", ["Smile \U0001f469\u200d\u2764\ufe0f\u200d\U0001f468.", "Soft\u00adly.", "A\u200bb \u2060c."]
)
def test_joined_emoji_and_soft_hyphens_are_texts(text: str) -> None:
    assert read_text(scalar(text)) == (text,)


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
        ("Lift [ it.", "a lone “[”"),
        ("Lift ] it.", "a lone “]”"),
        ("To the {side}.", "{side}"),
        ("To the {sied}.", "{sied}"),
        ("To the {side.", "a lone “{”"),
        ("To the side}.", "a lone “}”"),
        ("…", "no word to speak"),
        ("Bell\x07.", "control character"),
        ("Backwards \u202e.", "control character"),
        ("word " * 101, "at most 500 are allowed"),
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
    assert caught.value.location == Location(LOCATION.path, 3, 12)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_location(text: str) -> None:
    try:
        parts = read_text(scalar(text), placeholders=("side", "other_side"))
    except ScriptError as error:
        assert error.location.line == 3
    else:
        spoken = "".join(part for part in parts if isinstance(part, str))
        assert not set("[]") & set(spoken)
