"""The way into a pose has a time that its instructions and its position need; `steps/test_around.py` hears it."""

from fractions import Fraction

from coach.schedule._way_in import Once, WayIn
from coach.script.vocabulary import Position


def seconds(number: int | str) -> Fraction:
    return Fraction(number)


def test_nothing_is_needed_before_anything_is_asked_and_after_a_dose() -> None:
    way_in = WayIn(Position.PRONE)
    assert way_in.ready_s(announced=True) == 0
    way_in.ask(3, seconds(10), seconds(16))
    way_in.left()
    assert way_in.ready_s(announced=True) == 0


def test_time_runs_from_the_last_instruction_and_is_longer_on_the_floor_and_before_an_unannounced_dose() -> None:
    for position, settle_s in ((Position.CHAIR, 2), (Position.WALL, 2), (Position.PRONE, 3)):
        way_in = WayIn(position)
        way_in.ask(2, seconds(10), seconds(16))
        assert way_in.ready_s(announced=True) == 16 + settle_s
        assert way_in.ready_s(announced=False) == 18 + settle_s


def test_instructions_that_nobody_hears_take_their_time_too() -> None:
    way_in = WayIn(Position.STANDING)
    way_in.ask(4, seconds(10), seconds(10))
    way_in.ask(2, seconds(12), seconds(12))
    assert way_in.ready_s(announced=True) == 10 + 6 * seconds("1.5") + 2


def test_a_new_side_begins_anew() -> None:
    way_in = WayIn(Position.STANDING)
    way_in.enter("left", seconds(5))
    way_in.ask(6, seconds(5), seconds(6))
    way_in.enter("right", seconds(50))
    assert way_in.ready_s(announced=True) == 52


def test_the_other_side_is_owed_the_time_of_words_that_are_spoken_once() -> None:
    way_in = WayIn(Position.STANDING, ("Less is fine.",))
    assert [way_in.take_reminder(), way_in.take_reminder()] == [("Less is fine.",), ()]
    way_in.enter("left", seconds(5))
    way_in.owe(Once.REMINDER, seconds(2))
    assert way_in.take_owed_s(Once.REMINDER) == 0
    way_in.enter("right", seconds(50))
    assert way_in.take_owed_s(Once.LESSON) == 0
    assert [way_in.take_owed_s(Once.REMINDER), way_in.take_owed_s(Once.REMINDER)] == [2, 0]


def test_outside_of_sides_nobody_is_owed_anything() -> None:
    way_in = WayIn(Position.STANDING)
    way_in.owe(Once.REMINDER, seconds(2))
    way_in.enter("left", seconds(50))
    assert way_in.take_owed_s(Once.REMINDER) == 0
