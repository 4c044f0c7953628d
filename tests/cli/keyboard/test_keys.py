"""Keys in typed text, whatever its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.keyboard.keys import LETTERS, NAMES, Key, keys_in

PRESSES = {
    " ": Key.PAUSE,
    "p": Key.PAUSE,
    "K": Key.PAUSE,
    "\x1b[C": Key.FORWARD,
    "\x1bOC": Key.FORWARD,
    "n": Key.FORWARD,
    "\x1b[6~": Key.FORWARD,
    "\x1b[D": Key.BACK,
    "\x1bOD": Key.BACK,
    "b": Key.BACK,
    "\x1b[5~": Key.BACK,
    "r": Key.REPEAT,
    "R": Key.REPEAT,
    "+": Key.LOUDER,
    "=": Key.LOUDER,
    "\x1b[A": Key.LOUDER,
    "-": Key.QUIETER,
    "_": Key.QUIETER,
    "\x1bOB": Key.QUIETER,
    "?": Key.HELP,
    "q": Key.END,
}
NO_KEYS = ["x", "\r", "\x00", "é", "\x1b[1;5C", "\x1b[3~", "\x1bOP", "\x1b[200~", "\x13", "\x04"]


@pytest.mark.parametrize(("typed", "key"), PRESSES.items())
def test_each_key_is_understood_in_every_spelling(typed: str, key: Key) -> None:
    assert keys_in(typed) == ([key], "")


@pytest.mark.parametrize("typed", NO_KEYS)
def test_what_is_no_key_is_dropped(typed: str) -> None:
    assert keys_in(typed) == ([], "")


@given(st.lists(st.sampled_from([*PRESSES, *NO_KEYS])), st.data())
def test_keys_are_the_same_however_they_are_split_over_reads(presses: list[str], data: st.DataObject) -> None:
    typed = "".join(presses)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(typed)), max_size=5)))
    found: list[Key] = []
    rest = ""
    for start, end in zip([0, *cuts], [*cuts, len(typed)], strict=True):
        keys, rest = keys_in(rest + typed[start:end])
        found += keys
    assert (found, rest) == ([PRESSES[press] for press in presses if press in PRESSES], "")


@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_garbage_is_taken_without_complaint_and_without_growing(typed: str) -> None:
    rest = ""
    for letter in typed:
        rest = keys_in(rest + letter)[1]
        assert len(rest) <= 24


def test_a_key_after_a_lone_escape_is_heard() -> None:
    assert keys_in("\x1b" + " ") == ([Key.PAUSE], "")
    assert keys_in("\x1b" + "\x1b[C") == ([Key.FORWARD], "")


def test_every_key_has_a_name_and_every_letter_in_it_is_a_key() -> None:
    assert set(NAMES) == set(Key)
    for key, name in NAMES.items():
        letters = [each for each in name.replace("space", " ").split(" or ")[-1].split(", ") if len(each) == 1]
        assert letters
        assert {LETTERS[letter] for letter in letters} == {key}
