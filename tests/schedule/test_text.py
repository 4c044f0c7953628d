from fractions import Fraction

from coach.schedule.text import fill, sentences_of
from coach.script.steps import Pause


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
