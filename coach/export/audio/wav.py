"""Blocks of samples in, a WAV file out, block by block: 16 or 24 bits, RF64 past 4 GiB, with chapters and tags.

It has no cover picture: no reader agrees with another on where a WAV file would keep one.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.audio.pcm import pcm_bytes
from coach.export.audio.tags import Tags
from coach.export.text.chapters import Chapter
from coach.units import seconds_to_frames


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole file from front to back; a pipe will do."""
    ending = trailer(audio_format, frames, tags) if tags else bytes(frames * audio_format.frame_bytes % 2)
    file.write(header(audio_format, frames, len(ending)))
    for block in blocks:
        file.write(pcm_bytes(block, audio_format.bits))
    file.write(ending)


MAX_32 = 0xFFFF_FFFF
PCM = 1


def header(audio_format: AudioFormat, frames: int, trailer_bytes: int) -> bytes:
    """Everything before the first sample, with all sizes right, so that a pipe can be written to.

    Args:
        audio_format: The format of the samples to come.
        frames: How many there are.
        trailer_bytes: How long what follows them will be, their padding included.

    Returns:
        44 bytes for WAV; 80 for RF64, which is chosen when the whole does not fit into 32 bits.
    """
    data_bytes = frames * audio_format.frame_bytes
    riff_bytes = 4 + 24 + 8 + data_bytes + trailer_bytes
    byte_rate = audio_format.sample_rate * audio_format.frame_bytes
    fmt = struct.pack(
        "<HHIIHH",
        PCM,
        audio_format.channels,
        audio_format.sample_rate,
        byte_rate,
        audio_format.frame_bytes,
        audio_format.bits,
    )
    if riff_bytes <= MAX_32:
        return b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVE" + chunk(b"fmt ", fmt) + _data(data_bytes)
    sizes = chunk(b"ds64", struct.pack("<QQQI", riff_bytes + 36, data_bytes, frames, 0))
    return b"RF64" + struct.pack("<I", MAX_32) + b"WAVE" + sizes + chunk(b"fmt ", fmt) + _data(MAX_32)


def trailer(audio_format: AudioFormat, frames: int, tags: Tags) -> bytes:
    """Everything after the last sample: its padding, the chapters and the tags."""
    chapters = _cue_points(audio_format, tags.chapters) + _labels(audio_format, tags.chapters) if tags.chapters else b""
    return bytes(frames * audio_format.frame_bytes % 2) + chapters + _info(tags)


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk; padded to an even length, which its size does not count."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _data(data_bytes: int) -> bytes:
    return b"data" + struct.pack("<I", data_bytes)


def _cue_points(audio_format: AudioFormat, chapters: Sequence[Chapter]) -> bytes:
    points = b"".join(
        struct.pack("<II4sIII", number, frame, b"data", 0, 0, frame)
        for number, chapter in enumerate(chapters, 1)
        for frame in [seconds_to_frames(chapter.start_s, audio_format.sample_rate)]
    )
    return chunk(b"cue ", struct.pack("<I", len(points) // 24) + points)


def _labels(audio_format: AudioFormat, chapters: Sequence[Chapter]) -> bytes:
    """A label for every cue point, then a note of where its sides begin, and its length.

    All labels come first: ffmpeg reads none behind a chunk of another kind.
    """
    labels, notes, lengths = b"", b"", b""
    for number, chapter in enumerate(chapters, 1):
        point = struct.pack("<I", number)
        start, end = (seconds_to_frames(time, audio_format.sample_rate) for time in (chapter.start_s, chapter.end_s))
        labels += chunk(b"labl", point + _text(chapter.title))
        notes += chunk(b"note", point + _text(chapter.description)) if chapter.sides else b""
        lengths += chunk(b"ltxt", point + struct.pack("<I4sHHHH", end - start, b"rgn ", 0, 0, 0, 0))
    return chunk(b"LIST", b"adtl" + labels + notes + lengths)


def _info(tags: Tags) -> bytes:
    named = {b"INAM": tags.title, b"IART": tags.artist, b"ICMT": tags.comment, b"IPRD": tags.album, b"ITRK": tags.track}
    return chunk(b"LIST", b"INFO" + b"".join(chunk(name, _text(text)) for name, text in named.items() if text))


def _text(text: str) -> bytes:
    return text.replace("\0", " ").encode() + b"\0"
