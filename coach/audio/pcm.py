"""Converts float samples to integers of 16 or 24 bits, and integers of 16 bits back to float samples."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SESSION_FORMAT

PCM16_FULL_SCALE = 32_767
PCM24_FULL_SCALE = 0x7F_FFFF
"""The integers that a sample of 1.0 becomes; -1.0 becomes their negative, so that a sine stays symmetric."""


def samples_to_pcm16(samples: Samples) -> NDArray[np.int16]:
    """Convert to 16-bit integers, rounded to nearest and clipped at full scale; little-endian, same shape."""
    scaled = np.clip(samples, -1.0, 1.0)
    scaled *= np.float32(PCM16_FULL_SCALE)
    return np.asarray(np.rint(scaled, out=scaled), dtype="<i2")


def pcm16_to_samples(pcm: NDArray[np.int16]) -> Samples:
    """Convert 16-bit integers to float samples: the inverse of `samples_to_pcm16`."""
    samples = pcm.astype(np.float32)
    samples /= np.float32(PCM16_FULL_SCALE)
    return samples


class Pcm16Audio(Audio):
    """Mono audio at 24 kHz that is held as 16-bit integers, in half the memory.

    Its float samples are made anew each time they are asked for, which takes less time than to read them from memory
    that is not in use.

    Args:
        pcm: 16-bit integers, shape (frames,).
    """

    __slots__ = ("_pcm",)
    _pcm: NDArray[np.int16]

    def __init__(self, pcm: NDArray[np.int16]) -> None:
        object.__setattr__(self, "_pcm", pcm)
        object.__setattr__(self, "format", SESSION_FORMAT)

    @property
    def samples(self) -> Samples:
        """float32, shape (frames,)."""
        return pcm16_to_samples(self._pcm)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self._pcm)

    def between(self, first_frame: int, end_frame: int) -> Samples:
        """Return the samples from one frame on and before another."""
        return pcm16_to_samples(self._pcm[first_frame:end_frame])

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is held."""
        return Pcm16Audio, (self._pcm,)


def samples_to_pcm24(samples: Samples) -> NDArray[np.int32]:
    """Convert to 24-bit integers in the low bits of 32, rounded to nearest and clipped; same shape."""
    scaled = np.rint(np.clip(samples, -1.0, 1.0).astype(np.float64) * PCM24_FULL_SCALE)
    return np.asarray(scaled, dtype="<i4")


def pcm_bytes(samples: Samples, bits: int) -> memoryview:
    """Convert to the bytes of little-endian integers of 16 or 24 bits, channels interleaved."""
    if bits == 16:
        return samples_to_pcm16(samples).reshape(-1).view(np.uint8).data
    return memoryview(np.ascontiguousarray(samples_to_pcm24(samples)).view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
