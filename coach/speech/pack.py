"""Keeps the clips of one session in one file, so that a session that was made before costs one read.

A pack only repeats what the cache holds, clip by clip: without it, coach is slower, and says the same. It is written
beside its place and renamed, so that no reader sees half of one, and any number of processes may share the folder.

The file is `HEADER` (the CRC-32 of all that follows it, and the number of clips), then for each clip its key and its
number of frames, then the clips themselves, 16-bit PCM, mono at 24 kHz. Numbers are little-endian.
"""

import os
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.pcm import Pcm16Audio, samples_to_pcm16
from coach.speech.packed_audio import SAMPLE_BYTES, OpenPack, PackedAudio

HEADER = struct.Struct("<II")
ENTRY = struct.Struct("<32sI")
CHECKSUM_BYTES = 4
"""A CRC-32 finds what a crash or a failing disk leaves behind, at 3 GB a second; SHA-256 takes twice as long."""

PIECE_BYTES = 1 << 18
"""How much of a file is checked at a time."""

MAX_FRAMES = 1 << 27
"""The most frames of a pack that is read: an hour and a half of speech, a quarter of a gigabyte."""


def write_pack(file: BinaryIO, clips: Mapping[str, Audio]) -> None:
    """Write a pack.

    Args:
        file: Open for writing, at its beginning.
        clips: The clips by their keys, each 64 hexadecimal digits.
    """
    entries = b"".join(ENTRY.pack(bytes.fromhex(key), clip.frames) for key, clip in clips.items())
    sounds = b"".join(samples_to_pcm16(clip.samples).tobytes() for clip in clips.values())
    checked = len(clips).to_bytes(HEADER.size - CHECKSUM_BYTES, "little") + entries + sounds
    file.write(zlib.crc32(checked).to_bytes(CHECKSUM_BYTES, "little") + checked)


def read_pack(file: BufferedReader, size_bytes: int, *, on_demand: bool = False) -> dict[str, Audio]:
    """Return the clips of a pack by their keys; none if it is damaged.

    Args:
        file: Open for reading, at its beginning.
        size_bytes: The size of the file.
        on_demand: Whether to check the clips and leave them in the file until they are used, which takes no memory.
            Otherwise they share one array; on Windows always, where nobody could replace a file that is open.
    """
    head = _read_head(file, size_bytes)
    if head is None:
        return {}
    return _left_there(file, head) if on_demand and hasattr(os, "pread") else _read_at_once(file, head)


@dataclass(frozen=True, slots=True)
class _Head:
    """All that comes before the clips.

    Attributes:
        checksum: The CRC-32 that the pack was written with.
        begun: The CRC-32 of what was read so far.
        spans: The key of each clip, its first frame and the frame after its last.
        frames: Number of frames of all clips.
    """

    checksum: int
    begun: int
    spans: list[tuple[str, int, int]]
    frames: int


def _read_head(file: BufferedReader, size_bytes: int) -> _Head | None:
    """Read all that comes before the clips; return None if it does not fit the file's size."""
    header = file.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    checksum, count = HEADER.unpack(header)
    frames, odd_bytes = divmod(size_bytes - HEADER.size - count * ENTRY.size, SAMPLE_BYTES)
    if odd_bytes or not 0 <= frames <= MAX_FRAMES:
        return None
    table = file.read(count * ENTRY.size)
    entries = list(ENTRY.iter_unpack(table))
    ends = np.cumsum([0, *(length for _, length in entries)]).tolist()
    if len(entries) != count or ends[-1] != frames:
        return None
    spans = [(key.hex(), at, end) for (key, _), (at, end) in zip(entries, pairwise(ends), strict=True)]
    return _Head(checksum, zlib.crc32(table, zlib.crc32(header[CHECKSUM_BYTES:])), spans, frames)


def _read_at_once(file: BufferedReader, head: _Head) -> dict[str, Audio]:
    """Read all clips into one array and check them."""
    pcm = np.empty(head.frames, dtype="<i2")
    if file.readinto(pcm.data) != pcm.nbytes:  # somebody has cut it meanwhile
        return {}
    if zlib.crc32(pcm.data, head.begun) != head.checksum:
        return {}
    return {key: Pcm16Audio(pcm[at:end]) for key, at, end in head.spans}


def _left_there(file: BufferedReader, head: _Head) -> dict[str, Audio]:
    """Check all clips piece by piece and keep none of them."""
    start_byte, checksum = file.tell(), head.begun
    piece = memoryview(bytearray(PIECE_BYTES))
    while count := file.readinto(piece):
        checksum = zlib.crc32(piece[:count], checksum)
    if checksum != head.checksum:
        return {}
    pack = OpenPack(file)
    return {key: PackedAudio(pack, start_byte + at * SAMPLE_BYTES, end - at) for key, at, end in head.spans}
