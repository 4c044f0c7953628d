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

ROUNDING = 1e-5
"""A share by which single precision may be wrong in sums of `TAPS` samples, and by far more than it is."""

RUN_FRAMES = 512
"""Length of the runs that `loud_steps` looks at first: so long that there are few, so short that most are quiet."""

STEP_FRAMES = 32
"""Step of `true_peak`, which changes the work and not the peak."""

Peaks = NDArray[np.float64]


def true_peak(samples: Samples) -> float:
    """Measure the largest absolute value of a sound, between its samples too; 0 for no samples.

    Args:
        samples: float32, shape (frames,), at any sample rate; silence is assumed around them.
    """
    whole_steps = np.pad(samples, (TAPS, TAPS - len(samples) % -STEP_FRAMES))
    return float(np.max(step_peaks(whole_steps, STEP_FRAMES, above=0.0), initial=0.0))


def step_peaks(samples: Samples, step_frames: int, *, above: float) -> Peaks:
    """Measure the peak of each step of a sound.

    Args:
        samples: A number of whole steps, with `TAPS` frames of the sound before and `TAPS` frames after them.
        step_frames: Length of a step in frames.
        above: Amplitude above which peaks matter. Steps that cannot reach it are measured by their samples alone.

    Returns:
        Peaks, float64, shape (steps,); exact where they are above `above`.
    """
    peaks, reached = _step_maxima(np.abs(samples), step_frames)
    _, steepest = _step_maxima(np.abs(np.diff(samples, prepend=samples[:1])), step_frames)
    loud = np.flatnonzero(_highest(reached, steepest) > above)
    if len(loud):
        windows = _windows(samples, step_frames + TAPS)
        peaks[loud] = np.maximum(peaks[loud], _between(windows[loud * step_frames + TAPS // 2], step_frames))
    return peaks


def loud_steps(samples: Samples, step_frames: int, *, above: float) -> NDArray[np.int64]:
    """Find the steps of a long sound that reach an amplitude, between its samples too; far quicker than `step_peaks`.

    Args:
        samples: As for `step_peaks`.
        step_frames: Length of a step in frames.
        above: The amplitude.

    Returns:
        The numbers of all steps whose peak, as `step_peaks` measures it, is above the amplitude; and perhaps of
        neighbours, and of steps that are below it by a share of less than `ROUNDING`.
    """
    above *= 1 - ROUNDING
    near = _near_runs(_loud_runs(samples, above), step_frames)
    near = near[(near >= 0) & (near < (len(samples) - 2 * TAPS) // step_frames)]
    if not len(near):
        return near
    around = _windows(samples, step_frames + TAPS)[near * step_frames + TAPS // 2]
    may_reach = _may_reach(around, above)
    near, around = near[may_reach], around[may_reach]
    reaching: NDArray[np.int64] = near[np.maximum(np.abs(around).max(axis=1), _between(around, step_frames)) > above]
    return reaching


def _loud_runs(samples: Samples, above: float) -> NDArray[np.int64]:
    """Return the first frames of the runs of `RUN_FRAMES` around which a sound may reach an amplitude."""
    runs = np.arange(0, len(samples), RUN_FRAMES)
    highest = np.maximum(np.maximum.reduceat(samples, runs), -np.minimum.reduceat(samples, runs))
    high = runs[highest > above / largest_gain()]
    if not len(high):
        return high
    width = min(RUN_FRAMES + 2 * TAPS, len(samples))
    around = _windows(samples, width)[np.clip(high - TAPS, 0, len(samples) - width)]
    return high[_may_reach(around, above)]


def _near_runs(runs: NDArray[np.int64], step_frames: int) -> NDArray[np.int64]:
    """Return the numbers of the steps that a sample of any of the runs is interpolated into, each once."""
    first = (runs - TAPS - TAPS // 2) // step_frames
    steps = (first[:, np.newaxis] + np.arange((RUN_FRAMES + TAPS) // step_frames + 2)).ravel()
    steps.sort()
    is_first = np.ones(len(steps), dtype=bool)
    is_first[1:] = steps[1:] != steps[:-1]
    return steps[is_first]


def _may_reach(windows: Samples, above: float) -> NDArray[np.bool_]:
    """Tell in which windows a sound may reach an amplitude, by the highest sample and the largest step of each."""
    reached = np.abs(windows).max(axis=1)
    steepest = np.abs(np.diff(windows, axis=1)).max(axis=1)
    may_reach: NDArray[np.bool_] = _highest(reached, steepest) > above
    return may_reach


def _highest(reached: Peaks, steepest: Peaks) -> Peaks:
    """Return bounds of a sound between samples, by the highest samples and the largest steps around."""
    return np.minimum(reached * largest_gain(), reached + steepest * _largest_rise())


def _windows(samples: Samples, width: int) -> Samples:
    """Return a view of all runs of a length, one for each first frame."""
    return np.lib.stride_tricks.sliding_window_view(samples, width)


@cache
def largest_gain() -> float:
    """Return the largest possible ratio of the sound between samples to the samples themselves."""
    return float(np.max(np.sum(np.abs(_kernels()), axis=1)))


@cache
def _largest_rise() -> float:
    """Return how far the sound between samples can be from the nearest sample, against the largest step nearby.

    A kernel's weights sum to 1, so that distance is a sum of steps from sample to sample, each weighted by the sum of
    the weights beyond it. Speech has small steps, which makes this bound much closer than that of `largest_gain`.
    """
    distances = _kernels().copy()
    nearest = TAPS // 2 - 1 + np.arange(1, PHASES) // (PHASES // 2 + 1)
    distances[np.arange(PHASES - 1), nearest] -= 1.0
    return float(np.max(np.sum(np.abs(np.cumsum(distances, axis=1)), axis=1)))


def _step_maxima(heights: Samples, step_frames: int) -> tuple[Peaks, Peaks]:
    """Return the maximum of each step, and that of each step and its two neighbours; `TAPS` frames are around them."""
    end = len(heights) - TAPS - (len(heights) - 2 * TAPS) % step_frames
    inside = heights[TAPS:end].reshape(-1, step_frames).max(axis=1)
    around = np.concatenate(([heights[:TAPS].max()], inside, [heights[end:].max()]))
    return inside.astype(np.float64), np.maximum(np.maximum(around[:-2], around[1:-1]), around[2:]).astype(np.float64)


def _between(windows: Samples, step_frames: int) -> Peaks:
    """Return the largest interpolated value of each step, from windows that reach `TAPS / 2` frames beyond it."""
    weights = _step_weights(step_frames)
    batches = np.array_split(windows, range(BATCH, len(windows), BATCH))
    return np.concatenate([np.abs(some @ weights).max(axis=1) for some in batches]).astype(np.float64)


@cache
def _step_weights(step_frames: int) -> Samples:
    """Return the kernels at each frame of a step, as a matrix that gives all points of a window at once."""
    kernels = _kernels().T.astype(np.float32)
    weights = np.zeros((step_frames + TAPS, step_frames + 1, PHASES - 1), dtype=np.float32)
    for frame in range(step_frames + 1):
        weights[frame : frame + TAPS, frame] = kernels
    return weights.reshape(step_frames + TAPS, -1)


@cache
def _kernels() -> NDArray[np.float64]:
    """Return the weights of the samples around each point between two samples, shape (PHASES - 1, TAPS)."""
    points = np.arange(1, PHASES)[:, None] / PHASES
    distances = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - points
    window = np.i0(KAISER_BETA * np.sqrt(1 - (distances / (TAPS / 2)) ** 2)) / np.i0(KAISER_BETA)
    weights = np.sinc(distances) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
