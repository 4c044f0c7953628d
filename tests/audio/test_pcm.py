import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT
from coach.audio.pcm import Pcm16Audio, pcm16_to_samples, pcm_bytes, samples_to_pcm16, samples_to_pcm24

EVERY = np.arange(-32_767, 32_768).astype("<i2")


def test_every_16_bit_integer_comes_back_from_its_sample() -> None:
    assert np.array_equal(samples_to_pcm16(pcm16_to_samples(EVERY)), EVERY)


@given(st.lists(st.floats(-2, 2, width=32), max_size=20))
def test_samples_are_rounded_to_nearest_and_clipped(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    exact = np.clip(samples.astype(np.float64), -1, 1)
    assert np.max(np.abs(samples_to_pcm16(samples) - exact * 32_767), initial=0) <= 0.5 + 2e-3
    assert np.max(np.abs(samples_to_pcm24(samples) - exact * 0x7F_FFFF), initial=0) <= 0.5


@pytest.mark.parametrize(("bits", "expected"), [(16, "ff7f0180"), (24, "ffff7f010080")])
def test_bytes_are_little_endian(bits: int, expected: str) -> None:
    assert bytes(pcm_bytes(np.array([1, -1], np.float32), bits)).hex() == expected


def test_audio_held_as_integers_is_the_audio_of_their_samples() -> None:
    held, plain = Pcm16Audio(EVERY), Audio(pcm16_to_samples(EVERY))
    assert np.array_equal(held.samples, plain.samples)
    assert held.samples.dtype == np.float32
    assert (held.frames, held.format, held.duration_s, held.peak) == (65_535, SESSION_FORMAT, plain.duration_s, 1.0)


def test_what_is_done_to_its_samples_leaves_it_as_it_is() -> None:
    held = Pcm16Audio(EVERY)
    held.samples[:] = 0
    assert held.peak == 1.0


def test_audio_held_as_integers_goes_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(Pcm16Audio(EVERY)))
    assert isinstance(again, Pcm16Audio)
    assert np.array_equal(again.samples, pcm16_to_samples(EVERY))
