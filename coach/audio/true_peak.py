"""Measures true peaks: the peaks of the sound that a loudspeaker's converter makes of the samples, between them too.

Measures only where a peak could matter, and changes nothing.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Samples

PHASES = 8
"""Points measured per sample. ITU-R BS.1770-5, annex 2, asks for four at 48 kHz and allows more: four read a sine just
below the Nyquist frequency up to 0.69 dB too low, eight up to 0.17 dB."""

TAPS = 24
"""Samples that each point is interpolated from. A 60 dB Kaiser window over them keeps the passband flat to 90 %."""
KAISER_BETA = 5.65

BATCH = 40
"""Windows per matrix product: so few that no linear algebra library starts threads, which cost more than they save."""

Peaks = NDArray[np.float64]


def true_peak(samples: Samples) -> float:
    """Measure the largest absolute value of a sound, between its samples too; 0 for no samples.

    Args:
        samples: float32, shape (frames,), at any sample rate; silence is assumed around them.
    """
    frames = len(samples)
    return float(np.max(step_peaks(np.pad(samples, TAPS), max(frames, 1), above=0.0), initial=0.0))


def step_peaks(samples: Samples, step_frames: int, *, above: float) -> Peaks:
    """Measure the peak of each step of a sound.

    Args:
        samples: A number of whole steps, with `TAPS` frames of the sound before and `TAPS` frames after them.
        step_frames: Length of a step in frames.
        above: Amplitude above which peaks matter. Steps that cannot reach it are measured by their samples alone.

    Returns:
        Peaks, float64, shape (steps,); exact where they are above `above`.
    """
    count = (len(samples) - 2 * TAPS) // step_frames
    inside = samples[TAPS : TAPS + count * step_frames]
    peaks = np.abs(inside).reshape(count, step_frames).max(axis=1).astype(np.float64)
    near = np.concatenate(([0.0], peaks, [0.0]))
    near[0] = np.max(np.abs(samples[:TAPS]), initial=0.0)
    near[-1] = np.max(np.abs(samples[TAPS + count * step_frames :]), initial=0.0)
    reached = np.maximum(np.maximum(near[:-2], near[1:-1]), near[2:])
    loud = np.flatnonzero(reached * largest_gain() > above)
    if len(loud):
        starts = loud * step_frames
        windows = samples[starts[:, None] + np.arange(step_frames + 2 * TAPS)]
        peaks[loud] = np.maximum(peaks[loud], _between(windows, step_frames))
    return np.asarray(peaks)


@cache
def largest_gain() -> float:
    """Return the largest possible ratio of the sound between samples to the samples themselves."""
    return float(np.max(np.sum(np.abs(_kernels()), axis=1)))


def _between(windows: Samples, step_frames: int) -> Peaks:
    """Return the largest interpolated value of each window."""
    first = TAPS // 2
    rows = np.lib.stride_tricks.sliding_window_view(windows[:, first : first + step_frames + TAPS], TAPS, axis=1)
    kernels = _kernels().T.astype(np.float32)
    batches = np.array_split(rows, range(BATCH, len(rows), BATCH))
    peaks = [np.abs(some.reshape(-1, TAPS) @ kernels).reshape(len(some), -1).max(axis=1) for some in batches]
    return np.concatenate(peaks).astype(np.float64)


@cache
def _kernels() -> NDArray[np.float64]:
    """Return the weights of the samples around each point between two samples, shape (PHASES - 1, TAPS)."""
    points = np.arange(1, PHASES)[:, None] / PHASES
    distances = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - points
    window = np.i0(KAISER_BETA * np.sqrt(1 - (distances / (TAPS / 2)) ** 2)) / np.i0(KAISER_BETA)
    weights = np.sinc(distances) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
