"""Sentences and tables in few columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.wrapping import cells_of, table_lines, wrap

ROWS = [
    ("STRETCH", "TITLE", "DOSE"),
    ("cobra", "Cobra pose", "5–8 breaths"),
    ("hip-flexor", "Hip flexor stretch", ""),
]


@pytest.mark.parametrize(
    ("text", "cells"), [("Cobra", 5), ("伸展", 4), ("Übung", 5), ("U\u0308", 1), ("👍", 2), ("☀️", 1), ("·═▄", 3)]
)
def test_letters_of_east_asia_take_two_columns_and_accents_none(text: str, cells: int) -> None:
    assert cells_of(text) == cells


def test_a_line_is_wrapped_between_words_under_its_indent() -> None:
    assert wrap("  0:29  Slowly lift your chest. 伸展 伸展", 18, indent=8) == [
        "  0:29  Slowly",
        "        lift your",
        "        chest.",
        "        伸展 伸展",
    ]


def test_a_number_keeps_its_unit_and_a_dot_its_place() -> None:
    assert wrap("20–30 s · each side · 5 min", 11) == ["20–30 s ·", "each side ·", "5 min"]
    assert wrap("  hold 30 s", 8) == ["  hold", "  30 s"]


def test_a_word_that_is_wider_than_a_line_stays_whole() -> None:
    path = "/home/someone/.local/share/coach/history.jsonl"
    assert wrap(f"Kept in {path}; look.", 20) == ["Kept in", f"{path};", "look."]


@given(st.text(st.sampled_from("ab ·伸"), max_size=60), st.integers(1, 30), st.integers(0, 12))
def test_wrapping_keeps_every_word_and_the_width(text: str, columns: int, indent: int) -> None:
    lines = wrap(text, columns, indent=indent)
    assert " ".join(lines).split() == text.split()
    assert all(cells_of(line) <= columns or len(line.split()) <= 2 for line in lines)


def test_a_table_is_as_wide_as_its_cells_and_whole_in_a_pipe() -> None:
    lines = [
        "STRETCH     TITLE               DOSE",
        "cobra       Cobra pose          5–8 breaths",
        "hip-flexor  Hip flexor stretch",
    ]
    assert list(table_lines(ROWS, None)) == list(table_lines(ROWS, 43)) == lines


def test_the_cells_of_a_narrower_table_are_wrapped() -> None:
    assert list(table_lines(ROWS, 34)) == [
        "STRETCH     TITLE       DOSE",
        "cobra       Cobra pose  5–8",
        "                        breaths",
        "hip-flexor  Hip flexor",
        "            stretch",
    ]


def test_the_rows_of_a_table_that_does_not_fit_are_set_below_one_another() -> None:
    assert list(table_lines(ROWS, 24)) == [
        "STRETCH",
        "  TITLE · DOSE",
        "cobra",
        "  Cobra pose · 5–8",
        "  breaths",
        "hip-flexor",
        "  Hip flexor stretch",
    ]


@given(
    st.lists(st.tuples(*[st.text(st.sampled_from("ab 伸"), max_size=12)] * 3), min_size=1, max_size=4),
    st.integers(14, 60),
)
def test_no_line_of_a_table_is_too_wide(rows: list[tuple[str, str, str]], columns: int) -> None:
    lines = list(table_lines(rows, columns))
    longest_word = max(cells_of(word) for row in rows for cell in row for word in [*cell.split(), ""])
    assert max(map(cells_of, lines)) <= max(columns, longest_word + 4)
