"""Blocks of samples in, a WAV file out, block by block: 16 or 24 bits, RF64 past 4 GiB, with chapters and tags.

It has no cover picture: no reader agrees with another on where a WAV file would keep one.
"""

from collections.abc import Iterable
from typing import BinaryIO

from coach.audio import Samples
from coach.export import riff
from coach.export.audio_shape import AudioShape, pcm_bytes
from coach.export.tags import Tags


def encode(file: BinaryIO, blocks: Iterable[Samples], shape: AudioShape, tags: Tags | None) -> None:
    """Write a whole file from front to back; a pipe will do."""
    trailer = riff.trailer(shape, tags) if tags else bytes(shape.data_bytes % 2)
    file.write(riff.header(shape, len(trailer)))
    for block in blocks:
        file.write(pcm_bytes(block, shape.bits))
    file.write(trailer)
