import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio, resample, trim
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16


def sine(frequency_hz: float, seconds: float, *, sample_rate: int = SAMPLE_RATE, peak: float = 0.5) -> Audio:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return Audio((peak * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32), AudioFormat(sample_rate))


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 500))
def test_a_trimmed_clip_keeps_every_audible_sample_unchanged(lead: int, body: int, tail: int) -> None:
    loud = np.full(body, 0.5, np.float32)
    audio = Audio(np.concatenate([np.full(lead, 0.001, np.float32), loud, np.full(tail, 0.001, np.float32)]))
    clip = trim(audio, threshold=0.01, margin_s=0.003)
    before, after = min(lead, 72), min(tail, 72)
    assert clip.frames == before + body + after
    assert np.array_equal(clip.samples[before : before + body], loud)
    assert np.all(clip.samples[:before] < 0.001)


def test_the_margin_rises_from_nothing_and_falls_to_nothing() -> None:
    clip = trim(
        Audio(np.pad(np.full(100, 0.5, np.float32), 1000, constant_values=0.005)), threshold=0.01, margin_s=0.003
    )
    assert abs(clip.samples[0]) < 1e-5
    assert abs(clip.samples[-1]) < 1e-5
    assert np.all(np.diff(clip.samples[:72]) > 0)


def test_a_tail_is_faded_over_its_own_length() -> None:
    faint = Audio(np.pad(np.full(100, 0.5, np.float32), 1000, constant_values=0.005))
    clip = trim(faint, threshold=0.01, margin_s=0.003, tail_s=0.025)
    assert clip.frames == 72 + 100 + 600
    assert np.all(np.diff(clip.samples[-600:]) < 0)


def test_trimming_leaves_the_original_alone() -> None:
    samples = np.full(100, 0.005, np.float32)
    samples[50] = 1
    trim(Audio(samples), threshold=0.01, margin_s=0.003)
    assert samples[49] == np.float32(0.005)


def test_silence_is_trimmed_to_nothing() -> None:
    assert trim(Audio(np.zeros(100, np.float32)), threshold=0.01, margin_s=0.003).frames == 0


def test_resampling_keeps_pitch_amplitude_and_length() -> None:
    there = resample(sine(440, 1, sample_rate=22_050), SAMPLE_RATE)
    assert there.sample_rate == SAMPLE_RATE
    assert abs(there.frames - SAMPLE_RATE) <= 1
    middle = slice(2000, 22_000)
    assert np.max(np.abs(there.samples[middle] - sine(440, 1).samples[middle])) < 0.001


@given(st.lists(st.integers(-32_767, 32_767), max_size=50))
def test_pcm_survives_the_way_to_samples_and_back(pcm: list[int]) -> None:
    assert samples_to_pcm16(pcm16_to_samples(np.array(pcm, "<i2"))).tolist() == pcm


def test_what_is_beyond_full_scale_is_clipped_and_does_not_wrap() -> None:
    assert samples_to_pcm16(np.array([2.0, -2.0], np.float32)).tolist() == [32_767, -32_767]
