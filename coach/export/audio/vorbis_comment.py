"""Tags in, a Vorbis comment out: what FLAC and Ogg files keep their tags, chapters and picture in.

Sources: Vorbis I specification, section 5; the chapter extension of the Xiph wiki (`CHAPTER001`, `CHAPTER001NAME`); RFC
9639, section 8.8, for the picture. The extension has no place for the sides of a stretch.
"""

import base64
import struct
from collections.abc import Iterator

from coach.export.audio.tags import Tags
from coach.units import timestamp

FRONT_COVER = 3
PNG_SIZE = slice(16, 24)
"""Where a PNG file has its width and height."""


def vorbis_comment(vendor: bytes, tags: Tags, *, picture: bool) -> bytes:
    """The comment, without what frames it in a FLAC or an Ogg file.

    Args:
        vendor: The encoder's name for itself.
        tags: All of them.
        picture: Whether the cover is a comment, as in Ogg; in FLAC it has a block of its own.
    """
    comments = [text.encode() for text in _comments(tags)]
    if picture and tags.cover_png:
        comments.append(b"METADATA_BLOCK_PICTURE=" + base64.b64encode(picture_block(tags.cover_png)))
    return _counted(vendor) + struct.pack("<I", len(comments)) + b"".join(map(_counted, comments))


def picture_block(png: bytes) -> bytes:
    """The content of a FLAC picture block."""
    width, height = struct.unpack(">II", png[PNG_SIZE])
    mime = b"image/png"
    start = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">I", 0)  # without a description
    return start + struct.pack(">IIIII", width, height, 24, 0, len(png)) + png


def _comments(tags: Tags) -> Iterator[str]:
    named = {"TITLE": tags.title, "ARTIST": tags.artist, "ALBUM": tags.album, "TRACKNUMBER": tags.track}
    for name, text in (named | {"COMMENT": tags.comment}).items():
        if text:
            yield f"{name}={text}"
    for number, chapter in enumerate(tags.chapters, 1):
        yield f"CHAPTER{number:03}={timestamp(chapter.start_s)}"
        yield f"CHAPTER{number:03}NAME={chapter.title}"


def _counted(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text
