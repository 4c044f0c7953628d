"""Blocks of samples in, an MP3 file out: an ID3 tag, then the encoder's stream.

The stream's first frame holds no sound but its length and the padding to leave out (the LAME tag); it is completed at
the end, for which the file has to be one that can be gone back in.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import BinaryIO

from coach.audio import Samples
from coach.errors import ExportError
from coach.export.audio_shape import AudioShape
from coach.export.encoder import Codec, pieces
from coach.export.id3 import id3
from coach.export.tags import Tags

CODEC = Codec("MP3", "MPEG_LAYER_III", compression=0.64, bitrate_mode="CONSTANT")
"""64 kbit/s, the usual rate for speech; 128 from 32 kHz on. Constant, so that every player finds a chapter at once."""

SAMPLE_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Source: ISO/IEC 11172-3 and 13818-3, and the lowest three of the de-facto MPEG 2.5."""


def encode(file: BinaryIO, blocks: Iterable[Samples], shape: AudioShape, tags: Tags | None) -> None:
    """Write a whole file.

    Raises:
        ExportError: It is a pipe.
    """
    if not file.seekable():
        raise ExportError("An MP3 file cannot be written to a pipe.", "Write to a file, or choose another format.")
    start = at = file.write(id3(tags, Fraction(shape.frames, shape.sample_rate))) if tags else 0
    for piece in pieces(blocks, shape, CODEC):
        if start + piece.offset != at:
            file.seek(start + piece.offset)
        at = start + piece.offset + file.write(piece.data)
