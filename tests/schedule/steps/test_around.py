"""Between the way in and a dose there is time to get into the pose, and the words that are said once.

Covers also `way_in`.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from coach.schedule.text import fill
from coach.script.steps import Breathe, Flow, FlowItem, Hold, Pattern, Repeat, Rest, Say, Sides, Step, Work
from coach.script.vocabulary import Dose, DoseUnit, FlowPhase, Position, Verbosity
from coach.settings.values import Lessons, Pauses, Settings
from coach.timeline import MarkKind, Timeline
from tests.schedule.scheduling import PHRASES, breaths, hold, marks_of, prone, routine_of, scheduled, texts_of

OFF = Settings(lessons=Lessons.OFF)
REMINDER = "Small is fine."


def of(*steps: Step, settings: Settings = OFF, position: Position = Position.PRONE) -> Timeline:
    return scheduled(routine_of(replace(prone("a", *steps), ease=(REMINDER,), position=position)), settings)


def hold_after(timeline: Timeline, text: str, *, index: int = 0) -> float:
    """Return the seconds from the end of a sentence to the hold after it."""
    end = [cue.end_frame for cue in timeline.cues() if cue.text == text][index]
    return min(mark.start_frame - end for mark in marks_of(timeline, MarkKind.HOLD) if mark.start_frame >= end) / 24_000


@pytest.mark.parametrize("pauses", [Pauses(), Pauses(Fraction(0))])
@pytest.mark.parametrize("position", [Position.PRONE, Position.STANDING])
def test_a_hold_leaves_time_to_get_into_its_pose(pauses: Pauses, position: Position) -> None:
    settings = replace(OFF, pauses=pauses)
    timeline = of(Say(("Chest lifts.",)), hold(20), settings=settings, position=position)
    assert hold_after(timeline, "Chest lifts.") >= (2 if position.upright else 3)


def test_with_few_words_the_time_is_that_of_the_instructions_that_nobody_hears() -> None:
    tones = replace(OFF, verbosity=Verbosity.TONES)
    for words in (("Sit tall.",), ("Sit tall.", "Turn.", "Hand to the knee.", "Look back.")):
        timeline = of(Sides((Say(words, again=("Turn.",)), hold(20))), settings=tones)
        assert hold_after(timeline, "Left side.") >= 5 + len(words)
        assert hold_after(timeline, "Right side.") == hold_after(timeline, "Left side.")


def test_nobody_waits_where_the_author_has_paused_or_nothing_was_asked() -> None:
    once = of(Say(("Chest lifts.",)), hold(20), hold(20))
    first, second = marks_of(once, MarkKind.HOLD)
    assert second.start_frame - first.end_frame < 5 * 24_000


def test_the_reminder_comes_after_the_way_in_and_before_the_first_dose() -> None:
    timeline = of(Say(("Chest lifts.",)), hold(20), Say(("Down.",)), hold(20))
    texts = texts_of(timeline)
    assert texts.count(REMINDER) == 1
    announcement = fill(PHRASES.hold_seconds[0], time="20 seconds")[0]
    assert texts.index("Chest lifts.") < texts.index(REMINDER) < texts.index(announcement)


def test_the_other_side_gets_the_time_of_a_reminder_that_it_does_not_hear() -> None:
    timeline = of(Sides((Say(("Turn.",)), hold(20))))
    assert texts_of(timeline).count(REMINDER) == 1
    assert hold_after(timeline, "Turn.") == hold_after(timeline, "Turn.", index=1)


def test_a_stretch_can_have_no_reminder() -> None:
    timeline = scheduled(routine_of(replace(prone("a", hold(20)), ease=None)), OFF)
    assert not any(text in texts_of(timeline) for words in PHRASES.ease for text in words)


def test_one_s_own_pace_is_fine_is_said_once_where_breath_is_led_and_not_of_a_pattern() -> None:
    own_pace = PHRASES.own_pace[0]
    box = Pattern(*[Fraction(4)] * 4)
    cycles = Breathe(Dose(Fraction(2), Fraction(2), DoseUnit.CYCLES), pattern=box)
    assert own_pace not in texts_of(of(hold(20), cycles))
    assert texts_of(of(hold(20), breaths(5), hold(20, breathing=True))).count(own_pace) == 1


def test_a_flow_goes_on_on_the_other_side_without_a_gap() -> None:
    flow = Flow((FlowItem(FlowPhase.INHALE, ("Up.",)), FlowItem(FlowPhase.EXHALE, ("Down.",))))
    timeline = of(Repeat(2, (flow,)))
    first, second = marks_of(timeline, MarkKind.FLOW)
    assert second.start_frame == first.end_frame


def test_nothing_comes_between_a_rest_and_its_effort() -> None:
    work = Work(Fraction(20), ("Push.",))
    timeline = of(Repeat(2, (work, Say(("Arms down.",)), Rest(Fraction(5)))))
    rest = next(marks_of(timeline, MarkKind.REST))
    assert [mark.start_frame for mark in marks_of(timeline, MarkKind.WORK)][1] == rest.end_frame


def test_a_quiet_hold_has_its_reminder_before_it() -> None:
    timeline = of(Say(("Chest lifts.",)), Hold(Dose(Fraction(20), Fraction(20), DoseUnit.SECONDS), False, quiet=True))
    assert hold_after(timeline, REMINDER) > 0
    assert hold_after(timeline, "Chest lifts.") >= 5
