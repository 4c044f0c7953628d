"""Blocks of samples in, a FLAC file out: the encoder's frames behind our own metadata.

Source of the layout: RFC 9639, section 8.
"""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.export.audio.encoder import Codec, pieces
from coach.export.audio.tags import Tags
from coach.export.audio.vorbis_comment import picture_block, vorbis_comment

CODEC = Codec("FLAC", lossless=True)

STREAMINFO, VORBIS_COMMENT, PICTURE = 0, 4, 6
LAST = 0x80
STREAMINFO_PLACE = slice(8, 42)
"""Behind `fLaC` and the block's own header: it is always the first one."""


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole file.

    Args:
        file: Open for writing. Where it can be gone back in, its header gets a checksum of the audio at the end.
        blocks: Samples, float32, of that format.
        audio_format: The sample rate, channels and bits.
        frames: How many there are in all; they go into the header, so that a reader of a pipe knows the length.
        tags: None for none.
    """
    encoder_header, header_bytes = bytearray(), 0
    for piece in pieces(blocks, audio_format, CODEC):
        if not header_bytes:
            encoder_header += piece.data
            header_bytes = _header_bytes(encoder_header)
            if header_bytes:
                file.write(_header(encoder_header[:header_bytes], frames, tags))
                file.write(encoder_header[header_bytes:])
        elif piece.offset < header_bytes:
            encoder_header[piece.offset : piece.offset + len(piece.data)] = piece.data
        else:
            file.write(piece.data)
    if file.seekable():
        file.seek(STREAMINFO_PLACE.start)
        file.write(encoder_header[STREAMINFO_PLACE])


def _header_bytes(data: bytearray) -> int:
    """How long the metadata is that the data begin with; 0 as long as it is not there whole."""
    at, last = 4, False
    while not last:
        if len(data) < at + 4:
            return 0
        last = bool(data[at] & LAST)
        at += 4 + int.from_bytes(data[at + 1 : at + 4])
    return at if len(data) >= at else 0


def _header(encoder_header: bytearray, frames: int, tags: Tags | None) -> bytes:
    streaminfo = bytearray(encoder_header[STREAMINFO_PLACE])
    streaminfo[13] = streaminfo[13] & 0xF0 | frames >> 32  # the number of frames has 36 bits
    streaminfo[14:18] = struct.pack(">I", frames & 0xFFFF_FFFF)
    vendor = encoder_header[50 : 50 + int.from_bytes(encoder_header[46:50], "little")]
    blocks = [(STREAMINFO, bytes(streaminfo))]
    if tags:
        blocks.append((VORBIS_COMMENT, vorbis_comment(bytes(vendor), tags, picture=False)))
        if tags.cover_png:
            blocks.append((PICTURE, picture_block(tags.cover_png)))
    return b"fLaC" + b"".join(
        struct.pack(">I", (kind | LAST * (number == len(blocks))) << 24 | len(content)) + content
        for number, (kind, content) in enumerate(blocks, 1)
    )
