"""Raw speech becomes a clip of one loudness, whatever it was before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.loudness import loudness_lufs
from coach.audio.true_peak import true_peak
from coach.speech.finishing import (
    AUDIBLE_DBFS,
    CLIP_LUFS,
    FADE_S,
    PEAK_DBTP,
    TAIL_S,
    finish,
)
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


def babble(seed: int, seconds: float) -> Audio:
    """Make syllables of a buzzing tone with overtones, with pauses and hiss between them and silence around them."""
    rng = np.random.default_rng(seed)
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch_hz = rng.uniform(90, 250) * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * times))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE
    buzz = sum(np.sin(overtone * phase) / overtone for overtone in range(1, 12))
    syllables = np.interp(
        times, np.arange(0, seconds + 0.1, 0.1), rng.uniform(0, 1, len(np.arange(0, seconds + 0.1, 0.1)))
    )
    hiss = rng.normal(0, 0.03, len(times)) * (1 - syllables)
    return Audio(np.pad(rng.uniform(0.01, 0.4) * (syllables**2 * buzz + hiss), SAMPLE_RATE // 4).astype(np.float32))


seeds, factors = st.integers(0, 2**32 - 1), st.just(1.0) | st.floats(0.85, 1.15)


@given(seeds, st.floats(0.2, 4.0), factors)
def test_any_speech_comes_out_as_loud_as_any_other_with_its_peaks_held(
    seed: int, seconds: float, factor: float
) -> None:
    clip = finish(babble(seed, seconds), time_stretched_by=factor)
    assert loudness_lufs(clip) == pytest.approx(CLIP_LUFS, abs=0.1)
    assert true_peak(clip.samples) <= db_to_gain(PEAK_DBTP + 0.1)


@given(seeds, factors)
def test_any_clip_begins_and_ends_with_what_is_heard_of_it(seed: int, factor: float) -> None:
    clip = finish(babble(seed, 1.5), time_stretched_by=factor)
    audible = np.flatnonzero(np.abs(clip.samples) > db_to_gain(AUDIBLE_DBFS - 0.5))
    assert audible[0] <= (FADE_S + 0.002) * SAMPLE_RATE
    assert clip.frames - audible[-1] <= (TAIL_S + 0.002) * SAMPLE_RATE


@given(seeds, st.floats(0.9, 1.1))
def test_a_stretched_clip_lasts_as_long_as_was_asked_for(seed: int, factor: float) -> None:
    speech = babble(seed, 2)
    wanted_s = factor * finish(speech, tail_s=FADE_S).duration_s
    assert finish(speech, time_stretched_by=factor, tail_s=FADE_S).duration_s == pytest.approx(wanted_s, abs=0.02)


@given(seeds, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_silence_around_speech_changes_nothing(seed: int, before_s: float, after_s: float) -> None:
    speech = babble(seed, 1).samples
    around = np.pad(speech, (round(before_s * SAMPLE_RATE), round(after_s * SAMPLE_RATE)))
    assert np.allclose(finish(Audio(around)).samples, finish(Audio(speech)).samples, atol=1e-4)


@pytest.mark.parametrize("frames", [0, 1, 5, 30, 300])
def test_the_shortest_speech_is_finished_too(frames: int) -> None:
    assert finish(Audio(np.zeros(frames, np.float32)), time_stretched_by=0.9).frames == 0
    assert finish(Audio(np.full(frames, 0.1, np.float32)), time_stretched_by=0.9).frames <= frames


@pytest.mark.parametrize("below_db", np.arange(-30.0, -100.0, -3.0))
def test_quiet_speech_becomes_a_clip_or_none_and_never_a_bang(below_db: float) -> None:
    clip = finish(Audio(babble(1, 1).samples * np.float32(db_to_gain(below_db))))
    assert not clip.frames or loudness_lufs(clip) == pytest.approx(CLIP_LUFS, abs=0.5)
    assert true_peak(clip.samples) <= db_to_gain(PEAK_DBTP + 0.1)
