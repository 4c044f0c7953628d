"""Convert tags to a Vorbis comment, which holds the tags, chapters and picture of FLAC and Ogg Opus files.

The chapters have no place for the sides of a stretch.

Sources: Vorbis I specification, section 5; the chapter extension of the Xiph wiki (`CHAPTER001`, `CHAPTER001NAME`); RFC
9639, section 8.8, for the picture.
"""

import base64
import struct
from collections.abc import Iterator

from coach.export.audio.tags import FRONT_COVER, Tags
from coach.units import timestamp

PNG_SIZE = slice(16, 24)
"""The bytes of a PNG file that hold its width and height."""

PNG_BITS_A_PIXEL = 24
NO_PALETTE = 0


def vorbis_comment(vendor: bytes, tags: Tags, *, picture: bool) -> bytes:
    """Return the comment, without the bytes that frame it in a FLAC or an Ogg file.

    Args:
        vendor: The encoder's name for itself.
        tags: The tags to convert.
        picture: Whether to put the cover into the comment, as Ogg Opus does. FLAC has a block of its own for it.
    """
    comments = [text.encode() for text in _comments(tags)]
    if picture and tags.cover_png:
        comments.append(b"METADATA_BLOCK_PICTURE=" + base64.b64encode(picture_block(tags.cover_png)))
    return _with_length(vendor) + struct.pack("<I", len(comments)) + b"".join(map(_with_length, comments))


def picture_block(png: bytes) -> bytes:
    """Return the content of a FLAC picture block: a front cover without a description."""
    width, height = struct.unpack(">II", png[PNG_SIZE])
    mime_type, description = b"image/png", b""
    start = struct.pack(">II", FRONT_COVER, len(mime_type)) + mime_type
    start += struct.pack(">I", len(description)) + description
    return start + struct.pack(">IIIII", width, height, PNG_BITS_A_PIXEL, NO_PALETTE, len(png)) + png


def _comments(tags: Tags) -> Iterator[str]:
    texts = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "TRACKNUMBER": tags.track,
        "GENRE": tags.genre,
        "DATE": tags.date,
        "COMMENT": tags.comment,
    }
    for name, text in texts.items():
        if text:
            yield f"{name}={text}"
    for number, chapter in enumerate(tags.chapters, 1):
        yield f"CHAPTER{number:03}={timestamp(chapter.start_s)}"
        yield f"CHAPTER{number:03}NAME={chapter.title}"


def _with_length(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text
