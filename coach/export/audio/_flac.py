"""Write blocks of samples to a FLAC file: our own metadata, then the encoder's frames.

Source: RFC 9639, section 8.
"""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.export.audio._encoder import Codec, pieces
from coach.export.audio._vorbis_comment import picture_block, vorbis_comment
from coach.export.audio.tags import Tags

CODEC = Codec("FLAC", lossless=True)

MAGIC = b"fLaC"
STREAMINFO, VORBIS_COMMENT, PICTURE = 0, 4, 6
LAST_BLOCK = 0x80

STREAMINFO_BYTES = slice(8, 42)
"""The content of the first metadata block, which follows `MAGIC` and the block's header and is always STREAMINFO."""


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole FLAC file.

    Args:
        file: A file or a pipe, open for writing. If it can seek, its header gets a checksum of the audio at the end.
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate, channels and bits.
        frames: Number of frames in the whole file; the header says it, so that the reader of a pipe knows the length.
        tags: The file's tags; None writes none.
    """
    encoder_metadata, metadata_bytes = bytearray(), 0
    for piece in pieces(blocks, audio_format, CODEC):
        if not metadata_bytes:
            encoder_metadata += piece.data
            metadata_bytes = _metadata_bytes(encoder_metadata)
            if metadata_bytes:
                file.write(_metadata(encoder_metadata[:metadata_bytes], frames, tags))
                file.write(encoder_metadata[metadata_bytes:])
        elif piece.offset < metadata_bytes:  # at the end the encoder corrects its metadata
            encoder_metadata[piece.offset : piece.offset + len(piece.data)] = piece.data
        else:
            file.write(piece.data)
    if file.seekable():
        file.seek(STREAMINFO_BYTES.start)
        file.write(encoder_metadata[STREAMINFO_BYTES])


def _metadata_bytes(data: bytearray) -> int:
    """Return the length of the metadata at the beginning of the data, with `MAGIC`; 0 while it is incomplete."""
    at, last = len(MAGIC), False
    while not last:
        if len(data) < at + 4:
            return 0
        last = bool(data[at] & LAST_BLOCK)
        at += 4 + int.from_bytes(data[at + 1 : at + 4])
    return at if len(data) >= at else 0


def _metadata(encoder_metadata: bytearray, frames: int, tags: Tags | None) -> bytes:
    streaminfo = bytearray(encoder_metadata[STREAMINFO_BYTES])
    streaminfo[13] = streaminfo[13] & 0xF0 | frames >> 32  # the number of frames has 36 bits
    streaminfo[14:18] = struct.pack(">I", frames & 0xFFFF_FFFF)
    vendor = encoder_metadata[50 : 50 + int.from_bytes(encoder_metadata[46:50], "little")]
    blocks = [(STREAMINFO, bytes(streaminfo))]
    if tags:
        blocks.append((VORBIS_COMMENT, vorbis_comment(bytes(vendor), tags, picture=False)))
        if tags.cover_png:
            blocks.append((PICTURE, picture_block(tags.cover_png)))
    *others, last = blocks
    return MAGIC + b"".join(_block(kind, content) for kind, content in others) + _block(last[0] | LAST_BLOCK, last[1])


def _block(kind: int, content: bytes) -> bytes:
    return struct.pack(">I", kind << 24 | len(content)) + content
