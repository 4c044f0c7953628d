"""Mono audio as a value: float32 samples and their sample rate, and what is done to one piece of it.

No files, no devices, no timeline. The only module that knows the resampler.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.units import frames_to_seconds, seconds_to_frames

Samples: TypeAlias = NDArray[np.float32]
"""Samples, shape (frames,), full scale is 1.0; shape (frames, 2) in what `render` makes of two channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A run of samples.

    Attributes:
        samples: float32, shape (frames,), or (frames, 2) for two channels; full scale is 1.0.
        format: The sample rate and the channels.
    """

    samples: Samples
    format: AudioFormat = SESSION_FORMAT

    @property
    def sample_rate(self) -> int:
        """The format's sample rate in Hz."""
        return self.format.sample_rate

    @property
    def frames(self) -> int:
        """How many samples there are."""
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate

    @property
    def peak(self) -> float:
        """The largest absolute sample; 0 for no samples."""
        return float(np.max(np.abs(self.samples), initial=0.0))


def trim(audio: Audio, *, threshold: float, margin_s: float, tail_s: float | None = None) -> Audio:
    """Cut what is quieter than a threshold from both ends, and fade in and out over the margins that are left.

    Args:
        audio: Any length.
        threshold: Amplitude; the first and the last sample above it are kept at full level.
        margin_s: Seconds kept outside of them, faded so that a cut never clicks.
        tail_s: The same after the last one, if that is to be longer.

    Returns:
        Audio that starts `margin_s` before its first audible sample; empty when nothing is above the threshold.
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
    """A raised-cosine rise from just above 0 to just below 1, shape (frames,)."""
    phase = (np.arange(frames, dtype=np.float64) + 0.5) / max(frames, 1)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * phase), dtype=np.float32)


def looped(loop: Samples, first_frame: int, frames: int) -> Samples:
    """A stretch of a sound that is repeated without end: a copy, float32, shape (frames,)."""
    start = first_frame % len(loop)
    parts = [loop[start : start + frames]]
    missing = frames - len(parts[0])
    while missing > 0:
        parts.append(loop[:missing])
        missing -= len(parts[-1])
    return np.concatenate(parts)


def resample(audio: Audio, sample_rate: int) -> Audio:
    """The same sound at another sample rate in Hz, by soxr at its high quality; itself when nothing is to be done."""
    if audio.sample_rate == sample_rate:
        return audio
    import soxr  # only voices at another rate pay for its import

    samples = soxr.resample(audio.samples, audio.sample_rate, sample_rate, quality="HQ")
    return Audio(np.asarray(samples, dtype=np.float32), AudioFormat(sample_rate))


def resampled(blocks: Iterable[Audio], sample_rate: int) -> Iterator[Audio]:
    """A stream at another sample rate in Hz, by soxr at its high quality, in blocks of any length.

    Yields:
        To the frame as many as the stream lasts at the new rate; each lies where it lay, with no delay.
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
