"""Audio in, the same audio with its true peaks held below a ceiling out: one clip, or a stream of blocks.

Turns down smoothly around what is too loud, ahead of it, and leaves the rest bit for bit as it is.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import AudioFormat
from coach.audio.true_peak import TAPS, largest_gain, step_peaks
from coach.units import db_to_gain, seconds_to_frames

CEILING_DBTP = -1.3
"""Of everything that leaves coach. 0.3 dB below what is promised, for what a slope of the gain does to a peak (below
0.1 dB), what a meter reads higher than `true_peak` does (0.17 dB), and rounding to 16 bits."""

STEP_S, REACH_STEPS = 0.001, 5
"""The gain falls 5 ms ahead of a peak and rises 5 ms after it: too short to hear, too long to click."""

MARGIN_STEPS = 2 * REACH_STEPS + 1
"""How far the gain of a step looks to both sides."""

CHUNK_STEPS = 340
"""A third of a second is worked on at once, always from the same frames of a session on; see `limited`."""

Curve = NDArray[np.float64]


def limit(audio: Audio, *, peak_dbtp: float) -> Audio:
    """Hold down the true peaks of one clip.

    Returns:
        Audio of the same length; the same object when nothing is above `peak_dbtp`.
    """
    step = seconds_to_frames(STEP_S, audio.sample_rate)
    margin = MARGIN_STEPS * step + TAPS
    padded = np.pad(audio.samples, (margin, margin - audio.frames % -step))
    gain = _gain(padded, step, db_to_gain(peak_dbtp))
    return audio if gain is None else Audio(_apply(audio.samples, gain[: audio.frames]), audio.format)


def limited(
    blocks: Iterable[Audio], *, sample_rate: int, first_frame: int = 0, peak_dbtp: float = CEILING_DBTP
) -> Iterator[Audio]:
    """Hold down the true peaks of a stream.

    What comes out at a frame depends on the stream within 12 ms of it, and neither on how the stream was cut into
    blocks nor on where it began: the work is done in chunks that lie at multiples of their own length.

    Args:
        blocks: Consecutive mono audio.
        sample_rate: Hz, theirs.
        first_frame: Where in the session the first of them begins.
        peak_dbtp: No true peak is above it.

    Yields:
        As many frames, in chunks of about a third of a second; each comes when 12 ms more are known.
    """
    step = seconds_to_frames(STEP_S, sample_rate)
    chunk, margin, ceiling = CHUNK_STEPS * step, MARGIN_STEPS * step + TAPS, db_to_gain(peak_dbtp)
    skipped = first_frame % chunk
    for piece, frames in _pieces(blocks, chunk, margin, skipped):
        if frames > skipped:
            yield Audio(_limited(piece, margin, step, ceiling)[skipped:frames], AudioFormat(sample_rate))
        skipped = 0


def _pieces(blocks: Iterable[Audio], chunk: int, margin: int, skipped: int) -> Iterator[tuple[Samples, int]]:
    """A stream that begins `skipped` frames into a chunk, as chunks with a margin on both sides; and their frames."""
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
    """The middle of a piece, without its margins."""
    middle = piece[margin : len(piece) - margin]
    gain = _gain(piece, step, ceiling)
    return middle if gain is None else _apply(middle, gain)


def _gain(piece: Samples, step: int, ceiling: float) -> Curve | None:
    """The gain of every frame of the middle of a piece; None where it is 1 throughout."""
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
    """A mean over fewer neighbours than the lowest was taken of, so that it never rises above what is needed."""
    reach = REACH_STEPS - 1
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.convolve(np.pad(values, reach, mode="edge"), window / window.sum(), mode="valid")
