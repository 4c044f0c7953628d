"""Write blocks of samples to a WAV file: 16 or 24 bits, RF64 beyond 4 GiB, with chapters and tags.

The file gets no cover picture, because programs do not agree on where a WAV file keeps one.

Sources: Multimedia Programming Interface and Data Specifications 1.0 (RIFF); EBU Tech 3306 (RF64).
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

MAX_UINT32 = 0xFFFF_FFFF
"""The largest size that a WAV header can hold; in an RF64 header it says that the size is in the `ds64` chunk."""

PCM = 1
"""The format tag of samples that are stored as integers."""

CUE_POINT_BYTES = 24


def encode(
    file: BinaryIO, blocks: Iterable[Samples], audio_format: AudioFormat, frames: int, tags: Tags | None
) -> None:
    """Write a whole WAV file from front to back.

    Args:
        file: A file or a pipe, open for writing.
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate, channels and bits.
        frames: Number of frames in the whole file; the header says it before the first sample.
        tags: The file's tags; None writes none.
    """
    ending = trailer(audio_format, frames, tags) if tags else _data_padding(audio_format, frames)
    file.write(header(audio_format, frames, len(ending)))
    for block in blocks:
        file.write(pcm_bytes(block, audio_format.bits))
    file.write(ending)


def header(audio_format: AudioFormat, frames: int, trailer_bytes: int) -> bytes:
    """Return everything before the first sample. All sizes are final, so that the file can be written to a pipe.

    Args:
        audio_format: The format of the samples.
        frames: Number of frames in the whole file.
        trailer_bytes: Length of what follows the samples, including the padding of the samples.

    Returns:
        44 bytes for WAV; 80 for RF64, which is chosen when the file's size does not fit into 32 bits.
    """
    data_bytes = frames * audio_format.frame_bytes
    riff_bytes = 4 + 24 + 8 + data_bytes + trailer_bytes  # `WAVE`, the chunk `fmt `, the header of the chunk `data`
    fmt = chunk(
        b"fmt ",
        struct.pack(
            "<HHIIHH",
            PCM,
            audio_format.channels,
            audio_format.sample_rate,
            audio_format.sample_rate * audio_format.frame_bytes,
            audio_format.frame_bytes,
            audio_format.bits,
        ),
    )
    if riff_bytes <= MAX_UINT32:
        return b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVE" + fmt + _data_header(data_bytes)
    sizes = chunk(b"ds64", struct.pack("<QQQI", riff_bytes + 36, data_bytes, frames, 0))
    return b"RF64" + struct.pack("<I", MAX_UINT32) + b"WAVE" + sizes + fmt + _data_header(MAX_UINT32)


def trailer(audio_format: AudioFormat, frames: int, tags: Tags) -> bytes:
    """Return everything after the last sample: the padding of the samples, the chapters and the tags."""
    chapters = b""
    if tags.chapters:
        chapters = _cue_points(audio_format, tags.chapters) + _labels(audio_format, tags.chapters)
    return _data_padding(audio_format, frames) + chapters + _info(tags)


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk, padded to an even length; its size does not count the padding."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _data_header(data_bytes: int) -> bytes:
    return b"data" + struct.pack("<I", data_bytes)


def _data_padding(audio_format: AudioFormat, frames: int) -> bytes:
    return bytes(frames * audio_format.frame_bytes % 2)


def _cue_points(audio_format: AudioFormat, chapters: Sequence[Chapter]) -> bytes:
    """Return a chunk with a numbered point at the start of each chapter."""
    points = b""
    for number, chapter in enumerate(chapters, 1):
        frame = seconds_to_frames(chapter.start_s, audio_format.sample_rate)
        points += struct.pack("<II4sIII", number, frame, b"data", 0, 0, frame)
    return chunk(b"cue ", struct.pack("<I", len(points) // CUE_POINT_BYTES) + points)


def _labels(audio_format: AudioFormat, chapters: Sequence[Chapter]) -> bytes:
    """Return a chunk with each cue point's title, a note of where its sides and rounds begin, and its length.

    All titles come first: ffmpeg reads no title that follows a chunk of another kind.
    """
    titles, notes, lengths = b"", b"", b""
    for number, chapter in enumerate(chapters, 1):
        point = struct.pack("<I", number)
        start, end = (seconds_to_frames(time, audio_format.sample_rate) for time in (chapter.start_s, chapter.end_s))
        titles += chunk(b"labl", point + _text(chapter.title))
        if chapter.labels:
            notes += chunk(b"note", point + _text(chapter.description))
        lengths += chunk(b"ltxt", point + struct.pack("<I4sHHHH", end - start, b"rgn ", 0, 0, 0, 0))
    return chunk(b"LIST", b"adtl" + titles + notes + lengths)


def _info(tags: Tags) -> bytes:
    texts = {
        b"INAM": tags.title,
        b"IART": tags.artist,
        b"ICMT": tags.comment,
        b"IPRD": tags.album,
        b"ITRK": tags.track,
        b"IGNR": tags.genre,
        b"ICRD": tags.date,
    }
    return chunk(b"LIST", b"INFO" + b"".join(chunk(name, _text(text)) for name, text in texts.items() if text))


def _text(text: str) -> bytes:
    return text.replace("\0", " ").encode() + b"\0"
