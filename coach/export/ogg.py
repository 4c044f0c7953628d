"""Pages of an Ogg stream: read from bytes, and written with another serial number, count or content.

Source: RFC 3533.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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
