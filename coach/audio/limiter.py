"""Holds the true peaks of audio below a ceiling: of one clip, or of a stream of blocks.

It turns the sound down smoothly around each peak that is too high, and leaves all other samples bit for bit unchanged.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import AudioFormat
from coach.audio.true_peak import TAPS, largest_gain, step_peaks
from coach.units import db_to_gain, seconds_to_frames

CEILING_DBTP = -1.3
"""Ceiling of everything that leaves coach. It is 0.3 dB below the promised -1 dBTP: the slope of the gain may raise a
peak by up to 0.1 dB, a meter may read 0.17 dB more than `true_peak`, and rounding to 16 bits adds a little."""

STEP_S, REACH_STEPS = 0.001, 5
"""The gain is computed in steps of 1 ms and held down for 5 ms on both sides of a peak: too short to hear, too long to
click."""

MARGIN_STEPS = 2 * REACH_STEPS + 1
"""Steps before and after a step that its gain depends on."""

CHUNK_STEPS = 340
"""Steps that are worked on at once, a third of a second. Chunks always begin at the same frames; see `limited`."""

Curve = NDArray[np.float64]


def limit(audio: Audio, *, peak_dbtp: float) -> Audio:
    """Hold the true peaks of one mono clip at or below `peak_dbtp`.

    Returns:
        Audio of the same length; `audio` itself when no peak is above `peak_dbtp`.
    """
    step = seconds_to_frames(STEP_S, audio.sample_rate)
    margin = MARGIN_STEPS * step + TAPS
    padded = np.pad(audio.samples, (margin, margin - audio.frames % -step))
    gain = _gain(padded, step, db_to_gain(peak_dbtp))
    return audio if gain is None else Audio(_apply(audio.samples, gain[: audio.frames]), audio.format)


def limited(
    blocks: Iterable[Audio], *, sample_rate: int, first_frame: int = 0, peak_dbtp: float = CEILING_DBTP
) -> Iterator[Audio]:
    """Hold the true peaks of a stream at or below `peak_dbtp`.

    Each frame of the result depends only on the stream within 12 ms of it: not on how the stream was cut into blocks,
    nor on where it began. For that, the work is done in chunks that begin at multiples of their own length.

    Args:
        blocks: Consecutive mono audio.
        sample_rate: Hz, of the blocks.
        first_frame: The frame of the session at which the first block begins.
        peak_dbtp: The ceiling of the true peaks, in dBTP.

    Yields:
        The same number of frames, in chunks of about a third of a second. A chunk needs the 12 ms of sound after it.
    """
    step = seconds_to_frames(STEP_S, sample_rate)
    chunk, margin, ceiling = CHUNK_STEPS * step, MARGIN_STEPS * step + TAPS, db_to_gain(peak_dbtp)
    skipped = first_frame % chunk
    for piece, frames in _pieces(blocks, chunk, margin, skipped):
        if frames > skipped:
            yield Audio(_limited(piece, margin, step, ceiling)[skipped:frames], AudioFormat(sample_rate))
        skipped = 0


def _pieces(blocks: Iterable[Audio], chunk: int, margin: int, skipped: int) -> Iterator[tuple[Samples, int]]:
    """Cut a stream that begins `skipped` frames into a chunk; yield each chunk with its margins, and its frames."""
    whole = chunk + 2 * margin
    held = np.zeros(margin + skipped, dtype=np.float32)
    for block in blocks:
        held = np.concatenate((held, block.samples))
        while len(held) >= whole:
            yield held[:whole], chunk
            held = held[chunk:]
    while len(held) > margin:
        yield np.pad(held[:whole], (0, max(0, whole - len(held)))), min(chunk, len(held) - margin)
        held = held[chunk:]


def _limited(piece: Samples, margin: int, step: int, ceiling: float) -> Samples:
    """Return the limited middle of a piece, without its margins."""
    middle = piece[margin : len(piece) - margin]
    gain = _gain(piece, step, ceiling)
    return middle if gain is None else _apply(middle, gain)


def _gain(piece: Samples, step: int, ceiling: float) -> Curve | None:
    """Return the gain of every frame of the middle of a piece, or None if it is 1 throughout."""
    if max(np.max(piece), -np.min(piece)) * largest_gain() <= ceiling:
        return None
    peaks = step_peaks(piece, step, above=ceiling)
    if np.max(peaks) <= ceiling:
        return None
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    gain = _smooth(_lowest_nearby(needed))
    centres = (np.arange(len(gain)) - MARGIN_STEPS + 0.5) * step
    return np.interp(np.arange((len(gain) - 2 * MARGIN_STEPS) * step), centres, gain)


def _apply(samples: Samples, gain: Curve) -> Samples:
    return (samples * gain).astype(np.float32)


def _lowest_nearby(values: Curve) -> Curve:
    padded = np.pad(values, REACH_STEPS, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH_STEPS + 1).min(axis=1))


def _smooth(values: Curve) -> Curve:
    """Average over fewer neighbours than `_lowest_nearby` looks at, so that no mean is above the needed gain."""
    reach = REACH_STEPS - 1
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.convolve(np.pad(values, reach, mode="edge"), window / window.sum(), mode="valid")
