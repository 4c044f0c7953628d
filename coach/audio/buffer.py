"""Holds a piece of audio as a value: float32 samples and their format. Cuts, repeats and resamples it.

Knows no files, no devices and no timeline. The only module that imports the resampler.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.units import frames_to_seconds, seconds_to_frames

Samples: TypeAlias = NDArray[np.float32]
"""Samples, shape (frames,), full scale is 1.0. `render` makes shape (frames, 2) for two channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A run of samples and their format.

    Attributes:
        samples: float32, shape (frames,) for one channel or (frames, 2) for two; full scale is 1.0.
        format: The sample rate and the number of channels.
    """

    samples: Samples
    format: AudioFormat = SESSION_FORMAT

    @property
    def sample_rate(self) -> int:
        """The format's sample rate in Hz."""
        return self.format.sample_rate

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate

    def between(self, first_frame: int, end_frame: int) -> Samples:
        """Return the samples from one frame on and before another."""
        return self.samples[first_frame:end_frame]

    @property
    def peak(self) -> float:
        """The largest absolute sample; 0 for no samples."""
        return float(np.max(np.abs(self.samples), initial=0.0))


def trim(audio: Audio, *, threshold: float, margin_s: float, tail_s: float | None = None) -> Audio:
    """Cut the quiet ends off, and fade in and out over the margins that are left.

    Args:
        audio: Mono audio of any length.
        threshold: Amplitude. Everything from the first to the last sample above it is kept unchanged.
        margin_s: Seconds kept before and after those samples, faded so that the cut does not click.
        tail_s: Seconds kept after them, if not `margin_s`.

    Returns:
        Audio that starts `margin_s` before its first sample above the threshold; empty when there is no such sample.
    """
    audible = np.flatnonzero(np.abs(audio.samples) > threshold)
    if not len(audible):
        return Audio(audio.samples[:0], audio.format)
    lead = seconds_to_frames(margin_s, audio.sample_rate)
    tail = lead if tail_s is None else seconds_to_frames(tail_s, audio.sample_rate)
    first, last = int(audible[0]), int(audible[-1]) + 1
    start, end = max(0, first - lead), min(audio.frames, last + tail)
    samples = audio.samples[start:end].copy()
    samples[: first - start] *= ramp(first - start)
    samples[len(samples) - (end - last) :] *= ramp(end - last)[::-1]
    return Audio(samples, audio.format)


def ramp(frames: int) -> Samples:
    """Return a raised-cosine rise from just above 0 to just below 1, shape (frames,)."""
    phase = (np.arange(frames, dtype=np.float64) + 0.5) / max(frames, 1)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * phase), dtype=np.float32)


def looped(loop: Samples, first_frame: int, frames: int) -> Samples:
    """Return a run of an endlessly repeated sound, from a frame on: a copy, float32, shape (frames,)."""
    start = first_frame % len(loop)
    parts = [loop[start : start + frames]]
    missing = frames - len(parts[0])
    while missing > 0:
        parts.append(loop[:missing])
        missing -= len(parts[-1])
    return np.concatenate(parts)


def resample(audio: Audio, sample_rate: int) -> Audio:
    """Convert to another sample rate in Hz, by soxr at its high quality; return `audio` itself if it has that rate."""
    if audio.sample_rate == sample_rate:
        return audio
    import soxr  # imported late: only sound at another rate needs it

    samples = soxr.resample(audio.samples, audio.sample_rate, sample_rate, quality="HQ")
    return Audio(np.asarray(samples, dtype=np.float32), AudioFormat(sample_rate))


def resampled(blocks: Iterable[Audio], sample_rate: int) -> Iterator[Audio]:
    """Convert a stream of mono blocks to another sample rate in Hz, by soxr at its high quality.

    Yields:
        Blocks of any length, without a delay; in sum exactly as many frames as the stream lasts at the new rate.
    """
    import soxr

    stream: soxr.ResampleStream | None = None
    taken = given = 0
    for block in blocks:
        stream = stream or soxr.ResampleStream(block.sample_rate, sample_rate, 1, dtype="float32", quality="HQ")
        samples = stream.resample_chunk(block.samples)
        taken, given = taken + block.frames, given + len(samples)
        due = seconds_to_frames(frames_to_seconds(taken, block.sample_rate), sample_rate)
        yield Audio(samples, AudioFormat(sample_rate))
    if stream:
        samples = stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)[: due - given]
        yield Audio(np.pad(samples, (0, due - given - len(samples))), AudioFormat(sample_rate))
