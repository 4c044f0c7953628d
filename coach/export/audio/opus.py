"""Blocks of samples in, an Ogg Opus file out: the encoder's pages behind our own tags.

Source: RFC 7845. Its tags are a Vorbis comment.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.export.audio.encoder import Codec, pieces
from coach.export.audio.tags import Tags
from coach.export.audio.vorbis_comment import vorbis_comment

CODEC = Codec("OGG", "OPUS", compression=0.832)
"""48 kbit/s a channel (libsndfile: 6 at 1.0, 256 at 0.0), where chimes too sound as they did."""

SAMPLE_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Source: RFC 6716, section 2."""

MAGIC = b"OpusTags"


SERIAL = 0x636F6163
"""Of every stream that we write. It need only differ within one file, which holds one; a random one would make two
exports of a session differ."""

HEADER = struct.Struct("<4sBBqIIIB")
CONTINUED = 1
NO_PACKET_ENDS = -1
MAX_SEGMENTS = 255
CHECKSUM = slice(22, 26)

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        flags: 1 continues a packet, 2 begins the stream, 4 ends it.
        granule: Frames so far, as the codec counts them; -1 when no packet ends here.
        segments: Lengths of up to 255 pieces of `content`; one below 255 ends a packet.
    """

    flags: int
    granule: int
    number: int
    segments: bytes
    content: bytes


def read_pages(data: Iterable[bytes]) -> Iterator[Page]:
    """The pages in a stream of bytes, however it is cut."""
    waiting = bytearray()
    for piece in data:
        waiting += piece
        while page := _first_page(waiting):
            yield page
            del waiting[: HEADER.size + len(page.segments) + len(page.content)]


def write_page(page: Page) -> bytes:
    """A page's bytes, with `SERIAL` and the right checksum."""
    header = HEADER.pack(b"OggS", 0, page.flags, page.granule, SERIAL, page.number, 0, len(page.segments))
    data = bytearray(header + page.segments + page.content)
    data[CHECKSUM] = checksum(bytes(data)).to_bytes(4, "little")
    return bytes(data)


def packet_pages(packet: bytes, *, first_number: int) -> list[Page]:
    """The pages of a header packet that begins and ends with a page of its own."""
    segments = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    pages, at = list[Page](), 0
    for start in range(0, len(segments), MAX_SEGMENTS):
        part = segments[start : start + MAX_SEGMENTS]
        page = Page(CONTINUED, NO_PACKET_ENDS, first_number + len(pages), part, packet[at : at + sum(part)])
        pages.append(page)
        at += sum(part)
    pages[0] = replace(pages[0], flags=0)
    pages[-1] = replace(pages[-1], granule=0)
    return pages


def checksum(data: bytes) -> int:
    """Ogg's CRC: the polynomial of zlib's, the bits of every byte in the other order, and nothing inverted."""
    reflected = zlib.crc32(data.translate(_REVERSED), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int(f"{reflected:032b}"[::-1], 2)


def _first_page(data: bytearray) -> Page | None:
    if len(data) < HEADER.size:
        return None
    _, _, flags, granule, _, number, _, count = HEADER.unpack_from(data)
    start = HEADER.size + count
    segments = bytes(data[HEADER.size : start])
    if len(data) < start + sum(segments) or len(segments) < count:
        return None
    return Page(flags, granule, number, segments, bytes(data[start : start + sum(segments)]))


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole file from front to back; a pipe will do."""
    data = (piece.data for piece in pieces(blocks, audio_format, CODEC))
    for page in _with_tags(read_pages(data), tags):
        file.write(write_page(page))


def _with_tags(pages: Iterator[Page], tags: Tags | None) -> Iterator[Page]:
    """The pages with the encoder's tags replaced, and counted anew."""
    yield next(pages)
    theirs = next(pages)
    while theirs.segments[-1] == 255:  # it fills more than a page
        more = next(pages)
        theirs = replace(more, content=theirs.content + more.content)
    ours = theirs.content
    if tags:
        vendor = theirs.content[12 : 12 + int.from_bytes(theirs.content[8:12], "little")]
        ours = MAGIC + vorbis_comment(vendor, tags, picture=True)
    number = 1
    for page in packet_pages(ours, first_number=1):
        yield page
        number += 1
    for page in pages:
        yield replace(page, number=number)
        number += 1
