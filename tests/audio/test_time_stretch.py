import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.time_stretch import DUE_S, LONGEST_JUMP_S, stretch, time_stretch
from tests.audio.test_buffer import sine


@given(st.integers(0, 60_000), st.floats(0.7, 1.4))
def test_the_length_is_what_was_asked_for_to_the_frame(frames: int, factor: float) -> None:
    audio = Audio(np.zeros(frames, np.float32))
    expected = round(frames * factor) if frames >= 1440 else frames
    assert time_stretch(audio, factor).frames == expected


@pytest.mark.parametrize("factor", [0.8, 0.95, 1.05, 1.25])
@pytest.mark.parametrize("pitch_hz", [90.0, 220.0, 1500.0])
def test_pitch_and_amplitude_stay_and_no_seam_is_heard(factor: float, pitch_hz: float) -> None:
    tone = sine(pitch_hz, 2, peak=0.3)
    longer = time_stretch(tone, factor).samples[2000:-2000]
    spectrum = np.abs(np.fft.rfft(longer * np.hanning(len(longer))))
    heard_hz = np.argmax(spectrum) * SAMPLE_RATE / len(longer)
    assert heard_hz == pytest.approx(pitch_hz, abs=1)
    assert np.max(np.abs(longer)) == pytest.approx(0.3, abs=0.01)
    assert np.max(np.abs(np.diff(longer))) <= np.max(np.abs(np.diff(tone.samples))) * 1.1


def test_a_factor_of_one_changes_nothing() -> None:
    tone = sine(220, 1)
    assert time_stretch(tone, 1.0) is tone


@given(st.integers(0, 2**32 - 1), st.floats(0.75, 1.3).filter(lambda factor: abs(factor - 1) > 0.001))
def test_every_moment_stays_near_its_time_and_most_samples_are_copies(seed: int, factor: float) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.1, SAMPLE_RATE)
    times = np.arange(SAMPLE_RATE, dtype=float)
    longer = stretch(np.stack((noise, times)), factor, SAMPLE_RATE)
    heard = longer[:, 480:-480]
    wanted = np.arange(480, longer.shape[1] - 480) / factor
    assert np.max(np.abs(heard[1] - wanted)) <= (LONGEST_JUMP_S - DUE_S + 0.001) * SAMPLE_RATE
    copied = np.isclose(heard[1] % 1, 0)
    assert np.mean(copied) > 0.2
    assert np.allclose(heard[0][copied], noise[heard[1][copied].astype(int)], atol=0.25)


def test_words_are_on_time_in_the_mean() -> None:
    tone = sine(180, 4, peak=0.3).samples
    times = np.arange(len(tone), dtype=float)
    for factor in (0.9, 0.97, 1.04, 1.1):
        heard = stretch(np.stack((tone, times)), factor, SAMPLE_RATE)[1]
        late = heard - np.arange(len(heard)) / factor
        assert abs(np.mean(late[2000:-2000])) < 0.003 * SAMPLE_RATE
