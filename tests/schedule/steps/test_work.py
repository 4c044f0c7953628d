"""Efforts, and the rests between them."""

from fractions import Fraction

import pytest

from coach.script.steps import Repeat, Rest, Say, Sides, Step, Work
from coach.script.vocabulary import Verbosity
from coach.settings.values import Settings
from coach.timeline import MarkKind
from tests.schedule.steps.laying import heard, marked

SQUATS = Work(Fraction(20), ("Squats.",))
JUMPS = Work(Fraction(20), ("Jumps.",))
REST = Rest(Fraction(10))


def test_an_effort_is_counted_in_and_out_and_named_in_the_rest_before() -> None:
    assert (
        heard(SQUATS, REST, JUMPS)
        == """\
0.00 Squats.
0.75 Three.
1.75 Two.
2.75 One.
3.75 start
3.75 Go.
13.75 Halfway.
20.75 Three.
21.75 Two.
22.75 One.
23.75 end
23.75 Rest.
30.00 Jumps.
30.75 Three.
31.75 Two.
32.75 One.
33.75 start
33.75 Go.
43.75 Halfway.
50.75 Three.
51.75 Two.
52.75 One.
53.75 end"""
    )


@pytest.mark.parametrize("speed", [0.2, 0.6, 1.0, 1.6])
@pytest.mark.parametrize("verbosity", Verbosity)
def test_no_voice_moves_the_end_of_a_rest_or_an_effort(verbosity: Verbosity, speed: float) -> None:
    settings = Settings(verbosity=verbosity)
    (first, second) = marked(SQUATS, REST, JUMPS, kind=MarkKind.WORK, settings=settings, speed=speed)
    assert first[1] - first[0] == second[1] - second[0] == 20
    assert second[0] - first[1] == 10


def test_halfway_and_countdown_can_be_left_out() -> None:
    bare = heard(Work(Fraction(20), halfway=False, countdown=False))
    assert "Halfway." not in bare
    assert bare.count("Three.") == bare.count("Two.") == bare.count("One.") == 1


def test_a_short_rest_is_counted_in_only_as_long_as_it_lasts() -> None:
    lines = heard(Work(Fraction(5)), Rest(Fraction(2)), Work(Fraction(5))).splitlines()
    assert lines[lines.index("8.00 end") + 1 :][:3] == ["8.00 Rest.", "9.00 One.", "10.00 start"]


def test_what_is_next_is_left_out_of_a_rest_that_has_no_room_for_it() -> None:
    assert "Jumps." not in heard(SQUATS, Rest(Fraction(3)), JUMPS)


def test_a_rest_names_its_own_next_before_what_follows() -> None:
    assert "Walk." in heard(SQUATS, Rest(Fraction(20), ("Walk.",)), Say(("Now.",)))
    named = heard(SQUATS, Rest(Fraction(20), ("Walk.",)), JUMPS)
    assert "Walk." in named
    assert "Jumps." not in named


@pytest.mark.parametrize(
    "step",
    [
        JUMPS,
        Repeat(1, (JUMPS,)),
        Sides((Work(Fraction(20), ("Jumps.",)),)),
        Repeat(1, (Sides((JUMPS,)),)),
    ],
)
def test_a_rest_names_the_effort_that_comes_first_in_what_follows(step: Step) -> None:
    assert heard(SQUATS, REST, step).count("Jumps.") == heard(step).count("Jumps.")
    first, second, *_ = marked(SQUATS, REST, step, kind=MarkKind.WORK)
    assert second[0] - first[1] == 10
