"""Blocks of samples in, an Ogg Opus file out: the encoder's pages behind our own tags.

Source: RFC 7845. Its tags are a Vorbis comment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from coach.audio import Samples
from coach.export.audio_shape import AudioShape
from coach.export.encoder import Codec, pieces
from coach.export.ogg import Page, packet_pages, read_pages, write_page
from coach.export.tags import Tags
from coach.export.vorbis_comment import vorbis_comment

CODEC = Codec("OGG", "OPUS", compression=0.832)
"""48 kbit/s a channel (libsndfile: 6 at 1.0, 256 at 0.0), where chimes too sound as they did."""

SAMPLE_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Source: RFC 6716, section 2."""

MAGIC = b"OpusTags"


def encode(file: BinaryIO, blocks: Iterable[Samples], shape: AudioShape, tags: Tags | None) -> None:
    """Write a whole file from front to back; a pipe will do."""
    data = (piece.data for piece in pieces(blocks, shape, CODEC))
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
