"""Keeps the clips of one session in one file, so that a session that was made before costs one read.

A pack only repeats what the cache holds, clip by clip: without it, coach is slower, and says the same. It is written
beside its place and renamed, so that no reader sees half of one, and any number of processes may share the folder.

The file is `HEADER` (the CRC-32 of all that follows it, and the number of clips), then for each clip its key and its
number of frames, then the clips themselves, 16-bit PCM, mono at 24 kHz. Numbers are little-endian.
"""

import struct
import zlib
from collections.abc import Mapping
from io import BufferedReader
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.pcm import Pcm16Audio, samples_to_pcm16

HEADER = struct.Struct("<II")
ENTRY = struct.Struct("<32sI")
CHECKSUM_BYTES = 4
"""A CRC-32 finds what a crash or a failing disk leaves behind, at 3 GB a second; SHA-256 takes twice as long."""

SAMPLE_BYTES = 2
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


def read_pack(file: BufferedReader, size_bytes: int) -> dict[str, Audio]:
    """Return the clips of a pack by their keys; none if it is damaged. The clips share one array.

    Args:
        file: Open for reading, at its beginning.
        size_bytes: The size of the file.
    """
    header = file.read(HEADER.size)
    if len(header) < HEADER.size:
        return {}
    checksum, count = HEADER.unpack(header)
    frames, odd_bytes = divmod(size_bytes - HEADER.size - count * ENTRY.size, SAMPLE_BYTES)
    if odd_bytes or not 0 <= frames <= MAX_FRAMES:
        return {}
    table = file.read(count * ENTRY.size)
    entries = list(ENTRY.iter_unpack(table))
    ends = np.cumsum([0, *(length for _, length in entries)]).tolist()
    if len(entries) != count or ends[-1] != frames:
        return {}
    pcm = np.empty(frames, dtype="<i2")
    if file.readinto(pcm.data) != pcm.nbytes:  # somebody has cut it meanwhile
        return {}
    if zlib.crc32(pcm.data, zlib.crc32(table, zlib.crc32(header[CHECKSUM_BYTES:]))) != checksum:
        return {}
    return {key.hex(): Pcm16Audio(pcm[at:end]) for (key, _), (at, end) in zip(entries, pairwise(ends), strict=True)}
