import re
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import samples_to_pcm16
from coach.audio.true_peak import ROUNDING, RUN_FRAMES, TAPS, largest_gain, loud_steps, step_peaks, true_peak
from tests.require import require


def faded(samples: np.ndarray) -> Samples:
    return (samples * np.hanning(len(samples))).astype(np.float32)


@pytest.mark.parametrize("share", [0.05, 0.25, 0.4, 0.45])
@pytest.mark.parametrize("phase", [0.0, 0.25, 0.5])
def test_a_sine_has_its_own_amplitude_wherever_its_samples_lie(share: float, phase: float) -> None:
    sine = np.sin(2 * np.pi * (share * np.arange(4800) + phase))
    assert true_peak(faded(sine)) == pytest.approx(1, abs=0.02)  # 0.17 dB, as documented


def test_a_quarter_of_the_sample_rate_is_3_db_above_its_samples() -> None:
    between = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4).astype(np.float32)
    assert true_peak(faded(between)) / np.max(np.abs(faded(between))) == pytest.approx(2**0.5, abs=0.005)


def test_a_step_that_cannot_matter_is_told_by_its_samples_alone() -> None:
    samples = np.pad(np.tile(np.array([0.3, 0.3, -0.3, -0.3], np.float32), 12), TAPS)
    assert np.all(step_peaks(samples, 24, above=1.0) == np.float32(0.3))
    assert np.all(step_peaks(samples, 24, above=0.3) > 0.4)
    assert largest_gain() < 2.4


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.99), st.floats(0.1, 1.5))
def test_no_step_is_passed_over_that_reaches_the_amplitude(seed: int, smoothness: float, above: float) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.5, 50 * 24 + 2 * TAPS)
    for index in range(1, len(noise)):
        noise[index] += smoothness * (noise[index - 1] - noise[index])
    samples = (noise / np.max(np.abs(noise))).astype(np.float32)
    exact, told = step_peaks(samples, 24, above=0.0), step_peaks(samples, 24, above=above)
    assert np.all(told <= exact)
    assert np.array_equal(told[exact > above], exact[exact > above])


def test_a_peak_between_two_zigzags_is_not_passed_over() -> None:
    zigzag = np.tile(np.array([1.0, 0.5], np.float32), 12 + TAPS)
    samples = np.concatenate((zigzag[::-1], zigzag))  # two equal samples in the middle, with 1.33 between them
    assert step_peaks(samples, 24, above=1.3) == pytest.approx(step_peaks(samples, 24, above=0.0))
    assert np.max(step_peaks(samples, 24, above=1.3)) > 1.3


def test_silence_and_nothing_have_none() -> None:
    assert true_peak(np.zeros(10, np.float32)) == 0
    assert true_peak(np.zeros(0, np.float32)) == 0


def test_another_meter_agrees(tmp_path: Path) -> None:
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    noise = np.random.default_rng(5).normal(0, 0.2, SAMPLE_RATE)
    samples = np.clip(np.convolve(noise, np.hanning(9) / 4), -0.5, 0.5).astype(np.float32)
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(samples_to_pcm16(samples).tobytes())
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    report = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stderr
    theirs = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", report)[-1])
    assert 20 * np.log10(true_peak(samples)) == pytest.approx(theirs, abs=0.1)


@given(st.integers(0, 2**32), st.sampled_from([8, 24, 48]), st.integers(1, 40), st.floats(0.05, 3.0))
def test_loud_steps_are_all_whose_peaks_reach_an_amplitude(seed: int, step: int, steps: int, above: float) -> None:
    generator = np.random.default_rng(seed)
    samples = generator.standard_normal(steps * step + 2 * TAPS) * generator.uniform(0, 1, steps * step + 2 * TAPS) ** 4
    samples = np.pad(samples.astype(np.float32)[TAPS:-TAPS], TAPS)
    peaks = step_peaks(samples, step, above=above)
    found = loud_steps(samples, step, above=above)
    assert set(np.flatnonzero(peaks > above)) <= set(found)
    exact = step_peaks(samples, step, above=0.0)
    assert all(np.max(exact[max(0, number - 2) : number + 3]) > above * (1 - 2 * ROUNDING) for number in found)


@pytest.mark.parametrize(("left", "right"), [(1.0, 1.1), (1.1, 1.0)])
@pytest.mark.parametrize("step", [8, 24, 48])
def test_a_peak_between_a_quiet_run_and_a_louder_one_is_not_passed_over(left: float, right: float, step: int) -> None:
    zigzag = 0.1 * (-1.0) ** np.arange(TAPS // 2)
    burst = np.concatenate((left * zigzag[::-1], right * zigzag)).astype(np.float32)
    steps = 2 * RUN_FRAMES // step
    for first in range(RUN_FRAMES - 2 * TAPS, RUN_FRAMES + TAPS):
        samples = np.zeros(steps * step + 2 * TAPS, np.float32)
        samples[first : first + TAPS] = burst
        above = largest_gain() * 0.1 * 1.01  # more than the quiet half's samples could reach alone
        found = loud_steps(samples, step, above=above)
        assert set(np.flatnonzero(step_peaks(samples, step, above=0.0) > above)) == set(found) != set()
