"""Where `coach play --from` begins, and what it refuses."""

import pytest

from coach.cli.commands.play import _start
from coach.errors import SettingsError, UnknownNameError
from coach.practice.bookmark import Bookmark
from coach.practice.history import local_now
from coach.script.library import Library, as_routine

ROUTINE = as_routine(Library().find("middle-back"))


@pytest.mark.parametrize("first", ["4", "cobra", "COBRA", "Cobra pose"])
def test_a_stretch_is_called_by_its_number_its_name_or_its_title(first: str) -> None:
    start = _start(ROUTINE, first, None)
    assert start is not None
    assert (start.section_index, start.stretch, start.frame) == (4, "cobra", 0)


def test_without_a_wish_it_begins_where_the_last_session_was_left_or_at_the_beginning() -> None:
    kept = Bookmark("middle-back", {}, 3, "childs-pose", 100, local_now())
    assert _start(ROUTINE, None, kept) is kept
    assert _start(ROUTINE, None, None) is None


@pytest.mark.parametrize(("first", "words"), [("0", "1 to 9"), ("10", "1 to 9"), ("cobro", "Did you mean “cobra”")])
def test_a_stretch_that_is_not_there_is_refused(first: str, words: str) -> None:
    with pytest.raises((SettingsError, UnknownNameError), match=words):
        _start(ROUTINE, first, None)


def test_two_beginnings_at_once_are_refused() -> None:
    with pytest.raises(SettingsError, match="two things at once"):
        _start(ROUTINE, "4", Bookmark("middle-back", {}, 3, "childs-pose", 100, local_now()))
