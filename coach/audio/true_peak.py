"""Samples in, the peaks of the sound between them out: what a loudspeaker's converter will make of the samples.

Measures where it could matter and skips the rest; changes nothing.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Samples

PHASES = 8
"""Places looked at from one sample to the next. ITU-R BS.1770-5, annex 2, asks for four at 48 kHz, and allows for more:
a sine just below the Nyquist frequency is under-read by up to 0.69 dB with four, by 0.17 dB with eight."""

TAPS = 24
"""Samples that each place is interpolated from; a Kaiser window of 60 dB over them keeps the passband flat to 90 %."""
KAISER_BETA = 5.65

BATCH = 40

Peaks = NDArray[np.float64]


def true_peak(samples: Samples) -> float:
    """The largest absolute value of a sound, between its samples too; 0 for no samples.

    Args:
        samples: float32, shape (frames,) at any sample rate; silence is assumed around them.
    """
    frames = len(samples)
    return float(np.max(step_peaks(np.pad(samples, TAPS), max(frames, 1), above=0.0), initial=0.0))


def step_peaks(samples: Samples, step_frames: int, *, above: float) -> Peaks:
    """The peak of each step of a sound.

    Args:
        samples: `TAPS` frames of what comes before, whole steps, and `TAPS` frames of what follows.
        step_frames: Length of a step.
        above: Only peaks above this matter. A step that cannot have one is told by its samples alone.

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
    """How much larger than the samples the sound between them can be at most."""
    return float(np.max(np.sum(np.abs(_kernels()), axis=1)))


def _between(windows: Samples, step_frames: int) -> Peaks:
    """The largest interpolated value of each window."""
    first = TAPS // 2
    rows = np.lib.stride_tricks.sliding_window_view(windows[:, first : first + step_frames + TAPS], TAPS, axis=1)
    kernels = _kernels().T.astype(np.float32)
    peaks = [np.abs(some.reshape(-1, TAPS) @ kernels).reshape(len(some), -1).max(axis=1) for some in _batches(rows)]
    return np.concatenate(peaks).astype(np.float64)


def _batches(rows: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """So few windows at once that no linear algebra library starts threads for them, which costs more than it gives."""
    return np.array_split(rows, range(BATCH, len(rows), BATCH))


@cache
def _kernels() -> NDArray[np.float64]:
    """Weights of the samples around each place between two of them, shape (PHASES - 1, TAPS)."""
    places = np.arange(1, PHASES)[:, None] / PHASES
    distances = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - places
    window = np.i0(KAISER_BETA * np.sqrt(1 - (distances / (TAPS / 2)) ** 2)) / np.i0(KAISER_BETA)
    weights = np.sinc(distances) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
