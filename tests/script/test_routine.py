from dataclasses import FrozenInstanceError

import pytest

from coach.script.routine import Round, Routine, Stretch
from coach.script.vocabulary import Position


def stretch(name: str) -> Stretch:
    return Stretch(name, name.title(), Position.STANDING, "", ())


def test_a_routine_has_the_stretches_of_a_round_as_often_as_it_is_done() -> None:
    a, b, c = map(stretch, "abc")
    routine = Routine("r", "R", (a, Round(2, (b, c)), a))
    assert routine.stretches == (a, b, c, b, c, a)


def test_a_routine_is_a_plain_frozen_value() -> None:
    routine = Routine("r", "R", (stretch("a"),))
    assert routine == Routine("r", "R", (stretch("a"),))
    with pytest.raises(FrozenInstanceError):
        routine.title = "Other"  # type: ignore[misc]
