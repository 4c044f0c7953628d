"""Measures the loudness of one piece of audio, and brings it to another loudness.

It works on clips and sounds one by one, so that a session needs no second pass. Loudness is K-weighted and gated as
broadcasters measure it; the weighting is done on the spectrum, which needs no filter library.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.units import db_to_gain, seconds_to_frames

VOICE_LUFS = -19.0
"""Loudness of a session: the convention for spoken word in mono (-16 LUFS in stereo)."""

BLOCK_S, HOP_S = 0.4, 0.1
ABSOLUTE_GATE_LUFS, RELATIVE_GATE_LU = -70.0, -10.0
OFFSET_LU = -0.691
"""Source of these five numbers: ITU-R BS.1770-5, annex 1."""

RINGING_S = 0.25
"""Seconds of silence added before weighting, in which the response of the filters dies away completely."""

PIECE_BLOCKS = 300
"""Blocks that are weighted at once, half a minute, so that memory does not grow with the length of the audio."""

Curve = NDArray[np.float64]


def loudness_lufs(audio: Audio) -> float:
    """Measure the integrated loudness of one piece.

    Audio shorter than a block of 400 ms, such as a one-word prompt, counts as one block of its own length.

    Returns:
        LUFS; minus infinity for silence.

    Source: ITU-R BS.1770-5, annex 1.
    """
    powers = _block_powers(audio)
    gated = powers[powers > _lufs_to_power(ABSOLUTE_GATE_LUFS)]
    if not len(gated):
        return -np.inf
    gate = float(np.mean(gated)) * 10 ** (RELATIVE_GATE_LU / 10)
    return _power_to_lufs(float(np.mean(gated[gated > gate])))


def loudest_lufs(audio: Audio) -> float:
    """Measure the loudest 400 ms, in LUFS: the loudness of a sound that dies away. Minus infinity for silence."""
    return _power_to_lufs(float(np.max(_block_powers(audio))))


def with_loudness(audio: Audio, *, lufs: float, measured_lufs: float) -> Audio:
    """Bring a sound that measures `measured_lufs` to the loudness `lufs`."""
    return Audio(audio.samples * np.float32(db_to_gain(lufs - measured_lufs)), audio.format)


def _block_powers(audio: Audio) -> Curve:
    """Return the mean squares of the K-weighted samples in blocks of 400 ms, 100 ms apart."""
    if not audio.frames:
        return np.zeros(1)
    block = min(audio.frames, seconds_to_frames(BLOCK_S, audio.sample_rate))
    hop = seconds_to_frames(HOP_S, audio.sample_rate)
    starts = np.arange(0, audio.frames - block + 1, hop)
    return np.concatenate(
        [
            _powers(audio.samples[first : first + (PIECE_BLOCKS - 1) * hop + block], audio.sample_rate, block, hop)
            for first in starts[::PIECE_BLOCKS]
        ]
    )


def _powers(samples: Samples, sample_rate: int, block: int, hop: int) -> Curve:
    frames = len(samples)
    size = 1 << (frames + seconds_to_frames(RINGING_S, sample_rate)).bit_length()
    spectrum = np.fft.rfft(samples.astype(np.float64), size)
    weighted = np.fft.irfft(spectrum * _k_weighting(size // 2, sample_rate), size)[:frames]
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, frames - block + 1, hop)
    return np.asarray((energy[starts + block] - energy[starts]) / block)


@lru_cache(maxsize=4)
def _k_weighting(frames: int, sample_rate: int) -> Curve:
    """Return the gain of the K-weighting at each bin of a spectrum of `2 * frames` frames, shape (frames + 1,).

    Source: the two biquads of ITU-R BS.1770-5 in the form that fits any sample rate: a high shelf of 4 dB at 1682 Hz
    for the head, and a high-pass at 38 Hz (parameters as in libebur128).
    """
    z = np.exp(-1j * np.pi * np.arange(frames + 1) / frames)
    k = np.tan(np.pi * 1681.974450955533 / sample_rate)
    high, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    band = high**0.4996667741545416
    shelf = _biquad(
        z,
        (high + band * k / quality + k * k, 2 * (k * k - high), high - band * k / quality + k * k),
        (1 + k / quality + k * k, 2 * (k * k - 1), 1 - k / quality + k * k),
    )
    k, quality = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    norm = 1 + k / quality + k * k
    high_pass = _biquad(z, (1, -2, 1), (1, 2 * (k * k - 1) / norm, (1 - k / quality + k * k) / norm))
    return np.asarray(np.abs(shelf * high_pass))


def _biquad(
    z: NDArray[np.complex128], b: tuple[float, float, float], a: tuple[float, float, float]
) -> NDArray[np.complex128]:
    return np.asarray((b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z))


def _power_to_lufs(power: float) -> float:
    return OFFSET_LU + 10 * float(np.log10(power)) if power > 0 else -np.inf


def _lufs_to_power(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))
