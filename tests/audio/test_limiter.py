from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.limiter import CEILING_DBTP, CHUNK_STEPS, SPARE_DB, STEP_S, ClipLimiter, limited
from coach.audio.true_peak import true_peak
from coach.units import db_to_gain
from tests.audio.test_buffer import sine

CHUNK_FRAMES = round(CHUNK_STEPS * STEP_S * SAMPLE_RATE)
seeds = st.integers(0, 2**32 - 1)


def noise(seed: int, frames: int, rms: float = 0.5) -> Audio:
    return Audio(np.random.default_rng(seed).normal(0, rms, frames).astype(np.float32))


def joined(blocks: Iterable[Audio]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *(block.samples for block in blocks)])


@given(seeds, st.floats(0.02, 2.0))
def test_no_peak_of_a_limited_clip_is_above_the_ceiling(seed: int, rms: float) -> None:
    clip = ClipLimiter(noise(seed, 4801, rms), peak_dbtp=-4).limited(1.0)
    assert clip.frames == 4801
    assert true_peak(clip.samples) <= db_to_gain(-4) + 1e-4


def test_limiting_turns_down_only_around_the_peak() -> None:
    samples = sine(200, 1, peak=0.3).samples.copy()
    samples[12_000:12_024] *= 3
    held = ClipLimiter(Audio(samples), peak_dbtp=-4).limited(1.0).samples
    far = np.r_[0:11_700, 12_400:24_000]
    assert np.array_equal(held[far], samples[far])
    assert np.max(np.abs(np.diff(held))) <= np.max(np.abs(np.diff(samples)))


def test_a_clip_below_the_ceiling_is_left_alone() -> None:
    clip = sine(200, 1, peak=0.1)
    assert np.array_equal(ClipLimiter(clip, peak_dbtp=-4).limited(1.0).samples, clip.samples)


@given(seeds, st.lists(st.floats(0.1, 4 * db_to_gain(SPARE_DB)), min_size=1, max_size=4))
def test_a_clip_is_limited_alike_whatever_gains_were_tried_before(seed: int, gains: list[float]) -> None:
    clip = noise(seed, 4801, 0.2)
    tried = ClipLimiter(clip, peak_dbtp=-4)
    for gain in gains:
        tried.step_gains(gain)
    limited_clip = tried.limited(gains[-1])
    assert np.array_equal(limited_clip.samples, ClipLimiter(clip, peak_dbtp=-4).limited(gains[-1]).samples)
    assert true_peak(limited_clip.samples) <= db_to_gain(-4) + 1e-4


@given(seeds, st.floats(0.5, 4.0))
def test_the_gain_of_a_step_tells_how_much_of_it_is_left(seed: int, gain: float) -> None:
    clip = noise(seed, 200 * 24, 0.2)
    limiter = ClipLimiter(clip, peak_dbtp=-4)
    left = np.sum(limiter.limited(gain).samples.reshape(-1, 24).astype(float) ** 2, axis=1)
    all_of_it = np.sum((gain * clip.samples.astype(float)).reshape(-1, 24) ** 2, axis=1)
    assert np.sqrt(left / all_of_it) == pytest.approx(limiter.step_gains(gain), abs=0.1)


@given(seeds, st.lists(st.integers(0, 20_000), max_size=5))
@settings(max_examples=20)
def test_a_stream_is_limited_alike_however_it_is_cut(seed: int, cuts: list[int]) -> None:
    loud = noise(seed, 20_000)
    whole = joined(limited([loud], sample_rate=SAMPLE_RATE))
    parts = [Audio(part) for part in np.split(loud.samples, sorted(cuts))]
    assert np.array_equal(joined(limited(parts, sample_rate=SAMPLE_RATE)), whole)
    assert len(whole) == 20_000
    assert true_peak(whole) <= db_to_gain(CEILING_DBTP) + 1e-4


@given(seeds, st.integers(0, 20_000))
@settings(max_examples=20)
def test_a_stream_is_limited_alike_wherever_it_is_entered(seed: int, first_frame: int) -> None:
    loud = noise(seed, 20_000)
    whole = joined(limited([loud], sample_rate=SAMPLE_RATE))
    later = joined(limited([Audio(loud.samples[first_frame:])], sample_rate=SAMPLE_RATE, first_frame=first_frame))
    assert len(later) == 20_000 - first_frame
    assert np.array_equal(later[300:], whole[first_frame + 300 :])


@given(seeds, st.integers(1, 2 * CHUNK_STEPS))
@settings(max_examples=20)
def test_nothing_is_heard_of_the_chunks_that_it_works_in(seed: int, steps: int) -> None:
    loud = noise(seed, 20_000)
    delay = steps * round(STEP_S * SAMPLE_RATE)
    late = Audio(np.concatenate((np.zeros(delay, np.float32), loud.samples)))
    on_time = joined(limited([loud], sample_rate=SAMPLE_RATE))
    assert np.allclose(joined(limited([late], sample_rate=SAMPLE_RATE))[delay:], on_time, atol=1e-6)


def test_a_quiet_stream_passes_bit_for_bit() -> None:
    quiet = noise(1, 3 * CHUNK_FRAMES, 0.05)
    assert np.array_equal(joined(limited([quiet], sample_rate=SAMPLE_RATE)), quiet.samples)


def test_a_stream_is_not_held_back_for_longer_than_it_needs() -> None:
    asked = []

    def blocks() -> Iterable[Audio]:
        for index in range(10):
            asked.append(index)
            yield Audio(np.zeros(CHUNK_FRAMES, np.float32))

    next(iter(limited(blocks(), sample_rate=SAMPLE_RATE)))
    assert asked == [0, 1]
