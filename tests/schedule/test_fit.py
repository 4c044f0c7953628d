from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.errors import SettingsError
from coach.schedule.fit import LONGEST_PAUSES, SHORTEST_PAUSES, fit
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Routine
from coach.script.vocabulary import Level, PauseName
from coach.settings.notation import read_minutes
from coach.settings.values import Levels, Pauses, Settings
from tests.schedule.scheduling import LIBRARY, scheduled

ROUTINE = choose(as_routine(LIBRARY.find("middle-back")), {})


def length_s(routine: Routine, settings: Settings, *, speed: float = 1.0) -> Fraction:
    timeline = scheduled(routine, settings, speed=speed)
    return Fraction(timeline.frames, timeline.sample_rate)


def fitted(minutes: float, settings: Settings | None = None) -> tuple[Routine, Settings]:
    return fit(ROUTINE, settings or Settings(), Fraction(minutes) * 60, length_s)


@given(st.fractions(8, 20, max_denominator=60), st.sampled_from([0.7, 1.0, 1.3]))
@hypothesis_settings(max_examples=25)
def test_a_length_within_reach_is_met_to_a_second(minutes: Fraction, speed: float) -> None:
    measure = partial(length_s, speed=speed)
    routine, settings = fit(ROUTINE, Settings(), minutes * 60, measure)
    assert abs(measure(routine, settings) - minutes * 60) <= 1
    assert SHORTEST_PAUSES <= settings.pauses.scale <= LONGEST_PAUSES
    assert settings.levels.share is not None
    assert 0 <= settings.levels.share <= 1


def test_doses_move_before_pauses() -> None:
    usual_s = length_s(ROUTINE, Settings())
    routine, settings = fitted(float(usual_s + 60) / 60)
    assert routine == ROUTINE
    assert settings.levels.share is not None
    assert settings.levels.share > Level.STANDARD.share
    assert abs(settings.pauses.scale - 1) < Fraction(1, 10)


def test_pauses_move_when_the_doses_are_at_their_end() -> None:
    longest_usual_s = length_s(ROUTINE, Settings(levels=Levels(Level.FULL.share)))
    _, settings = fitted(float(longest_usual_s + 60) / 60)
    assert settings.levels.share == 1
    assert settings.pauses.scale > Fraction(11, 10)


def test_optional_stretches_go_last_and_in_their_order() -> None:
    routine, settings = fitted(10)
    assert routine.stretches != ROUTINE.stretches
    left_out = [stretch.name for stretch in ROUTINE.stretches if stretch not in routine.stretches]
    assert set(left_out) == set(ROUTINE.optional[: len(left_out)])
    assert length_s(routine, settings) == pytest.approx(600, abs=1)


@pytest.mark.parametrize("minutes", [2, 60])
def test_a_length_out_of_reach_is_answered_with_the_shortest_and_the_longest(minutes: int) -> None:
    with pytest.raises(SettingsError, match=f"cannot last {minutes}:00") as caught:
        fitted(minutes)
    shortest, longest = (word.strip(".") for word in caught.value.remedy.split() if word[0].isdigit())
    for within in (shortest, longest):
        fit(ROUTINE, Settings(), read_minutes(within) * 60, length_s)


def test_what_was_chosen_by_name_stays() -> None:
    chosen = Settings(
        levels=Levels(share_of=(("cobra", Fraction(1)),)),
        pauses=Pauses(Fraction(3, 2), ((PauseName.BETWEEN, Fraction(9)),)),
    )
    _, settings = fitted(15, chosen)
    assert settings.levels.of("cobra", Level.STANDARD) == 1
    assert settings.pauses.set_s == ((PauseName.BETWEEN, 9),)
    assert settings.pauses.scale >= Fraction(3, 2) * SHORTEST_PAUSES


@pytest.mark.parametrize(
    ("routine", "settings"),
    [
        (ROUTINE, Settings(levels=Levels(Level.GENTLE.share))),
        (replace(ROUTINE, level=Level.GENTLE), Settings()),
    ],
)
def test_a_chosen_level_is_not_exceeded_to_fill_time(routine: Routine, settings: Settings) -> None:
    wanted_s = length_s(routine, settings) + 60
    _, longer = fit(routine, settings, wanted_s, length_s)
    assert longer.levels.share == 0
    assert abs(length_s(routine, longer) - wanted_s) <= 1
