"""A clip that stays in a file on disk until it is mixed, so that a session's sentences take no memory."""

import os
from io import BufferedReader
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SESSION_FORMAT
from coach.audio.pcm import Pcm16Audio, pcm16_to_samples
from coach.errors import SpeechError

SAMPLE_BYTES = 2


class OpenPack:
    """A pack that stays open, even if another one takes its place, until no clip of it is in use any more.

    Args:
        file: The pack, which the caller may close.
    """

    def __init__(self, file: BufferedReader) -> None:
        self._number = os.dup(file.fileno())
        finalize(self, os.close, self._number)

    def read(self, at_byte: int, count: int) -> bytes:
        """Return bytes of the file.

        Raises:
            SpeechError: The disk does not give them.
        """
        try:
            data = os.pread(self._number, count, at_byte)
        except OSError:
            data = b""
        if len(data) < count:
            problem = "The disk no longer gives the sentences that were spoken before."
            raise SpeechError(problem, "Try again: what cannot be read is spoken anew.")
        return data


class PackedAudio(Audio):
    """A clip that stays in its pack. Whatever is asked for is read anew each time.

    Args:
        pack: The pack, open.
        at_byte: Where the clip begins in it.
        frames: Number of frames.
    """

    __slots__ = ("_at_byte", "_frames", "_pack")
    _pack: OpenPack
    _at_byte: int
    _frames: int

    def __init__(self, pack: OpenPack, at_byte: int, frames: int) -> None:
        object.__setattr__(self, "_pack", pack)
        object.__setattr__(self, "_at_byte", at_byte)
        object.__setattr__(self, "_frames", frames)
        object.__setattr__(self, "format", SESSION_FORMAT)

    @property
    def samples(self) -> Samples:
        """float32, shape (frames,)."""
        return pcm16_to_samples(self._pcm(0, self._frames))

    @property
    def frames(self) -> int:
        """Number of frames."""
        return self._frames

    def between(self, first_frame: int, end_frame: int) -> Samples:
        """Return the samples from one frame on and before another."""
        return pcm16_to_samples(self._pcm(first_frame, end_frame))

    def _pcm(self, first_frame: int, end_frame: int) -> NDArray[np.int16]:
        first, end, _ = slice(first_frame, end_frame).indices(self._frames)
        data = self._pack.read(self._at_byte + first * SAMPLE_BYTES, max(0, end - first) * SAMPLE_BYTES)
        return np.frombuffer(data, dtype="<i2")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the samples, since another process does not have the pack open."""
        return Pcm16Audio, (self._pcm(0, self._frames),)
