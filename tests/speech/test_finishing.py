"""Raw speech becomes a clip of one loudness, whatever it was before."""

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.loudness import loudness_lufs
from coach.audio.true_peak import true_peak
from coach.speech.finishing import CLIP_LUFS, PEAK_DBTP, finish
from coach.units import db_to_gain


def test_any_sample_rate_and_loudness_ends_as_the_same_kind_of_clip() -> None:
    times = np.arange(2 * 22_050) / 22_050
    clip = finish(Audio((0.001 * np.sin(2 * np.pi * 300 * times)).astype(np.float32), AudioFormat(22_050)))
    assert clip.duration_s == pytest.approx(2, abs=0.03)
    assert loudness_lufs(clip) == pytest.approx(CLIP_LUFS, abs=0.1)


def test_a_clip_whose_peaks_are_held_down_is_as_loud_as_any_other() -> None:
    rng = np.random.default_rng(1)
    clicks = rng.normal(0, 0.01, 2 * SAMPLE_RATE) + (rng.random(2 * SAMPLE_RATE) < 0.0005)
    clip = finish(Audio(clicks.astype(np.float32)))
    assert true_peak(clip.samples) == pytest.approx(db_to_gain(PEAK_DBTP), abs=0.01)
    assert loudness_lufs(clip) == pytest.approx(CLIP_LUFS, abs=0.3)
