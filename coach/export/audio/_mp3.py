"""Write blocks of samples to an MP3 file: an ID3 tag, then the encoder's stream.

The stream's first frame holds no sound. It holds the length and how much padding a player should leave out (the LAME
tag). The encoder completes it at the end, so that a pipe gets the file when it is whole.

Sources: ID3v2.3.0 informal standard; ID3v2 Chapter Frame Addendum 1.0.
"""

import shutil
import struct
from collections.abc import Iterable
from fractions import Fraction
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.export.audio._encoder import Codec, pieces
from coach.export.audio.tags import FRONT_COVER, Tags
from coach.export.text.chapters import Chapter
from coach.units import seconds_to_ms

CODEC = Codec("MP3", "MPEG_LAYER_III", compression=0.64, bitrate_mode="CONSTANT")
"""64 kbit/s, the usual bit rate for speech; 128 from 32 kHz on. It is constant, so that every player finds a chapter at
once."""

SMALL = Codec("MP3", "MPEG_LAYER_III", compression=0.74, bitrate_mode="CONSTANT")
"""48 kbit/s at 24 kHz, for a page that carries its sound in text, which takes a third more room. Its frames are too
short for the LAME tag, so that the encoder writes none."""

SAMPLE_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Source: ISO/IEC 11172-3 and 13818-3; the lowest three are from the de-facto MPEG 2.5."""

LATIN_1, UTF_16 = 0, 1
"""Encodings of a text."""

TOP_LEVEL_ORDERED = 0b11
"""Flags of the only table of contents, whose chapters are in order."""

NO_BYTE_OFFSET = 0xFFFF_FFFF
"""Tells players to find a chapter by its time."""

MAX_TOC_ENTRIES = 255
"""The table of contents counts its entries in one byte."""


def encode(  # noqa: PLR0913, PLR0917 (an encoder's five, and the codec)
    file: BinaryIO,
    blocks: Iterable[Samples],
    audio_format: AudioFormat,
    frames: int,
    tags: Tags | None,
    codec: Codec = CODEC,
) -> None:
    """Write a whole MP3 file.

    Args:
        file: A file or a pipe, open for writing. For what cannot seek, a temporary file is written first.
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate and channels; the bits are ignored.
        frames: Number of frames in the whole file; the tag says how long they last.
        tags: The file's tags; None writes none.
        codec: Gives the bit rate.
    """
    if not file.seekable():
        with TemporaryFile(prefix="coach-") as whole:
            encode(cast(BinaryIO, whole), blocks, audio_format, frames, tags, codec)
            whole.seek(0)
            shutil.copyfileobj(whole, file)
        return
    start = at = file.write(id3_tag(tags, Fraction(frames, audio_format.sample_rate))) if tags else 0
    for piece in pieces(blocks, audio_format, codec):
        if start + piece.offset != at:
            file.seek(start + piece.offset)
        at = start + piece.offset + file.write(piece.data)


def id3_tag(tags: Tags, duration_s: Fraction) -> bytes:
    """Return the whole ID3 tag.

    Args:
        tags: The tags to convert. With more than 255 chapters there is no table of contents; players then order the
            chapters by their times.
        duration_s: Length of the audio.
    """
    texts = {
        b"TIT2": tags.title,
        b"TPE1": tags.artist,
        b"TALB": tags.album,
        b"TRCK": tags.track,
        b"TCON": tags.genre,
        b"TYER": tags.date[:4],
        b"TDAT": tags.date[8:10] + tags.date[5:7],
        b"TLEN": str(seconds_to_ms(duration_s)),
    }
    content = b"".join(_text_frame(name, text) for name, text in texts.items() if text)
    content += _id3_frame(b"COMM", _encoded("", tags.comment, language=b"XXX"))
    if 0 < len(tags.chapters) <= MAX_TOC_ENTRIES:
        content += _table_of_contents(len(tags.chapters))
    content += b"".join(_chapter_frame(number, chapter) for number, chapter in enumerate(tags.chapters, 1))
    if tags.cover_png:
        content += _id3_frame(b"APIC", bytes([LATIN_1]) + b"image/png\0" + bytes([FRONT_COVER, 0]) + tags.cover_png)
    return b"ID3\3\0\0" + _syncsafe(len(content)) + content


def _table_of_contents(count: int) -> bytes:
    ids = b"".join(_chapter_id(number) for number in range(1, count + 1))
    return _id3_frame(b"CTOC", b"toc\0" + bytes([TOP_LEVEL_ORDERED, count]) + ids)


def _chapter_frame(number: int, chapter: Chapter) -> bytes:
    start_ms, end_ms = seconds_to_ms(chapter.start_s), seconds_to_ms(chapter.end_s)
    content = _chapter_id(number) + struct.pack(">IIII", start_ms, end_ms, NO_BYTE_OFFSET, NO_BYTE_OFFSET)
    content += _text_frame(b"TIT2", chapter.title)
    if chapter.labels:
        content += _text_frame(b"TIT3", chapter.description)
    return _id3_frame(b"CHAP", content)


def _chapter_id(number: int) -> bytes:
    return b"chapter%d\0" % number


def _text_frame(name: bytes, text: str) -> bytes:
    return _id3_frame(name, _encoded(text))


def _encoded(*texts: str, language: bytes = b"") -> bytes:
    """Encode texts with zeros between them: in Latin-1 if it has all their letters, else in UTF-16.

    The number of the encoding comes first, then the language where the frame has a place for it.
    """
    texts = tuple(text.replace("\0", " ") for text in texts)
    try:
        return bytes([LATIN_1]) + language + b"\0".join(text.encode("latin-1") for text in texts)
    except UnicodeEncodeError:
        return bytes([UTF_16]) + language + b"\0\0".join(b"\xff\xfe" + text.encode("utf-16-le") for text in texts)


def _id3_frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def _syncsafe(size: int) -> bytes:
    """Return 28 bits in four bytes whose top bit is zero, so that no decoder takes them for audio."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
