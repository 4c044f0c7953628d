from fractions import Fraction

import pytest

from coach.script.steps import Chime, Flow, FlowItem, Pause, Repeat, Rest, Say, When, Work
from coach.script.vocabulary import FlowPhase, Sound
from coach.timeline import MarkKind
from tests.schedule.steps.laying import heard, marked


def test_steps_are_laid_one_after_another() -> None:
    steps = (Say(("Lift.",)), Pause(Fraction(2)), Chime(Sound.SWITCH), Say(("Lower.",)))
    assert heard(*steps) == "0.00 Lift.\n2.75 switch\n3.75 Lower."


def test_a_step_whose_choice_has_not_been_made_is_an_error() -> None:
    with pytest.raises(TypeError, match="choose"):
        heard(When(("chair",), Say(("Sit.",))))


def test_a_rest_is_told_what_follows_and_an_effort_what_came_before() -> None:
    work = Work(Fraction(10), ("Squats.",))
    (first, second) = marked(work, Rest(Fraction(8)), work, kind=MarkKind.WORK)
    assert second[0] - first[1] == 8
    (first, second) = marked(work, Rest(Fraction(8)), Say(("Now.",)), work, kind=MarkKind.WORK)
    assert second[0] - first[1] > 8 + 3


def test_flows_that_follow_each_other_leave_no_breath_between() -> None:
    flow = Flow((FlowItem(FlowPhase.INHALE, ("Up.",)), FlowItem(FlowPhase.EXHALE, ("Down.",))))
    assert marked(Repeat(3, (flow,)), kind=MarkKind.FLOW) == [(0, 10), (10, 20), (20, 30)]
