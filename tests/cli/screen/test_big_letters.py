"""Large letters: how wide they are, and when there are none."""

import pytest

from coach.cli.screen._big_letters import ROWS, big_letters


def test_letters_keep_within_the_columns_or_are_not_drawn() -> None:
    for columns in range(1, 120):
        lines = big_letters("Kneeling back bend", columns)
        assert all(len(line) <= columns for line in lines)
        assert bool(lines) == (columns >= len(big_letters("Kneeling", 200)[1]))


def test_the_second_line_of_text_begins_below_the_tails_of_the_first() -> None:
    assert big_letters("gap", 40) == [
        "",
        "▄▀▀▀█  ▀▀▀▄ █▀▀▀▄",
        "█   █ ▄▀▀▀█ █   █",
        " ▀▀▀█  ▀▀▀▀ █▀▀▀",
        " ▀▀▀        ▀",
    ]
    assert big_letters("gap gap", 20) == big_letters("gap", 20) * 2


def test_letters_of_twice_the_size_have_twice_the_rows_and_columns() -> None:
    small, large = big_letters("gap", 40), big_letters("gap", 40, scale=2)
    assert len(large) in {2 * ROWS, 2 * ROWS - 1}  # an empty row at the end is left out
    assert max(map(len, large)) == 2 * max(map(len, small))


@pytest.mark.parametrize("text", ["前屈", "duruşu", "a_b"])
def test_text_with_a_letter_that_the_font_lacks_is_not_drawn(text: str) -> None:
    assert big_letters(text, 200) == []
