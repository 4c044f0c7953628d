import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.time_stretch import time_stretch
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
