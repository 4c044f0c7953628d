from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.vocabulary import Dose, DoseUnit, Level, Position


@given(st.integers(1, 900), st.integers(0, 900))
def test_a_level_stays_within_its_dose(low: int, more: int) -> None:
    dose = Dose(Fraction(low), Fraction(low + more), DoseUnit.SECONDS)
    gentle, standard, full = (dose.amount(level.share) for level in Level)
    assert gentle == low
    assert full == low + more
    assert standard * 2 == gentle + full


@given(st.integers(1, 100), st.integers(0, 100), st.fractions(0, 1))
def test_breaths_stay_whole_at_every_share(low: int, more: int, share: Fraction) -> None:
    dose = Dose(Fraction(low), Fraction(low + more), DoseUnit.BREATHS)
    assert dose.amount(share).denominator == 1
    assert low <= dose.amount(share) <= low + more


def test_seconds_are_exact_at_the_levels_and_numbers_that_people_use_between_them() -> None:
    dose = Dose(Fraction(20), Fraction(35), DoseUnit.SECONDS)
    assert dose.amount(Level.STANDARD.share) == Fraction(55, 2)
    assert [dose.amount(Fraction(share, 20)) for share in (1, 4, 9, 17)] == [20, 25, 25, 35]
    short = Dose(Fraction(5), Fraction(15), DoseUnit.SECONDS)
    assert short.amount(Fraction(9, 20)) == 10
    assert short.amount(Fraction(7, 20)) == 9


@given(st.integers(16, 900), st.integers(0, 900), st.fractions(0, 1))
def test_a_dose_never_leaves_its_range_however_it_is_fitted(low: int, more: int, share: Fraction) -> None:
    dose = Dose(Fraction(low), Fraction(low + more), DoseUnit.SECONDS)
    assert low <= dose.amount(share) <= low + more


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (Fraction(20), Fraction(30), DoseUnit.SECONDS, "20–30 s"),
        (Fraction(5, 2), Fraction(5, 2), DoseUnit.SECONDS, "2.5 s"),
        (Fraction(5), Fraction(8), DoseUnit.BREATHS, "5–8 breaths"),
    ],
)
def test_a_dose_is_shown_as_a_source_states_it(low: Fraction, high: Fraction, unit: DoseUnit, text: str) -> None:
    assert str(Dose(low, high, unit)) == text


def test_who_stands_is_upright() -> None:
    assert [position for position in Position if position.upright] == [Position.STANDING, Position.WALL]
