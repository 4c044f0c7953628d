"""The facts that a screen shows at a moment; the pictures of `test_layout` show more of them."""

from dataclasses import replace

import pytest

from coach.cli.screen._counted import Counted
from coach.cli.screen._moment import Moment, moment, stretch_titles
from coach.playback.states import State, Status
from tests.cli.screen.example import PHRASES, ROUTINE, SECTIONS, at


def seen(status: Status) -> Moment:
    return moment(status, ROUTINE, PHRASES)


@pytest.mark.parametrize(
    ("status", "part", "number", "following"),
    [
        (at(0, prepared=0), "Opening", 0, "Standing cat-cow"),
        (at(10), "Opening", 0, "Standing cat-cow"),
        (at(30, prepared=1), "", 1, "Seated spinal twist"),
        (at(60), "", 1, "Seated spinal twist"),
        (at(200), "", 2, ""),
        (at(240, prepared=3), "Closing", 0, ""),
        (at(250), "Closing", 0, ""),
        (at(270), "Closing", 0, ""),
    ],
)
def test_it_is_told_which_part_is_heard_or_prepared_and_what_follows(
    status: Status, part: str, number: int, following: str
) -> None:
    now = seen(status)
    assert (now.part, now.number, now.following) == (part, number, following)
    assert now.title == (ROUTINE.stretches[number - 1].title if number else ROUTINE.title)


def test_the_parts_bear_the_words_of_the_phrasebook() -> None:
    german = replace(PHRASES, opening_title="Anfang", closing_title="Ende")
    assert [moment(at(seconds), ROUTINE, german).part for seconds in (10, 60, 250)] == ["Anfang", "", "Ende"]


def test_stretches_that_are_left_out_do_not_count_once_all_is_prepared() -> None:
    shorter = Status(State.PLAYING, 0, (SECTIONS[0], *SECTIONS[2:]), True, False, 0)
    assert stretch_titles(shorter, ROUTINE) == ["Seated spinal twist"]
    assert stretch_titles(replace(shorter, complete=False), ROUTINE) == ["Standing cat-cow", "Seated spinal twist"]
    now = seen(replace(shorter, frame=SECTIONS[2].start_frame))
    assert (now.number, now.count, now.title) == (1, 1, "Seated spinal twist")


def test_a_prompt_stands_above_the_instructions_of_its_side() -> None:
    assert (seen(at(141)).said, seen(at(141)).reminder) == ("Chest turns to the left.", "")
    assert (seen(at(201)).said, seen(at(201)).reminder) == (
        "Inhale.",
        "Chest turns to the right. Left hand to the right knee. Stay here for 25 seconds.",
    )


def test_words_of_the_player_stand_in_place_of_the_sessions() -> None:
    assert seen(replace(at(201), saying="12 seconds left.")).said == "12 seconds left."


def test_times_are_whole_seconds_and_unknown_until_they_are_prepared() -> None:
    now = seen(at(205.5))
    assert now.counted == Counted("15", "s of the hold left", "hold 15 s")
    assert (now.section_left_s, now.session_left_s) == (35, 65)
    assert now.section_share == pytest.approx(85.5 / 120)
    assert now.session_share == pytest.approx(205.5 / 270)
    now = seen(at(130, prepared=2))
    assert (now.counted, now.section_left_s, now.session_left_s) == (None, None, None)
    assert (now.section_share, now.session_share) == (0, 0)


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (at(10), ""),
        (at(10, waiting=True), "Soon"),
        (at(0, prepared=0), "Soon"),
        (at(10, State.PAUSED), "Paused"),
        (at(10, State.SEARCHING), "No sound"),
        (at(10, State.STOPPING), "Ending"),
        (at(270, State.FINISHED), "Done"),
    ],
)
def test_a_state_has_its_word(status: Status, note: str) -> None:
    assert seen(status).note == note


def test_a_session_is_about_to_begin_only_once() -> None:
    assert seen(at(0, waiting=True)).explanation == "about to begin"
    assert seen(at(10, waiting=True)).explanation == "about to go on"
