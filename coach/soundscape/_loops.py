"""Synthesises the loops of rain, noise and a drone.

Each is a sum of tones with whole numbers of periods, or is laid around a circle, and so has no seam. The samples are
the same on every machine, because all randomness comes from a hash.
"""

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.soundscape.names import AmbientName
from coach.units import db_to_gain, seconds_to_frames

Loop = NDArray[np.float64]

LOOP_S = 32
"""Length of a loop. Nobody recognises noise that repeats after 32 s, and it takes 3 MB."""

LOOP_FRAMES = LOOP_S * SAMPLE_RATE

BED_LOW_HZ = 60.0
"""Noise below this is faded out: a small loudspeaker cannot play it and only strains."""

DROPS_PER_S = 14
DROP_S = 0.03

DRONE_TONES = ((100.0, -3.0), (150.0, -2.0), (200.0, -2.0), (300.0, -5.0), (400.0, -9.0), (600.0, -16.0))
"""Frequency in Hz and gain in dB of each tone: a fifth and its octaves, like the bowls' 400 and 600 Hz, with which the
drone forms one chord."""


def make_loop(name: AmbientName) -> Loop:
    """Make one round of an ambient sound, float64, shape (LOOP_FRAMES,), without an offset and at an RMS of 1."""
    makers = {AmbientName.RAIN: _rain, AmbientName.NOISE: _noise, AmbientName.DRONE: _drone}
    loop = makers[name]()
    loop -= np.mean(loop)
    return np.asarray(loop / np.sqrt(np.mean(loop**2)))


def _noise() -> Loop:
    """Make noise between pink and brown, 4.5 dB less with each octave: a distant waterfall rather than a hiss."""
    return _shaped("noise", lambda hz: (hz / 200.0) ** -0.75 / (1.0 + (hz / 3000.0) ** 2))


def _rain() -> Loop:
    """Make a soft rush between 400 Hz and 4 kHz that swells a little with the wind, and single drops in it."""
    rush = _shaped("rain", lambda hz: (hz / 1000.0) ** -0.6 / (1.0 + (400.0 / hz) ** 2) / (1.0 + (hz / 3500.0) ** 2))
    turns = np.arange(LOOP_FRAMES) / LOOP_FRAMES
    wind = 1.0 + 0.12 * np.sin(2 * np.pi * 3 * turns) + 0.08 * np.sin(2 * np.pi * (7 * turns + 0.3))
    rush *= wind / np.sqrt(np.mean(rush**2))
    return rush + _drops()


def _drops() -> Loop:
    """Make drops on leaves: short knocks of 900 to 3000 Hz, most of them faint, some clearly above the rush."""
    count, frames = DROPS_PER_S * LOOP_S, seconds_to_frames(DROP_S, SAMPLE_RATE)
    place, pitch, strength = _uniform("drops", 3 * count).reshape(3, count)
    hz = 900.0 * (3000.0 / 900.0) ** pitch
    time_s = np.arange(frames) / SAMPLE_RATE
    knocks = np.sin(2 * np.pi * hz[:, None] * time_s) * np.exp(-time_s * (2.0 + hz[:, None] / 200.0) * 40.0)
    knocks *= 9.0 * strength[:, None] ** 5
    drops = np.zeros(LOOP_FRAMES + frames)
    for start, knock in zip((place * LOOP_FRAMES).astype(np.int64), knocks, strict=True):
        drops[start : start + frames] += knock
    drops[:frames] += drops[LOOP_FRAMES:]  # what rings over the end continues at the beginning
    return drops[:LOOP_FRAMES]


def _drone() -> Loop:
    """Make each tone twice, a few periods a loop apart, so that each swells and ebbs slowly at its own pace."""
    bins = np.zeros(LOOP_FRAMES // 2 + 1, dtype=np.complex128)
    for index, (hz, gain_db) in enumerate(DRONE_TONES):
        periods = round(hz * LOOP_S)
        bins[periods] = db_to_gain(gain_db)
        bins[periods + 2 + index] = 0.8j * db_to_gain(gain_db)
    return np.fft.irfft(bins, LOOP_FRAMES)


def _shaped(name: str, gain_at: Callable[[Loop], Loop]) -> Loop:
    """Make noise with a given spectrum: `gain_at` gives the gain at frequencies in Hz; the phases are random."""
    bins = LOOP_FRAMES // 2 + 1
    hz = np.maximum(np.arange(bins) / LOOP_S, 1.0 / LOOP_S)
    gain = gain_at(hz) / (1.0 + (BED_LOW_HZ / hz) ** 4)
    gain[0] = 0.0
    return np.fft.irfft(gain * np.exp(2j * np.pi * _uniform(name, bins)), LOOP_FRAMES)


def _uniform(name: str, count: int) -> Loop:
    """Return numbers from 0 to below 1 that look random and are the same on every machine."""
    bits = hashlib.shake_128(f"coach {name}".encode()).digest(4 * count)
    return np.frombuffer(bits, dtype="<u4") / 2.0**32
