"""Joins pieces of audio with silence between them, without holding their samples a second time."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coach.audio.buffer import Audio, Samples


class JoinedAudio(Audio):
    """Pieces of audio one after another. The samples are put together each time they are asked for.

    Args:
        parts: At least one piece; all are mono and of the same format.
        gap_frames: Frames of silence between two pieces.
    """

    __slots__ = ("_gap_frames", "_parts")
    _parts: tuple[Audio, ...]
    _gap_frames: int

    def __init__(self, parts: Sequence[Audio], gap_frames: int) -> None:
        object.__setattr__(self, "_parts", tuple(parts))
        object.__setattr__(self, "_gap_frames", gap_frames)
        object.__setattr__(self, "format", parts[0].format)

    @property
    def samples(self) -> Samples:
        """float32, shape (frames,)."""
        gap = np.zeros(self._gap_frames, dtype=np.float32)
        return np.concatenate([piece for part in self._parts for piece in (gap, part.samples)][1:])

    @property
    def frames(self) -> int:
        """Number of frames."""
        return sum(part.frames for part in self._parts) + self._gap_frames * (len(self._parts) - 1)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is held."""
        return JoinedAudio, (self._parts, self._gap_frames)
