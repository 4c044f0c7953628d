"""Checks where `coach play` begins: with --from, with --resume, and with neither."""

import pytest

from coach.cli.commands.play import _start
from coach.errors import SettingsError
from coach.practice.bookmark import Bookmark
from coach.practice.history import local_now
from coach.script.choices import choose
from coach.script.library import Library, as_routine

ROUTINE = choose(as_routine(Library().find("middle-back")), {})
LEFT = Bookmark("middle-back", {}, 3, "childs-pose", 100, local_now())


def test_it_begins_with_the_stretch_that_is_asked_for() -> None:
    start = _start(ROUTINE, "cobra", None)
    assert start is not None
    assert (start.section_index, start.stretch, start.frame) == (4, "cobra", 0)


def test_without_a_wish_it_begins_where_the_last_session_was_left_or_at_the_beginning() -> None:
    assert _start(ROUTINE, None, LEFT) is LEFT
    assert _start(ROUTINE, None, None) is None


def test_two_beginnings_at_once_are_refused() -> None:
    with pytest.raises(SettingsError, match="two things at once"):
        _start(ROUTINE, "4", LEFT)
