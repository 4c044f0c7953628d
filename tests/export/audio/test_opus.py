import struct
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coach.export.audio._opus import SERIAL, Page, checksum, packet_pages, page_bytes, read_pages


def slow_checksum(data: bytes) -> int:
    """Compute the checksum as RFC 3533 defines it, bit by bit."""
    remainder = 0
    for byte in data:
        remainder ^= byte << 24
        for _ in range(8):
            remainder = (remainder << 1 ^ 0x04C11DB7 if remainder & 1 << 31 else remainder << 1) & 0xFFFF_FFFF
    return remainder


@given(st.binary(max_size=300))
def test_the_checksum_is_that_of_the_specification(data: bytes) -> None:
    assert checksum(data) == slow_checksum(data)


@given(st.binary(max_size=200_000), st.integers(1, 70_000))
def test_a_packet_comes_back_from_its_pages_however_they_are_cut(packet: bytes, step: int) -> None:
    data = b"".join(map(page_bytes, packet_pages(packet, first_number=1)))
    pages = list(read_pages(data[start : start + step] for start in range(0, len(data), step)))
    assert b"".join(page.content for page in pages) == packet
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert [page.granule for page in pages] == [-1] * (len(pages) - 1) + [0]
    assert pages[-1].segments[-1] < 255


def test_a_page_is_written_with_our_serial_number() -> None:
    page = Page(flags=2, granule=7, number=3, segments=b"\2", content=b"ab")
    data = page_bytes(page)
    assert struct.unpack_from("<I", data, 14) == (SERIAL,)
    assert list(read_pages([data])) == [page]
    assert page_bytes(replace(page, number=4)) != data
