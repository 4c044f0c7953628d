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
    return _gated_lufs(_block_powers(audio))


def steps_lufs(energies: Curve, *, step_frames: int, frames: int, sample_rate: int) -> float:
    """Measure the loudness of K-weighted sound by the energies of its steps, as `loudness_lufs` does.

    A gain that changes slowly scales these energies, so that its effect is known without weighting the sound anew.

    Args:
        energies: Sums of the squares of `step_frames` weighted samples each, as `step_energies` gives them.
        step_frames: Length of a step in frames; 100 ms are a whole number of steps.
        frames: Length of the sound; the last step may be shorter.
        sample_rate: Hz.
    """
    block, hop = _block_and_hop(frames, sample_rate)
    sums = np.concatenate(([0.0], np.cumsum(energies)))
    starts = np.arange(0, frames - block + 1, hop) // step_frames
    return _gated_lufs((sums[starts - block // -step_frames] - sums[starts]) / block)


def step_energies(weighted: Samples, step_frames: int) -> Curve:
    """Sum the squares of each step of `step_frames` samples, the last of which may be shorter; shape (steps,)."""
    return np.add.reduceat(weighted * weighted, np.arange(0, len(weighted), step_frames)).astype(np.float64)


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
    block, hop = _block_and_hop(audio.frames, audio.sample_rate)
    starts = np.arange(0, audio.frames - block + 1, hop)
    return np.concatenate(
        [
            _powers(audio.samples[first : first + (PIECE_BLOCKS - 1) * hop + block], audio.sample_rate, block, hop)
            for first in starts[::PIECE_BLOCKS]
        ]
    )


def _block_and_hop(frames: int, sample_rate: int) -> tuple[int, int]:
    """Return the length of a block, no longer than the sound, and the time from one to the next, in frames."""
    return min(frames, seconds_to_frames(BLOCK_S, sample_rate)), seconds_to_frames(HOP_S, sample_rate)


def _gated_lufs(powers: Curve) -> float:
    gated = powers[powers > _lufs_to_power(ABSOLUTE_GATE_LUFS)]
    if not len(gated):
        return -np.inf
    gate = float(np.mean(gated)) * 10 ** (RELATIVE_GATE_LU / 10)
    return _power_to_lufs(float(np.mean(gated[gated > gate])))


def _powers(samples: Samples, sample_rate: int, block: int, hop: int) -> Curve:
    frames = len(samples)
    size = 1 << (frames + seconds_to_frames(RINGING_S, sample_rate)).bit_length()
    spectrum = np.fft.rfft(samples.astype(np.float64), size)
    weighted = np.fft.irfft(spectrum * _kept_k_weighting(size // 2 + 1, sample_rate), size)[:frames]
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, frames - block + 1, hop)
    return np.asarray((energy[starts + block] - energy[starts]) / block)


def k_weighting(bins: int, sample_rate: int) -> Curve:
    """Return the gain of the K-weighting at each bin of a spectrum from 0 Hz to half the sample rate, shape (bins,).

    Source: the two biquads of ITU-R BS.1770-5 in the form that fits any sample rate: a high shelf of 4 dB at 1682 Hz
    for the head, and a high-pass at 38 Hz (parameters as in libebur128).
    """
    phi = np.sin(np.linspace(0, np.pi / 2, bins)) ** 2
    k = np.tan(np.pi * 1681.974450955533 / sample_rate)
    high, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    band = high**0.4996667741545416
    shelf = _biquad(
        phi,
        (high + band * k / quality + k * k, 2 * (k * k - high), high - band * k / quality + k * k),
        (1 + k / quality + k * k, 2 * (k * k - 1), 1 - k / quality + k * k),
    )
    k, quality = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    norm = 1 + k / quality + k * k
    high_pass = _biquad(phi, (1, -2, 1), (1, 2 * (k * k - 1) / norm, (1 - k / quality + k * k) / norm))
    return np.asarray(np.sqrt(shelf * high_pass))


def _biquad(phi: Curve, b: tuple[float, float, float], a: tuple[float, float, float]) -> Curve:
    """Return the squared gain of a biquad at frequencies given by the squared sine of half their angle.

    Source: Bristow-Johnson, “Cookbook formulae for audio EQ biquad filter coefficients”, which is exact at low
    frequencies, where the sum over powers of z is not.
    """
    above, below = (
        (c[0] + c[1] + c[2]) ** 2 - 4 * phi * (c[0] * c[1] + 4 * c[0] * c[2] + c[1] * c[2] - 4 * c[0] * c[2] * phi)
        for c in (b, a)
    )
    return np.asarray(above / below)


_kept_k_weighting = lru_cache(maxsize=4)(k_weighting)


def _power_to_lufs(power: float) -> float:
    return OFFSET_LU + 10 * float(np.log10(power)) if power > 0 else -np.inf


def _lufs_to_power(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))
