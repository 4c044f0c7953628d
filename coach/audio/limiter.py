"""Holds the true peaks of audio below a ceiling: of one clip, or of a stream of blocks.

It turns the sound down smoothly around each peak that is too high, and leaves all other samples bit for bit unchanged.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import AudioFormat
from coach.audio.true_peak import TAPS, loud_steps, step_peaks
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

NEARLY_ONE = 1 - 1e-12
"""Gains above it are 1, but for rounding."""

SPARE_DB = 2.0
"""Gain by which a clip may become louder than it was first without measuring its peaks anew."""

Curve = NDArray[np.float64]


class ClipLimiter:
    """Holds the true peaks of one mono clip at or below a ceiling, at any gain before it.

    What it does at a gain is known before it is done, and the peaks are measured once for all gains.

    Args:
        clip: Any clip.
        peak_dbtp: The ceiling of the true peaks, in dBTP.
    """

    def __init__(self, clip: Audio, *, peak_dbtp: float) -> None:
        self.step_frames = seconds_to_frames(STEP_S, clip.sample_rate)
        self._clip = clip
        self._ceiling = db_to_gain(peak_dbtp)
        self._margin = MARGIN_STEPS * self.step_frames + TAPS
        self._padded = np.pad(clip.samples, (self._margin, self._margin - clip.frames % -self.step_frames))
        self._peaks, self._measured_gain = np.zeros(0), 0.0

    def step_gains(self, gain: float) -> Curve:
        """Return the limiter's own gain, 1 or less, at the middle of each step of the clip made louder by `gain`."""
        return self._gains(gain)[MARGIN_STEPS:-MARGIN_STEPS]

    def limited(self, gain: float) -> Audio:
        """Make the clip louder by the factor `gain`, and hold its peaks; it keeps its length."""
        louder = _apply(self._padded * np.float32(gain), self._gains(gain), self.step_frames)
        return Audio(louder[self._margin :][: self._clip.frames], self._clip.format)

    def _gains(self, gain: float) -> Curve:
        if gain > self._measured_gain:
            self._measured_gain = gain * db_to_gain(SPARE_DB)
            self._peaks = step_peaks(self._padded, self.step_frames, above=self._ceiling / self._measured_gain)
        return _gain(self._peaks * gain, self._ceiling)


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
        The same number of frames, in blocks of whole chunks, each about a third of a second: as many as the sound is
        there for. A chunk needs the 12 ms of sound after it.
    """
    step = seconds_to_frames(STEP_S, sample_rate)
    chunk, margin, ceiling = CHUNK_STEPS * step, MARGIN_STEPS * step + TAPS, db_to_gain(peak_dbtp)
    skipped = first_frame % chunk
    for piece, frames in _pieces(blocks, chunk, margin, skipped):
        if frames > skipped:
            yield Audio(_limited(piece, chunk, margin, step, ceiling)[skipped:frames], AudioFormat(sample_rate))
        skipped = 0


def _pieces(blocks: Iterable[Audio], chunk: int, margin: int, skipped: int) -> Iterator[tuple[Samples, int]]:
    """Cut a stream that begins `skipped` frames into a chunk; yield whole chunks, and how many of their frames exist.

    Those that are there at once are yielded at once, with a margin before the first and one after the last.
    """
    held = np.zeros(margin + skipped, dtype=np.float32)
    for block in blocks:
        held = np.concatenate((held, block.samples))
        frames = (len(held) - 2 * margin) // chunk * chunk
        if frames > 0:
            yield held[: frames + 2 * margin], frames
            held = held[frames:]
    frames = len(held) - margin
    if frames > 0:
        yield np.pad(held, (0, margin + -frames % chunk)), frames


def _limited(piece: Samples, chunk: int, margin: int, step: int, ceiling: float) -> Samples:
    """Return the limited chunks of a piece, without its margins.

    Only the chunks that may be too loud are worked on, and each of them by itself, as if no others were there.
    """
    limited = piece[margin : len(piece) - margin]
    loud = loud_steps(piece, step, above=ceiling)
    if len(loud):
        limited = limited.copy()
        reaching = np.concatenate((loud // CHUNK_STEPS, (loud - 2 * MARGIN_STEPS) // CHUNK_STEPS))
        for start in np.unique(reaching.clip(0, len(limited) // chunk - 1)) * chunk:
            with_margins = piece[start : start + chunk + 2 * margin]
            peaks = step_peaks(with_margins, step, above=ceiling)
            if np.max(peaks) > ceiling:
                louder = _apply(with_margins, _gain(peaks, ceiling), step)
                limited[start : start + chunk] = louder[margin : margin + chunk]
    return limited


def _gain(peaks: Curve, ceiling: float) -> Curve:
    """Return the gain at the middle of each step, by the peaks of the steps; exact but for the margins."""
    return _smooth(_lowest_nearby(ceiling / np.maximum(peaks, ceiling)))


def _apply(piece: Samples, gain: Curve, step: int) -> Samples:
    """Return a piece times a gain that runs straight from the middle of one step to that of the next.

    Samples between two steps whose gain is 1 stay as they are. `TAPS` frames lie before the first step.
    """
    turned_down = np.flatnonzero(np.minimum(gain[:-1], gain[1:]) < NEARLY_ONE)
    if not len(turned_down):
        return piece
    after_middle = np.arange(step) + step % 2 / 2
    slopes = (gain[turned_down + 1] - gain[turned_down]) / step
    frames = TAPS + (turned_down * step + (step + 1) // 2)[:, np.newaxis] + np.arange(step)
    limited = piece.copy()
    limited[frames] *= slopes[:, np.newaxis] * after_middle + gain[turned_down, np.newaxis]
    return limited


def _lowest_nearby(values: Curve) -> Curve:
    lowest = np.pad(values, REACH_STEPS, mode="edge")
    width = 2 * REACH_STEPS + 1
    for covered in (1, 2, 4):  # each minimum is of twice as many values as the one before
        lowest = np.minimum(lowest[covered:], lowest[:-covered])
    return np.minimum(lowest[width - 8 :], lowest[: 8 - width])


def _smooth(values: Curve) -> Curve:
    """Average over fewer neighbours than `_lowest_nearby` looks at, so that no mean is above the needed gain."""
    reach = REACH_STEPS - 1
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.convolve(np.pad(values, reach, mode="edge"), window / window.sum(), mode="valid")
