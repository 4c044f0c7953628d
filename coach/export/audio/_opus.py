"""Write blocks of samples to an Ogg Opus file: the encoder's pages, with our own tags in place of its own.

Sources: RFC 3533 for Ogg's pages; RFC 7845 for Opus in them. The tags are a Vorbis comment.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.export.audio._encoder import Codec, pieces
from coach.export.audio._vorbis_comment import vorbis_comment
from coach.export.audio.tags import Tags

CODEC = Codec("OGG", "OPUS", compression=0.832)
"""48 kbit/s a channel (libsndfile: 6 at 1.0, 256 at 0.0). At this bit rate chimes too sound like the original."""

SAMPLE_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Source: RFC 6716, section 2."""

TAGS_MAGIC = b"OpusTags"

SERIAL = 0x636F6163
"""The serial number of every stream that coach writes. It only has to be unique within one file, which holds one
stream; a random number would make two exports of a session differ."""

PAGE_HEADER = struct.Struct("<4sBBqIIIB")
CHECKSUM_BYTES = slice(22, 26)
CONTINUED = 1
NO_PACKET_ENDS = -1
MAX_SEGMENTS = 255
FULL_SEGMENT_BYTES = 255

_REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an Ogg stream.

    Attributes:
        flags: 1 if it continues a packet, 2 if it begins the stream, 4 if it ends it; the sum where several apply.
        granule: Frames up to here as the codec counts them; -1 if no packet ends in this page.
        number: The page's number in the stream, from 0.
        segments: The lengths of up to 255 segments of `content`; a length below 255 ends a packet.
        content: The bytes of all segments.
    """

    flags: int
    granule: int
    number: int
    segments: bytes
    content: bytes


def encode(
    file: BinaryIO,
    blocks: Iterable[Samples],
    audio_format: AudioFormat,
    frames: int,  # noqa: ARG001 (the encoders of all formats take the same)
    tags: Tags | None,
) -> None:
    """Write a whole Ogg Opus file from front to back.

    Args:
        file: A file or a pipe, open for writing.
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate and channels; the bits are ignored.
        frames: Number of frames in the whole file; not needed, as the last page tells the length.
        tags: The file's tags; None leaves the encoder's own.
    """
    data = (piece.data for piece in pieces(blocks, audio_format, CODEC))
    for page in _with_tags(read_pages(data), tags):
        file.write(page_bytes(page))


def _with_tags(pages: Iterator[Page], tags: Tags | None) -> Iterator[Page]:
    """Replace the encoder's tags, and number the pages again."""
    yield next(pages)
    encoder_tags = next(pages)
    while encoder_tags.segments[-1] == FULL_SEGMENT_BYTES:  # the packet goes on in the next page
        more = next(pages)
        encoder_tags = replace(more, content=encoder_tags.content + more.content)
    packet = encoder_tags.content
    if tags:
        vendor = packet[12 : 12 + int.from_bytes(packet[8:12], "little")]
        packet = TAGS_MAGIC + vorbis_comment(vendor, tags, picture=True)
    number = 1
    for page in packet_pages(packet, first_number=number):
        yield page
        number += 1
    for page in pages:
        yield replace(page, number=number)
        number += 1


def read_pages(data: Iterable[bytes]) -> Iterator[Page]:
    """Read the pages from a stream of bytes, which may be cut anywhere."""
    unread = bytearray()
    for piece in data:
        unread += piece
        while page := _first_page(unread):
            yield page
            del unread[: PAGE_HEADER.size + len(page.segments) + len(page.content)]


def _first_page(data: bytearray) -> Page | None:
    """Read the page at the beginning of the data; None while it is incomplete."""
    if len(data) < PAGE_HEADER.size:
        return None
    _, _, flags, granule, _, number, _, count = PAGE_HEADER.unpack_from(data)
    start = PAGE_HEADER.size + count
    segments = bytes(data[PAGE_HEADER.size : start])
    if len(segments) < count or len(data) < start + sum(segments):
        return None
    return Page(flags, granule, number, segments, bytes(data[start : start + sum(segments)]))


def page_bytes(page: Page) -> bytes:
    """Return the bytes of a page, with `SERIAL` and the right checksum."""
    header = PAGE_HEADER.pack(b"OggS", 0, page.flags, page.granule, SERIAL, page.number, 0, len(page.segments))
    data = bytearray(header + page.segments + page.content)
    data[CHECKSUM_BYTES] = checksum(bytes(data)).to_bytes(4, "little")
    return bytes(data)


def packet_pages(packet: bytes, *, first_number: int) -> list[Page]:
    """Return the pages of a header packet, which begins on a page of its own and ends on one."""
    full_segments, rest = divmod(len(packet), FULL_SEGMENT_BYTES)
    segments = bytes([FULL_SEGMENT_BYTES] * full_segments + [rest])
    pages, at = list[Page](), 0
    for start in range(0, len(segments), MAX_SEGMENTS):
        part = segments[start : start + MAX_SEGMENTS]
        content = packet[at : at + sum(part)]
        pages.append(Page(CONTINUED, NO_PACKET_ENDS, first_number + len(pages), part, content))
        at += sum(part)
    pages[0] = replace(pages[0], flags=0)
    pages[-1] = replace(pages[-1], granule=0)
    return pages


def checksum(data: bytes) -> int:
    """Return Ogg's CRC-32: zlib's polynomial, with the bits of every byte reversed and nothing inverted."""
    reflected = zlib.crc32(data.translate(_REVERSED_BITS), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int(f"{reflected:032b}"[::-1], 2)
