"""The shape of a stream of samples: how many, how fast, how wide; and float samples as integers of that width."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.audio import Samples, samples_to_pcm16

FULL_SCALE_24 = 0x7F_FFFF


@dataclass(frozen=True, slots=True)
class AudioShape:
    """Known before the first sample is.

    Attributes:
        frames: In all.
        sample_rate: Hz.
        channels: 1 for samples of shape (frames,), else shape (frames, channels).
        bits: Of an integer sample, 16 or 24; what does not store integers ignores it.
    """

    frames: int
    sample_rate: int
    channels: int = 1
    bits: int = 16

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate

    @property
    def frame_bytes(self) -> int:
        """Of one sample of every channel."""
        return self.channels * self.bits // 8

    @property
    def data_bytes(self) -> int:
        """Of all samples as integers."""
        return self.frames * self.frame_bytes


def samples_to_pcm24(samples: Samples) -> NDArray[np.int32]:
    """Float samples as 24-bit integers in the low bits of 32, rounded to nearest and clipped; same shape."""
    scaled = np.rint(np.clip(samples, -1.0, 1.0).astype(np.float64) * FULL_SCALE_24)
    return np.asarray(scaled, dtype="<i4")


def pcm_bytes(samples: Samples, bits: int) -> bytes:
    """Samples as little-endian integers of 16 or 24 bits, channels interleaved."""
    if bits == 16:
        return samples_to_pcm16(samples).tobytes()
    return np.ascontiguousarray(samples_to_pcm24(samples)).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
