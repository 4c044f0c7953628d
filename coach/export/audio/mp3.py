"""Blocks of samples in, an MP3 file out: an ID3 tag, then the encoder's stream.

The stream's first frame holds no sound but its length and the padding to leave out (the LAME tag); it is completed at
the end, for which the file has to be one that can be gone back in.
"""

import struct
from collections.abc import Iterable
from fractions import Fraction
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.errors import ExportError
from coach.export.audio.encoder import Codec, pieces
from coach.export.audio.tags import Tags
from coach.export.text.chapters import Chapter
from coach.units import seconds_to_ms

CODEC = Codec("MP3", "MPEG_LAYER_III", compression=0.64, bitrate_mode="CONSTANT")
"""64 kbit/s, the usual rate for speech; 128 from 32 kHz on. Constant, so that every player finds a chapter at once."""

SAMPLE_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Source: ISO/IEC 11172-3 and 13818-3, and the lowest three of the de-facto MPEG 2.5."""


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole file.

    Raises:
        ExportError: It is a pipe.
    """
    if not file.seekable():
        raise ExportError("An MP3 file cannot be written to a pipe.", "Write to a file, or choose another format.")
    start = at = file.write(id3(tags, Fraction(frames, audio_format.sample_rate))) if tags else 0
    for piece in pieces(blocks, audio_format, CODEC):
        if start + piece.offset != at:
            file.seek(start + piece.offset)
        at = start + piece.offset + file.write(piece.data)


LATIN_1, UTF_16 = 0, 1
FRONT_COVER = 3
TOP_LEVEL_ORDERED = 0b11
NO_BYTE_OFFSET = 0xFFFF_FFFF
MAX_TOC_ENTRIES = 255


def id3(tags: Tags, duration_s: Fraction) -> bytes:
    """The whole tag."""
    length = str(seconds_to_ms(duration_s))
    named = {b"TIT2": tags.title, b"TPE1": tags.artist, b"TALB": tags.album, b"TRCK": tags.track, b"TLEN": length}
    frames = b"".join(_text(name, text) for name, text in named.items() if text)
    frames += _frame(b"COMM", _encoded("", tags.comment, before=b"XXX"))
    if 0 < len(tags.chapters) <= MAX_TOC_ENTRIES:  # the addendum counts in one byte; without it players go by time
        frames += _table_of_contents(len(tags.chapters))
    frames += b"".join(_chapter(number, chapter) for number, chapter in enumerate(tags.chapters, 1))
    if tags.cover_png:
        frames += _frame(b"APIC", b"\0image/png\0" + bytes([FRONT_COVER, 0]) + tags.cover_png)
    return b"ID3\3\0\0" + _syncsafe(len(frames)) + frames


def _table_of_contents(count: int) -> bytes:
    names = b"".join(_name(number) for number in range(1, count + 1))
    return _frame(b"CTOC", b"toc\0" + bytes([TOP_LEVEL_ORDERED, count]) + names)


def _chapter(number: int, chapter: Chapter) -> bytes:
    times = struct.pack(
        ">IIII", seconds_to_ms(chapter.start_s), seconds_to_ms(chapter.end_s), NO_BYTE_OFFSET, NO_BYTE_OFFSET
    )
    words = _text(b"TIT2", chapter.title) + (_text(b"TIT3", chapter.description) if chapter.sides else b"")
    return _frame(b"CHAP", _name(number) + times + words)


def _name(number: int) -> bytes:
    return b"chapter%d\0" % number


def _text(name: bytes, text: str) -> bytes:
    return _frame(name, _encoded(text))


def _encoded(*texts: str, before: bytes = b"") -> bytes:
    """Texts in one encoding, all but the last ended by a zero; in Latin-1 where it has all their letters."""
    texts = tuple(text.replace("\0", " ") for text in texts)
    try:
        return bytes([LATIN_1]) + before + b"\0".join(text.encode("latin-1") for text in texts)
    except UnicodeEncodeError:
        return bytes([UTF_16]) + before + b"\0\0".join(b"\xff\xfe" + text.encode("utf-16-le") for text in texts)


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def _syncsafe(size: int) -> bytes:
    """28 bits in four bytes whose top bit is zero, so that no decoder takes them for audio."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
