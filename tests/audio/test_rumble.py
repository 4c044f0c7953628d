"""Checks that a loop loses its offset and its rumble, nothing else, and gets no seam."""

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.rumble import PIECE_FRAMES, without_rumble


def tone(hz: float, seconds: int) -> Audio:
    return Audio(np.cos(2 * np.pi * hz * np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32))


@pytest.mark.parametrize("hz", [0, 1, 12, 25])
def test_what_nobody_hears_is_removed(hz: int) -> None:
    assert without_rumble(tone(hz, 3)).peak < 1e-4


@pytest.mark.parametrize(("hz", "seconds"), [(60, 1), (61, 25), (440, 3), (8_000, 3)])
def test_what_is_heard_stays_as_it_is_and_goes_on_without_a_seam(hz: int, seconds: int) -> None:
    assert tone(hz, 25).frames > 2 * PIECE_FRAMES
    assert np.allclose(without_rumble(tone(hz, seconds)).samples, tone(hz, seconds).samples, atol=1e-4)
