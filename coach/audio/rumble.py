"""Removes the offset and the rumble of a loop: what nobody hears, and what loudspeakers strain at.

A loop goes in, and comes out without a seam. It works in pieces, so that its memory does not grow with the loop.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, looped

RUMBLE_HZ = (25.0, 60.0)
"""Below the first frequency 90 dB are removed, above the second nothing. The lower one is near the end of hearing; a
small loudspeaker plays nothing below the upper one."""

STOPBAND_DB = 90.0

PIECE_FRAMES = 1 << 18
"""Frames that are filtered at once."""


def without_rumble(loop: Audio) -> Audio:
    """Remove everything below `RUMBLE_HZ` from a mono loop, as if it were repeated for ever; the rest is unchanged."""
    filtered = np.empty_like(loop.samples)
    taps = _low_pass(loop.sample_rate)
    reach = len(taps) // 2
    size = 1 << (PIECE_FRAMES + len(taps)).bit_length()
    gain = 1.0 - np.fft.rfft(np.roll(np.pad(taps, (0, size - len(taps))), -reach)).real
    for start in range(0, loop.frames, PIECE_FRAMES):
        frames = min(PIECE_FRAMES, loop.frames - start)
        around = looped(loop.samples, start - reach, frames + 2 * reach)
        piece = np.fft.irfft(np.fft.rfft(around.astype(np.float64), size) * gain, size)
        filtered[start : start + frames] = piece[reach : reach + frames]
    return Audio(filtered, loop.format)


@cache
def _low_pass(sample_rate: int) -> NDArray[np.float64]:
    """Return the taps of a low-pass filter without delay, an odd number.

    Source: Kaiser, “Nonrecursive digital filter design using the I0-sinh window function”, 1974.
    """
    low_hz, high_hz = RUMBLE_HZ
    transition = 2 * np.pi * (high_hz - low_hz) / sample_rate
    reach = int(np.ceil((STOPBAND_DB - 7.95) / (2.285 * transition) / 2))
    at = np.arange(-reach, reach + 1)
    middle = (low_hz + high_hz) / sample_rate
    taps = middle * np.sinc(middle * at) * np.kaiser(2 * reach + 1, 0.1102 * (STOPBAND_DB - 8.7))
    return np.asarray(taps / np.sum(taps))
