import re
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import (
    VOICE_LUFS,
    k_weighting,
    loudest_lufs,
    loudness_lufs,
    step_energies,
    steps_lufs,
    with_loudness,
)
from coach.audio.pcm import samples_to_pcm16
from coach.script.vocabulary import Sound
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from tests.require import require


def tone(frequency_hz: float, seconds: float, peak: float = 0.1) -> Audio:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return Audio((peak * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32))


def joined(*parts: Audio) -> Audio:
    return Audio(np.concatenate([part.samples for part in parts]))


def silence(seconds: float) -> Audio:
    return Audio(np.zeros(round(seconds * SAMPLE_RATE), np.float32))


def test_the_standards_own_test_tone_measures_what_the_standard_says() -> None:
    # BS.1770: a 997 Hz sine at 0 dBFS in one channel measures -3.01 LUFS.
    assert loudness_lufs(tone(997, 3, peak=0.1)) == pytest.approx(-23.01, abs=0.03)


def test_silence_around_a_sound_does_not_change_its_loudness() -> None:
    # Without its gates the measure would fall by 3.7 LU; the blocks at the edges, half tone, cost 0.25.
    burst = tone(500, 5)
    assert loudness_lufs(joined(silence(3), burst, silence(4))) == pytest.approx(loudness_lufs(burst), abs=0.3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3 * SAMPLE_RATE))
def test_steps_of_weighted_sound_are_as_loud_as_the_sound(seed: int, frames: int) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.1, frames) * np.repeat(rng.random(-(-frames // 2400)), 2400)[:frames]
    audio = Audio(noise.astype(np.float32))
    size = frames + SAMPLE_RATE
    weights = k_weighting(size // 2 + 1, SAMPLE_RATE)
    weighted = np.fft.irfft(np.fft.rfft(audio.samples, size // 2 * 2) * weights)[:frames]
    energies = step_energies(weighted.astype(np.float32), 24)
    measured = steps_lufs(energies, step_frames=24, frames=frames, sample_rate=SAMPLE_RATE)
    assert measured == pytest.approx(loudness_lufs(audio), abs=0.02)


def test_another_meter_agrees(tmp_path: Path) -> None:
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    noise = np.random.default_rng(7).normal(0, 0.05, 5 * SAMPLE_RATE)
    noise *= np.repeat(np.linspace(0.1, 1, 10), len(noise) // 10)
    audio = Audio(noise.astype(np.float32))
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(samples_to_pcm16(audio.samples).tobytes())
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    report = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stderr
    theirs = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1])
    assert loudness_lufs(audio) == pytest.approx(theirs, abs=0.1)


def test_what_is_measured_in_pieces_is_measured_as_a_whole() -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 65 * SAMPLE_RATE)
    noise *= np.repeat(np.linspace(0.2, 1, 130), len(noise) // 130)
    halves = [loudness_lufs(Audio(half.astype(np.float32))) for half in np.split(noise, 2)]
    whole = loudness_lufs(Audio(noise.astype(np.float32)))
    assert min(halves) < whole < max(halves)
    swapped = loudness_lufs(Audio(np.roll(noise, len(noise) // 2).astype(np.float32)))
    assert whole == pytest.approx(swapped, abs=0.05)


def test_a_word_shorter_than_a_block_has_a_loudness() -> None:
    assert loudness_lufs(tone(997, 0.2)) == pytest.approx(-23.01, abs=0.3)


def test_silence_and_nothing_have_none() -> None:
    assert loudness_lufs(silence(1)) == -np.inf
    assert loudness_lufs(silence(0)) == -np.inf


@given(st.floats(-40, -5))
def test_a_clip_set_to_a_loudness_has_it(lufs: float) -> None:
    clip = tone(300, 1)
    assert loudness_lufs(with_loudness(clip, lufs=lufs, measured_lufs=loudness_lufs(clip))) == pytest.approx(
        lufs, abs=0.01
    )


@pytest.mark.parametrize("loudness_db", [-20.0, -10.0, -6.0])
def test_sounds_have_their_loudness_against_the_voice(loudness_db: float) -> None:
    theme = read_theme(find_theme("bowl"))
    tone = theme.breath_tone_at(loudness_db)
    assert tone is not None
    tones = [tone(sound, round(seconds * SAMPLE_RATE)) for sound in (Sound.INHALE, Sound.EXHALE) for seconds in (1, 6)]
    for sound in [*theme.sounds_at(loudness_db).values(), *tones]:
        assert loudest_lufs(sound) == pytest.approx(VOICE_LUFS + loudness_db, abs=0.01)
