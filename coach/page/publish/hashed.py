"""Names files by what is in them, as in `audio-1f2e3d4c5b6a7988.mp3`: a file that changes gets another name.

So a browser that keeps an old page never plays a new sound with it. And a file with such a name tells by itself whether
coach wrote it.
"""

import re
from hashlib import file_digest
from pathlib import Path

DIGITS = 16
"""Hexadecimal digits of a name, 64 bits."""

_NAME = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*-([0-9a-f]{{{DIGITS}}})\.[a-z0-9]+")


def hashed_name(file: Path) -> str:
    """Return the name that a file gets from its content: `audio.mp3` becomes `audio-….mp3`."""
    return f"{file.stem}-{digest_of(file)[:DIGITS]}{file.suffix}"


def is_hashed(file: Path) -> bool:
    """Tell whether a file has the name that its content gives it, so that coach wrote it and nobody changed it."""
    found = _NAME.fullmatch(file.name)
    if found is None or file.is_symlink() or not file.is_file():
        return False
    return digest_of(file).startswith(found[1])


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
