"""Writes the sound of a page as MP3 in which a browser finds any frame: frame F is heard at F / 24000 seconds.

An ordinary MP3 begins with the encoder's delay, and its header says how much of it to leave out. Chromium plays such a
file well, but its seeks go up to 80 ms too early or too late. Here the delay is as long as two frames of the MP3, these
are removed, and the header says nothing but the length, so that place and time are the same everywhere.

Sources: ISO/IEC 13818-3; the Xing header, by its reader in FFmpeg (libavformat/mp3dec.c).
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO, cast

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT
from coach.errors import ExportError
from coach.export.audio.formats import FileFormat, stream_audio
from coach.export.audio.tags import Tags
from coach.render.mix import floor_noise

MP3_FRAME_FRAMES = 576
"""Frames of the session in a frame of the MP3."""

MP3_FRAME_BYTES = 192
"""Bytes of a frame of the MP3: 24 ms at 64 kbit/s."""

DELAY_FRAMES = 1105
"""Delay of the encoder, 576 frames, and of every decoder, 529."""

DROPPED = 2
"""Frames of the MP3 that are removed. They hold the delay. The next one lacks the beginning of its bits, so that the
first 24 ms of a sound may stay silent."""

_SYNC = b"\xff\xf3"
"""The first bytes of a frame: MPEG-2, layer III."""

_HAS_FRAMES_AND_BYTES = 3
"""Flags of a Xing header that holds the number of frames and of bytes."""


def write_mp3(file: BinaryIO, blocks: Iterable[Audio], frames: int, tags: Tags | None = None) -> None:
    """Write sound as MP3 of 64 kbit/s, in which places are exact. The memory needed does not grow with its length.

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
    stream = cast(BinaryIO, _Exact(file))
    stream_audio(stream, delayed, SESSION_FORMAT, before + frames, file_format=FileFormat.MP3, tags=tags)


class _Exact:
    """Passes an MP3 on without its first frames, and with a header that says so."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._head = b""
        self._in_head = True

    def write(self, data: Any) -> int:
        if self._in_head:
            self._head += data
            begin = _begin_of_frames(self._head)
            if begin is not None and len(self._head) >= begin + (1 + DROPPED + 1) * MP3_FRAME_BYTES:
                self._in_head = False
                self._file.write(b"".join(_without_delay(self._head, begin)))
        else:
            self._file.write(data)
        return len(data)


def _begin_of_frames(head: bytes) -> int | None:
    """Return where the frames begin: after the ID3 tag, if there is one; None while that is not known."""
    if len(head) < 10:
        return None
    if not head.startswith(b"ID3"):
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _without_delay(head: bytes, begin: int) -> Iterator[bytes]:
    """Yield the tag, a header for fewer frames, and what comes after the frames that are removed."""
    first_kept = begin + (1 + DROPPED) * MP3_FRAME_BYTES
    starts = range(begin, first_kept + MP3_FRAME_BYTES, MP3_FRAME_BYTES)
    at = head.find(b"Info", begin, begin + MP3_FRAME_BYTES)
    if at < 0 or any(head[start : start + 2] != _SYNC for start in starts):
        raise ExportError("The MP3 encoder wrote a file of another form.", "Please report this.")
    (frames,) = struct.unpack(">I", head[at + 8 : at + 12])
    kept = frames - DROPPED
    info = b"Info" + struct.pack(">III", _HAS_FRAMES_AND_BYTES, kept, kept * MP3_FRAME_BYTES)
    yield head[:at]
    yield info.ljust(begin + MP3_FRAME_BYTES - at, b"\0")
    yield head[first_kept:]
