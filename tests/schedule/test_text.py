from fractions import Fraction

import pytest

from coach.schedule.text import fill, sentences_of, time_words
from coach.script.steps import Pause
from tests.schedule.scheduling import PHRASES


def test_words_are_filled_in_and_a_sentence_begins_with_a_capital() -> None:
    text = ("{side} foot forward.", Pause(Fraction(2)), "Turn to the {other_side}.", "{n} more.")
    assert fill(text, side="left", other_side="right") == (
        "Left foot forward.",
        Pause(Fraction(2)),
        "Turn to the right.",
        "{n} more.",
    )


def test_a_text_without_words_to_fill_in_stays_as_it_is_written() -> None:
    assert fill(("e-bows up.",)) == ("e-bows up.",)


def test_the_sentences_of_a_text_are_those_without_its_pauses() -> None:
    assert sentences_of(("Lift.", Pause(Fraction(2)), "Lower.")) == ("Lift.", "Lower.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (25, "25 seconds"),
        (60, "one minute"),
        (75, "one minute and 15 seconds"),
        (90, "a minute and a half"),
        (120, "2 minutes"),
        (150, "2 and a half minutes"),
    ],
)
def test_minutes_are_said_as_minutes(seconds: int, words: str) -> None:
    assert time_words(seconds, PHRASES) == words
