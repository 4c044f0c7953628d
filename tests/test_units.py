from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from coach.units import db_to_gain, frames_to_seconds, seconds_to_frames

times = st.fractions(min_value=0, max_value=100_000, max_denominator=10_000)
rates = st.sampled_from([8_000, 22_050, 24_000, 44_100, 48_000])


@given(st.integers(0, 10**10), rates)
def test_frames_survive_the_way_to_seconds_and_back(frames: int, sample_rate: int) -> None:
    assert seconds_to_frames(frames_to_seconds(frames, sample_rate), sample_rate) == frames


@given(times, st.integers(0, 10**8), rates)
def test_times_a_whole_number_of_frames_apart_stay_so(start: Fraction, frames: int, sample_rate: int) -> None:
    end = start + frames_to_seconds(frames, sample_rate)
    assert seconds_to_frames(end, sample_rate) - seconds_to_frames(start, sample_rate) == frames


def test_halves_are_rounded_up() -> None:
    assert [seconds_to_frames(Fraction(n, 2), 1) for n in (1, 2, 3, 5)] == [1, 1, 2, 3]


def test_minus_20_db_is_a_tenth() -> None:
    assert db_to_gain(-20) == 0.1
