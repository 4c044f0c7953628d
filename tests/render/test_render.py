from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.true_peak import true_peak
from coach.render.render import render, render_sections
from coach.timeline import Cue, Timeline
from coach.units import db_to_gain
from tests.audio.test_buffer import sine
from tests.render.test_mix import cue, mixed, timeline_of


def rendered(timeline: Timeline, output: AudioFormat, block_frames: int = 4096) -> np.ndarray:
    return np.concatenate([block.samples for block in render(timeline, output, block_frames=block_frames)])


def test_the_usual_format_is_the_mix() -> None:
    timeline = timeline_of(cue(100, 3_000), cue(4_000, 3_000))
    assert np.array_equal(rendered(timeline, AudioFormat()), mixed(timeline))


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("frames", [12_000, 12_007, 100_003])
def test_another_rate_lasts_as_long_to_the_frame(sample_rate: int, frames: int) -> None:
    output = AudioFormat(sample_rate)
    samples = rendered(timeline_of(cue(100, 3_000), frames=frames), output)
    assert len(samples) == output.frames(frames)
    assert abs(Fraction(len(samples), sample_rate) - Fraction(frames, SAMPLE_RATE)) <= Fraction(1, sample_rate)


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
def test_nothing_is_delayed_or_drifts(sample_rate: int) -> None:
    tone = sine(440, 60, peak=0.3)
    timeline = timeline_of(Cue(0, tone, text="tone"), frames=tone.frames, cut=30 * SAMPLE_RATE)
    heard = rendered(timeline, AudioFormat(sample_rate))
    expected = sine(440, 60, sample_rate=sample_rate, peak=0.3).samples
    for part in (slice(2_000, 4_000), slice(-4_000, -2_000)):
        assert np.max(np.abs(heard[part] - expected[part])) < 0.001


def test_two_channels_are_the_same_samples_twice() -> None:
    timeline = timeline_of(cue(100, 3_000))
    both = rendered(timeline, AudioFormat(channels=2))
    assert both.shape == (12_000, 2)
    assert np.array_equal(both[:, 0], both[:, 1])
    assert np.array_equal(both[:, 0], mixed(timeline))


@given(st.integers(1, 20_000))
@settings(max_examples=20)
def test_the_block_size_does_not_change_the_sound(block_frames: int) -> None:
    timeline = timeline_of(cue(100, 3_000, 0.9), cue(1_000, 3_000, 0.9))
    output = AudioFormat(48_000, 2)
    assert np.array_equal(rendered(timeline, output, max(97, block_frames)), rendered(timeline, output))


@given(st.integers(0, 2**32 - 1), st.sampled_from([16_000, 44_100, 48_000]), st.floats(0.1, 2))
@settings(max_examples=25)
def test_no_peak_is_above_the_ceiling_after_resampling(seed: int, sample_rate: int, amplitude: float) -> None:
    rng = np.random.default_rng(seed)
    square = np.sign(rng.normal(0, 1, 6_000)).astype(np.float32)  # the resampler's filter overshoots on it
    timeline = timeline_of(
        Cue(100, Audio(amplitude * square), text="a"), Cue(900, Audio(amplitude * square[::-1]), text="b")
    )
    both = rendered(timeline, AudioFormat(sample_rate, 2))
    assert max(true_peak(both[:, 0].copy()), true_peak(both[:, 1].copy())) <= db_to_gain(-1)


def test_a_session_entered_in_its_middle_goes_on_as_it_would_have() -> None:
    timeline = timeline_of(cue(7_000, 3_000))
    output = AudioFormat(48_000)
    whole = rendered(timeline, output)
    blocks = render_sections(timeline.sections, output, first_frame=6_000)
    later = np.concatenate([block.samples for block in blocks])
    assert len(later) == 12_000
    assert np.allclose(later[500:], whole[12_500:], atol=1e-6)
