from fractions import Fraction

import pytest

from coach.script.steps import Flow, FlowItem, Pattern, Repeat
from coach.script.vocabulary import FlowPhase, Verbosity
from coach.settings.values import Settings
from coach.timeline import MarkKind
from tests.schedule.steps.laying import heard, laid, marked

SUN = Flow(
    (
        FlowItem(FlowPhase.INHALE, ("Arms up.",)),
        FlowItem(FlowPhase.EXHALE, ("Fold.",)),
        FlowItem(FlowPhase.BREATH, ("Step your foot back.",)),
    )
)
LONG = Flow((FlowItem(FlowPhase.INHALE, ("Lift both arms as high as you can, and look up to the sky above you.",)),))


def test_a_movement_begins_with_its_breath_and_nothing_sounds_between() -> None:
    assert (
        heard(SUN)
        == """\
0.00 inhale
0.00 Inhale.
0.50 Arms up.
4.00 exhale
4.00 Exhale.
4.50 Fold.
10.00 inhale
10.00 Inhale.
10.50 Step your foot back.
14.00 exhale
14.00 Exhale."""
    )


def test_a_flow_and_its_breaths_are_marked() -> None:
    _, marks = laid(SUN)
    assert [mark.kind for mark in marks] == [
        MarkKind.FLOW,
        *[MarkKind.INHALE, MarkKind.EXHALE] * 2,
    ]


def test_only_the_first_round_is_lengthened_for_its_words() -> None:
    flows = marked(Repeat(3, (LONG,)), kind=MarkKind.FLOW)
    first, *later = [end - start for start, end in flows]
    assert first == pytest.approx((0.25 + 0.25 + 16 * 0.25) / 0.9, abs=1e-4)
    assert later == [4, 4]
    assert heard(Repeat(3, (LONG,))).count("Lift both") == 1


def test_a_pattern_decides_how_long_a_movement_takes() -> None:
    flow = Flow(SUN.items[:2], Pattern(Fraction(3), Fraction(1), Fraction(5), Fraction(0)))
    assert marked(flow, kind=MarkKind.HOLD_IN) == [(3, 4)]
    assert marked(flow, kind=MarkKind.EXHALE) == [(4, 9)]


def test_words_come_before_the_prompt_of_the_breath() -> None:
    thirteen_words = ("One two three four five six seven eight nine ten eleven twelve thirteen.",)
    flow = Flow((FlowItem(FlowPhase.INHALE, thirteen_words),))
    assert heard(Repeat(2, (flow,))).splitlines()[-1] == f"4.17 {thirteen_words[0]}"


def test_with_tones_a_flow_is_led_by_them_alone() -> None:
    tones = heard(SUN, settings=Settings(verbosity=Verbosity.TONES))
    assert tones == "0.00 inhale\n4.00 exhale\n10.00 inhale\n14.00 exhale"
