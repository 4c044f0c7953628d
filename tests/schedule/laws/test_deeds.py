"""Each step of a stretch prescribes its deeds: what is done, for how long, how often and with which words."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from coach.schedule.laws.deeds import Deed, deeds_of, dosed
from coach.script.steps import (
    Breathe,
    BreathWords,
    Chime,
    Flow,
    FlowItem,
    Hold,
    Pattern,
    Pause,
    Phase,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    When,
    Work,
)
from coach.script.vocabulary import Count, Dose, DoseUnit, FlowPhase, Level, PauseName, Side, Sound
from coach.settings.values import Breath, Levels, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import PHRASES, breaths, hold, prone

SETTINGS = Settings(breath=Breath(Fraction(4), Fraction(6)))
BOX = Pattern(Fraction(4), Fraction(1), Fraction(4), Fraction(2))
LIFT, LOWER = Phase(("Lift.",), Fraction(2)), Phase(("Lower.",), Fraction(3))


def deeds(*steps: Step, level: Level = Level.STANDARD, settings: Settings = SETTINGS) -> list[Deed]:
    return list(deeds_of(prone("a", *steps), level, settings, PHRASES))


def spans(*steps: Step) -> list[tuple[MarkKind, Fraction | None]]:
    return [(deed.kind, deed.length_s) for deed in deeds(*steps)]


def dose(low: int, high: int, unit: DoseUnit) -> Dose:
    return Dose(Fraction(low), Fraction(high), unit)


def reps(low: int, high: int, *, count: Count = Count.UP, quiet: bool = False) -> Reps:
    return Reps(dose(low, high, DoseUnit.REPS), (LIFT, LOWER), count, quiet)


def cycles(count: int, pattern: Pattern | None = None, words: BreathWords | None = None) -> Breathe:
    return Breathe(dose(count, count, DoseUnit.CYCLES), words or BreathWords(), pattern)


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (hold(20), Deed(MarkKind.HOLD, "hold: 20 s", Fraction(20))),
        (
            Hold(dose(20, 20, DoseUnit.SECONDS), breathing=False, feel=("Feel it.",), quiet=True),
            Deed(MarkKind.HOLD, "hold: 20 s", Fraction(20), quiet=True, words=("Feel it.",)),
        ),
        (breaths(3), Deed(MarkKind.HOLD, "hold: 3 breaths", Fraction(30), total=3)),
        (Work(Fraction(40), ("Squats.",)), Deed(MarkKind.WORK, "work: 40 s", Fraction(40), words=("Squats.",))),
        (Rest(Fraction(20), ("Squats.",)), Deed(MarkKind.REST, "rest: 20 s", Fraction(20), words=("Squats.",))),
        (Silence(Fraction(60)), Deed(MarkKind.SILENCE, "silence: 60 s", Fraction(60), n=1)),
        (
            Silence(Fraction(5, 2), announce=False, sound=False),
            Deed(MarkKind.SILENCE, "silence: 2.5 s", Fraction(5, 2), quiet=True),
        ),
    ],
)
def test_a_step_of_one_span_is_one_deed(step: Step, wanted: Deed) -> None:
    assert deeds(step) == [wanted]


def test_words_pauses_and_chimes_prescribe_nothing() -> None:
    assert deeds(Say(("Sit tall.",)), Pause(PauseName.BEAT), Chime(Sound.START)) == []


def test_a_chosen_step_is_done_like_any_other() -> None:
    assert deeds(When(("floor",), hold(20))) == deeds(hold(20))


@pytest.mark.parametrize(("level", "seconds", "times"), [("gentle", 20, 4), ("standard", 30, 6), ("full", 40, 8)])
def test_a_dose_lies_where_the_level_says(level: str, seconds: int, times: int) -> None:
    held, *repeated = deeds(hold(20, 40), reps(4, 8), level=Level(level))
    assert held.length_s == seconds
    assert {deed.total for deed in repeated if deed.kind is MarkKind.REP} == {times}


def test_a_level_that_the_person_has_chosen_goes_before_that_of_the_routine() -> None:
    settings = Settings(levels=Levels(share_of=(("a", Fraction(1)),)))
    assert [deed.length_s for deed in deeds(hold(20, 40), level=Level.GENTLE, settings=settings)] == [40]


def test_repetitions_hold_their_phases_and_follow_one_another() -> None:
    name = "reps: 2 repetitions"
    assert deeds(reps(2, 2)) == [
        Deed(MarkKind.REP, name, Fraction(5), n=1, total=2, count=Count.UP),
        Deed(MarkKind.PHASE, name, Fraction(2), words=("Lift.",)),
        Deed(MarkKind.PHASE, name, Fraction(3), follows=True, words=("Lower.",)),
        Deed(MarkKind.REP, name, Fraction(5), follows=True, n=2, total=2, count=Count.UP),
        Deed(MarkKind.PHASE, name, Fraction(2), follows=True, words=("Lift.",)),
        Deed(MarkKind.PHASE, name, Fraction(3), follows=True, words=("Lower.",)),
    ]


def test_quiet_repetitions_are_not_counted() -> None:
    repeated = deeds(reps(2, 2, count=Count.DOWN, quiet=True))
    assert {(deed.count, deed.quiet) for deed in repeated} == {(Count.OFF, True)}


def test_a_breath_of_a_pattern_is_exact_from_the_first_phase_on() -> None:
    breath = [
        (MarkKind.INHALE, Fraction(4)),
        (MarkKind.HOLD_IN, Fraction(1)),
        (MarkKind.EXHALE, Fraction(4)),
        (MarkKind.HOLD_OUT, Fraction(2)),
    ]
    assert spans(cycles(2, BOX)) == breath * 2
    assert [deed.follows for deed in deeds(cycles(2, BOX))] == [False, *[True] * 7]


def test_the_first_breath_of_the_settings_may_be_lengthened_and_later_ones_are_exact() -> None:
    first = [(MarkKind.INHALE, None), (MarkKind.EXHALE, None)]
    later = [(MarkKind.INHALE, Fraction(4)), (MarkKind.EXHALE, Fraction(6))]
    assert spans(cycles(3)) == first + later * 2


@pytest.mark.parametrize(("seconds", "times"), [(1, 1), (32, 3), (35, 4)])
def test_seconds_of_breath_are_the_nearest_number_of_whole_breaths(seconds: int, times: int) -> None:
    breathe = Breathe(dose(seconds, seconds, DoseUnit.SECONDS))
    assert [deed.kind for deed in deeds(breathe)] == [MarkKind.INHALE, MarkKind.EXHALE] * times


def test_a_breath_has_its_whole_words_first_and_its_short_words_once_more() -> None:
    words = BreathWords(inhale=("Arms up.",), inhale_again=("Up.",))
    inhales = [deed.words for deed in deeds(cycles(3, words=words)) if deed.kind is MarkKind.INHALE]
    assert inhales == [("Arms up.",), ("Up.",), ()]


FLOW = Flow((FlowItem(FlowPhase.INHALE, ("Up.",)), FlowItem(FlowPhase.BREATH, ("Stay.",))))


def test_a_flow_takes_a_phase_or_a_breath_a_movement() -> None:
    assert deeds(FLOW) == [
        Deed(MarkKind.FLOW, "flow"),
        Deed(MarkKind.INHALE, "flow", words=("Up.",)),
        Deed(MarkKind.INHALE, "flow", follows=True, words=("Stay.",)),
        Deed(MarkKind.EXHALE, "flow", follows=True),
    ]


@pytest.mark.parametrize("again", [lambda flow: Repeat(2, (flow,)), lambda flow: Sides((flow,))])
def test_a_flow_is_exact_when_it_is_done_again(again: Callable[[Flow], Step]) -> None:
    lengths_s = [deed.length_s for deed in deeds(again(FLOW)) if deed.kind in (MarkKind.INHALE, MarkKind.EXHALE)]
    assert lengths_s == [None, None, None, 4, 4, 6]


def test_a_repeat_does_its_steps_each_time_and_rests_between() -> None:
    work = Work(Fraction(40), ("{n} of {total}.",))
    assert deeds(Repeat(2, (work,), rest_s=Fraction(20))) == [
        Deed(MarkKind.ROUND, "repeat: 2", n=1, total=2),
        Deed(MarkKind.WORK, "work: 40 s", Fraction(40), words=("1 of 2.",)),
        Deed(MarkKind.REST, "rest: 20 s", Fraction(20)),
        Deed(MarkKind.ROUND, "repeat: 2", n=2, total=2),
        Deed(MarkKind.WORK, "work: 40 s", Fraction(40), words=("2 of 2.",)),
    ]


@pytest.mark.parametrize(
    ("first", "only", "words"),
    [
        (Side.LEFT, None, ["Left, not right.", "Right, not left."]),
        (Side.RIGHT, None, ["Right, not left.", "Left, not right."]),
        (Side.LEFT, Side.RIGHT, ["Right, not left."]),
        (Side.RIGHT, Side.LEFT, ["Left, not right."]),
    ],
)
def test_sides_do_their_steps_once_for_each_side_or_for_the_only_one(
    first: Side, only: Side | None, words: list[str]
) -> None:
    held = Hold(dose(20, 20, DoseUnit.SECONDS), breathing=False, feel=("{side}, not {other_side}.",))
    done = deeds(Sides((held,), only, first))
    sides = [(deed.n, deed.total) for deed in done if deed.kind is MarkKind.SIDE]
    assert sides == [(n, len(words)) for n in range(1, len(words) + 1)]
    assert [deed.words for deed in done if deed.kind is MarkKind.HOLD] == [(text,) for text in words]


def test_rounds_of_both_sides_do_everything_four_times() -> None:
    kinds = [deed.kind for deed in deeds(Repeat(2, (Sides((hold(20),)),)))]
    side = [MarkKind.SIDE, MarkKind.HOLD]
    assert kinds == [MarkKind.ROUND, *side * 2] * 2


def test_each_dose_is_given_once_however_often_it_is_done() -> None:
    held, repeated, breathed = hold(20, 40), reps(4, 8), cycles(3)
    steps = (Repeat(3, (Sides((held,)), repeated)), When(("floor",), breathed), Work(Fraction(40)), FLOW)
    assert list(dosed(steps)) == [held.dose, repeated.dose, breathed.dose]
