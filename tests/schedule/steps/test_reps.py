from dataclasses import replace
from fractions import Fraction

import pytest

from coach.script.steps import Repeat, Reps
from coach.script.vocabulary import Count, Verbosity
from coach.settings.values import Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import PHRASES
from tests.schedule.steps.laying import dose, heard, laid, marked, phase, reps

LIFTS = reps(3, phase("Lift.", 2), phase("Lower.", 3))
SPOKEN = """\
0.00 3 times.
1.00 start
3.00 One.
3.50 Lift.
5.00 Lower.
8.00 Two.
8.50 Lift.
10.00 Lower.
13.00 Last one.
13.75 Lift.
15.00 Lower.
18.00 end"""


def test_repetitions_are_counted_with_the_words_of_their_phases() -> None:
    assert heard(LIFTS) == SPOKEN
    assert marked(LIFTS, kind=MarkKind.REP) == [(3, 8), (8, 13), (13, 18)]
    _, marks = laid(LIFTS)
    assert [(mark.n, mark.total) for mark in marks if mark.kind is MarkKind.REP] == [(1, 3), (2, 3), (3, 3)]
    assert [mark.name for mark in marks if mark.kind is MarkKind.PHASE] == ["Lift.", "Lower."] * 3


@pytest.mark.parametrize("speed", [0.3, 0.6, 1.0, 1.6])
def test_no_voice_makes_a_repetition_longer(speed: float) -> None:
    spans = marked(LIFTS, kind=MarkKind.REP, speed=speed)
    assert [end - start for start, end in spans] == [5, 5, 5]


def test_words_that_do_not_fit_beside_the_number_are_left_out() -> None:
    long = reps(1, phase("Lift your leg as high as you like.", 2), phase("", 2))
    assert heard(long) == "0.00 start\n2.00 One.\n6.00 end"


def test_in_a_quick_phase_the_number_may_go_on_into_the_next() -> None:
    assert "2.00 One." in heard(reps(1, phase("Up.", 1), phase("Down.", 1)), speed=0.2)


def test_repetitions_may_be_counted_down_or_not_at_all() -> None:
    down = heard(replace(LIFTS, count=Count.DOWN)).splitlines()
    assert [down[2], down[5]] == ["3.00 Three.", "8.00 Two."]
    off = heard(replace(LIFTS, count=Count.OFF), settings=Settings(verbosity=Verbosity.BRIEF))
    assert [line.split()[1] for line in off.splitlines() if "Li" in line or "One" in line] == ["Lift."] * 3


def test_quiet_repetitions_have_only_their_author_s_words() -> None:
    quiet = replace(LIFTS, quiet=True)
    assert heard(quiet) == "0.00 Lift.\n2.00 Lower.\n5.00 Lift.\n7.00 Lower.\n10.00 Lift.\n12.00 Lower."


def test_with_tones_only_the_numbers_are_spoken() -> None:
    tones = heard(LIFTS, settings=Settings(verbosity=Verbosity.TONES))
    assert tones == "0.00 start\n2.00 One.\n7.00 Two.\n12.00 Three.\n17.00 end"


@pytest.mark.parametrize(("verbosity", "lifts"), [(Verbosity.FULL, 4 + 2), (Verbosity.BRIEF, 2 + 2)])
def test_the_words_of_the_phases_give_way_to_the_numbers(verbosity: Verbosity, lifts: int) -> None:
    sets = Repeat(2, (Reps(dose(4), LIFTS.phases),))
    assert heard(sets, settings=Settings(verbosity=verbosity)).count("Lift.") == lifts


def test_more_repetitions_than_the_language_has_numbers_for_are_counted_in_digits() -> None:
    count = len(PHRASES.numbers) + 2
    cues, _ = laid(Reps(dose(count), (phase("", 1),)))
    assert f"{count - 1}." in [cue.text for cue in cues]


def test_repetitions_of_an_odd_length_do_not_drift() -> None:
    third = replace(reps(3000), phases=(replace(phase("", 1), length_s=Fraction(1, 3)),), count=Count.OFF)
    spans = marked(third, kind=MarkKind.REP)
    assert spans[-1][1] - spans[0][0] == 1000
