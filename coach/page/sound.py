"""Writes the sound of a page as MP3 in which a browser finds any frame: frame F is heard at F / 24000 seconds.

An ordinary MP3 begins with the encoder's delay, and its header says how much of it to leave out. Chromium plays such a
file well, but its seeks go up to 80 ms too early or too late. Here the delay is as long as two frames of the MP3, these
are removed, and a header is put before the rest that says nothing but the length. So place and time are the same
everywhere.

Sources: ISO/IEC 13818-3; the Xing header, by its reader in FFmpeg (libavformat/mp3dec.c).
"""

import os
import shutil
import struct
from collections.abc import Iterable
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from coach.audio.buffer import Audio
from coach.errors import ExportError
from coach.export.audio.formats import write_small_mp3
from coach.export.audio.tags import Tags
from coach.render.mix import floor_noise

MP3_FRAME_FRAMES = 576
"""Frames of the session in a frame of the MP3."""

MP3_FRAME_BYTES = 144
"""Bytes of a frame of the MP3: 24 ms at 48 kbit/s."""

DELAY_FRAMES = 1105
"""Delay of the encoder, 576 frames, and of every decoder, 529."""

DROPPED = 2
"""Frames of the MP3 that are removed. They hold the delay. The next one lacks the beginning of its bits, so that the
first 24 ms of a sound may stay silent."""

_SYNC = b"\xff\xf3"
"""The first bytes of a frame: MPEG-2, layer III."""

_HEADER_BYTES, _SIDE_BYTES = 4, 9
"""Bytes of a frame's header, and of what comes between it and the frame's data where there is one channel."""

_HAS_FRAMES_AND_BYTES = 3
"""Flags of a Xing header that holds the number of frames and of bytes."""


def write_mp3(file: BinaryIO, blocks: Iterable[Audio], frames: int, tags: Tags | None = None) -> None:
    """Write sound as MP3 of 48 kbit/s, in which places are exact. The memory needed does not grow with its length.

    Args:
        file: A binary file, open for writing; it stays open.
        blocks: Consecutive audio, float32, shape (frames,), at 24 kHz.
        frames: Number of frames in all blocks.
        tags: The file's tags; None writes none.

    Raises:
        ExportError: The encoder is missing.
    """
    before = DROPPED * MP3_FRAME_FRAMES - DELAY_FRAMES
    delayed = chain((Audio(floor_noise(-before, before)),), blocks)
    with TemporaryFile(prefix="coach-") as whole:
        write_small_mp3(whole, delayed, before + frames, tags)
        end = whole.seek(0, os.SEEK_END)
        begin = _begin_of_frames(whole)
        whole.seek(0)
        file.write(whole.read(begin))
        file.write(_length_header(whole.read(_HEADER_BYTES), end - begin))
        whole.seek(begin + DROPPED * MP3_FRAME_BYTES)
        shutil.copyfileobj(whole, file)


def _begin_of_frames(whole: IO[bytes]) -> int:
    """Return where the frames begin: after the ID3 tag, if there is one."""
    whole.seek(0)
    head = whole.read(10)
    if not head.startswith(b"ID3"):
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _length_header(header: bytes, frames_bytes: int) -> bytes:
    """Return the frame that says how many others follow it, with the header of one of them."""
    count, rest = divmod(frames_bytes, MP3_FRAME_BYTES)
    if rest or not header.startswith(_SYNC):
        raise ExportError("The MP3 encoder wrote a file of another form.", "Please report this.")
    kept = count - DROPPED
    info = b"Info" + struct.pack(">III", _HAS_FRAMES_AND_BYTES, kept, kept * MP3_FRAME_BYTES)
    return (header + bytes(_SIDE_BYTES) + info).ljust(MP3_FRAME_BYTES, b"\0")
