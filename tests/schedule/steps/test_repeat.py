"""Rounds, their calls and their rests. Covers also which step a rest finds before and after it."""

from fractions import Fraction

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.schedule.steps.neighbours import last_step
from coach.script.steps import Pause, Repeat, Rest, Say, Sides, Work
from coach.timeline import MarkKind
from tests.schedule.steps.laying import heard, laid, marked, phase, reps

CALL = ("Set {n} of {total}.",)


def test_a_round_is_called_at_its_beginning_and_later_ones_hear_the_short_words() -> None:
    rounds = Repeat(2, (Say(("Lift your arms.",), ("Again, {n}.",)),), CALL)
    assert heard(rounds) == "0.00 Set 1 of 2.\n1.50 Lift your arms.\n2.75 Set 2 of 2.\n4.25 Again, 2."


def test_a_set_after_a_rest_is_called_in_the_rest_and_begins_on_its_end() -> None:
    sets = Repeat(2, (reps(1, phase("", 4)),), CALL, Fraction(20))
    first, later = heard(sets).split("23.00 Set 2 of 2.\n")
    assert first == "0.00 Set 1 of 2.\n1.50 start\n3.50 One.\n7.50 end\n7.50 Rest.\n"
    assert later == "25.50 start\n27.50 One.\n31.50 end"
    assert marked(sets, kind=MarkKind.REST) == [(7.5, 27.5)]
    assert marked(sets, kind=MarkKind.REP) == [(3.5, 7.5), (27.5, 31.5)]
    assert marked(sets, kind=MarkKind.ROUND) == [(0, 7.5), (27.5, 33)]


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.6])
def test_from_the_last_repetition_of_a_set_to_the_first_of_the_next_is_just_the_rest(speed: float) -> None:
    sets = Repeat(3, (reps(10, phase("Lift.", 2), phase("Hold.", 3), phase("Lower.", 2)),), CALL, Fraction(30))
    spans = marked(sets, kind=MarkKind.REP, speed=speed)
    assert [spans[first][0] - spans[first - 1][1] for first in (10, 20)] == [30, 30]


def test_a_rest_at_the_end_of_a_round_calls_the_next_one_but_the_last_calls_nothing() -> None:
    rounds = Repeat(2, (Work(Fraction(5), ("Squats.",)), Rest(Fraction(12))), CALL)
    said = heard(rounds)
    assert said.count("Squats.") == 2
    assert said.count("Set 2 of 2.") == 1
    works = marked(rounds, kind=MarkKind.WORK)
    assert works[1][0] - works[0][0] == 17


def test_the_nearest_repeat_fills_in_the_numbers() -> None:
    inner = Repeat(2, (Say(("{n} of {total}, {side}.",)),))
    said = [line.split(" ", 1)[1] for line in heard(Repeat(3, (Sides((inner,)),))).splitlines()]
    assert [line for line in said if "of" in line][:4] == [
        "1 of 2, left.",
        "2 of 2, left.",
        "1 of 2, right.",
        "2 of 2, right.",
    ]


def test_rounds_are_marked_with_their_numbers() -> None:
    _, marks = laid(Repeat(3, (Pause(Fraction(1)),)))
    assert [(mark.n, mark.total) for mark in marks if mark.kind is MarkKind.ROUND] == [(1, 3), (2, 3), (3, 3)]


def test_nested_rounds_of_an_odd_length_do_not_drift() -> None:
    rest = Rest(Fraction(10, 7))
    _, marks = laid(Repeat(10, (Repeat(10, (Repeat(7, (rest,)),)),)))
    assert max(mark.end_frame for mark in marks) == 1000 * SAMPLE_RATE


def test_the_last_step_of_repeats_and_sides_is_the_last_one_inside() -> None:
    rest = Rest(Fraction(5))
    assert last_step(Repeat(2, (Say(("On.",)), Sides((rest,))))) is rest
    assert last_step(None) is None
