"""Checks which stretch playing begins with. Playing from there is checked with `coach play`."""

import pytest

from coach.errors import SettingsError, UnknownNameError
from coach.practice.start import bookmark_at
from coach.script.choices import choose
from coach.script.library import Library, as_routine

ROUTINE = choose(as_routine(Library().find("middle-back")), {})


@pytest.mark.parametrize("first", ["4", "cobra", "Cobra pose", "COBRA POSE", "cob"])
def test_a_stretch_is_meant_by_its_number_its_name_its_title_or_the_beginning_of_one(first: str) -> None:
    bookmark = bookmark_at(ROUTINE, first)
    assert (bookmark.section_index, bookmark.stretch, bookmark.frame) == (4, "cobra", 0)


@pytest.mark.parametrize("first", ["0", "10", "99999999999"])
def test_a_number_beyond_the_routine_is_refused_with_the_range(first: str) -> None:
    with pytest.raises(SettingsError, match=f"has no stretch {first}.*from 1 to 9"):
        bookmark_at(ROUTINE, first)


def test_a_beginning_that_several_share_is_answered_with_all_of_them() -> None:
    with pytest.raises(UnknownNameError, match=r"no stretch “s”\. It may be “seated-spinal-twist” or “standing-"):
        bookmark_at(ROUTINE, "s")


def test_a_number_for_a_single_stretch_is_answered_by_leaving_it_out() -> None:
    with pytest.raises(SettingsError, match=r"has no stretch 2\. It has only one: leave --from out"):
        bookmark_at(as_routine(Library().find("cobra")), "2")


def test_an_unknown_stretch_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"no stretch “cobar”.*Did you mean “cobra”"):
        bookmark_at(ROUTINE, "cobar")
