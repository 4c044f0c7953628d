"""Write blocks of audio to a file in the format that its name's ending asks for, or to a stream.

The module of each format does the encoding. Here the format is chosen and checked, and so are the blocks.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias, cast

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.errors import ExportError
from coach.export.audio.tags import Tags
from coach.export.target import writing


class FileFormat(StrEnum):
    """A format of audio files; its value is also the usual ending."""

    WAV = "wav"
    FLAC = "flac"
    OPUS = "opus"
    MP3 = "mp3"
    M4A = "m4a"
    M4B = "m4b"


ENDINGS: Mapping[str, FileFormat] = {
    ".wav": FileFormat.WAV,
    ".flac": FileFormat.FLAC,
    ".opus": FileFormat.OPUS,
    ".ogg": FileFormat.OPUS,
    ".mp3": FileFormat.MP3,
    ".m4a": FileFormat.M4A,
    ".m4b": FileFormat.M4B,
}
"""The endings of file names, in the order in which people are told of them."""

LOSSLESS = (FileFormat.WAV, FileFormat.FLAC)
"""The formats that store integers of 16 or 24 bits."""

WITH_FFMPEG = (FileFormat.M4A, FileFormat.M4B)
"""The formats that the program ffmpeg encodes, where it is installed."""

Encode: TypeAlias = Callable[[BinaryIO, Iterable[Samples], AudioFormat, int, Tags | None], None]


def format_of(target: Path) -> FileFormat:
    """Return the format that a name's ending asks for; WAV for a name without an ending.

    Raises:
        ExportError: coach does not write files with this ending.
    """
    ending = target.suffix.lower()
    if ending and ending not in ENDINGS:
        remedy = f"Give a name that ends in {', '.join(ENDINGS)}; see `coach export --help`."
        raise ExportError(f"coach cannot write {target.suffix} files.", remedy)
    return ENDINGS.get(ending, FileFormat.WAV)


def write_audio(  # noqa: PLR0913 (the audio, its format, the file's format and tags)
    target: Path,
    blocks: Iterable[Audio],
    audio_format: AudioFormat,
    frames: int,
    *,
    file_format: FileFormat | None = None,
    tags: Tags | None = None,
) -> None:
    """Write a whole audio file, block by block; the memory needed does not grow with its length.

    The same blocks and tags give the same bytes: coach stores no time of day and no random number in a file.

    Args:
        target: The file. It is replaced when everything was written; a device or a pipe is written to directly.
        blocks: Consecutive audio, float32, shape (frames,) or, with more than one channel, (frames, channels).
        audio_format: The sample rate and channels of the blocks, and the bits to store.
        frames: Number of frames in all blocks. WAV becomes RF64 beyond 4 GiB.
        file_format: The file's format. None chooses it by the target's ending: .wav (also without an ending), .flac,
            .opus or .ogg, .mp3, .m4a, .m4b.
        tags: The file's tags; None writes only the audio.

    Raises:
        ExportError: The file could not be written; whatever was at the target still is.
    """
    file_format = file_format or format_of(target)
    check_format(audio_format, file_format)
    with writing(target) as file:
        _encoder(file_format)(file, _checked(blocks, audio_format, frames), audio_format, frames, tags)


def stream_audio(  # noqa: PLR0913 (the same as `write_audio`)
    stream: BinaryIO,
    blocks: Iterable[Audio],
    audio_format: AudioFormat,
    frames: int,
    *,
    file_format: FileFormat,
    tags: Tags | None = None,
) -> None:
    """Write a whole audio file to an open stream that cannot seek, such as a pipe.

    WAV, FLAC and Opus are written as they are made. A format whose beginning is known only at the end, MP3, M4A or M4B,
    is made in a temporary file first. `stream` is open for writing and stays open; the other arguments are those of
    `write_audio`.

    Raises:
        ExportError: The format cannot hold the audio format.
    """
    check_format(audio_format, file_format)
    forward = cast(BinaryIO, _ForwardStream(stream))
    _encoder(file_format)(forward, _checked(blocks, audio_format, frames), audio_format, frames, tags)


def write_small_mp3(file: IO[bytes], blocks: Iterable[Audio], frames: int, tags: Tags | None = None) -> None:
    """Write a whole MP3 of 48 kbit/s at the session's own format. It has no header with its length.

    Args:
        file: Open for writing, and able to seek; it stays open.
        blocks: Consecutive audio, float32, shape (frames,), at 24 kHz.
        frames: Number of frames in all blocks.
        tags: The file's tags; None writes none.

    Raises:
        ExportError: The encoder is missing.
    """
    from coach.export.audio import _mp3

    samples = _checked(blocks, SESSION_FORMAT, frames)
    _mp3.encode(cast(BinaryIO, file), samples, SESSION_FORMAT, frames, tags, _mp3.SMALL)


def check_format(audio_format: AudioFormat, file_format: FileFormat) -> None:
    """Check before any work that a file format can hold an audio format.

    Raises:
        ExportError: It cannot, or the program that encodes it is missing.
    """
    if file_format in WITH_FFMPEG:
        from coach.export.audio._mpeg4 import find_program

        find_program()
    if audio_format.bits != 16 and file_format not in LOSSLESS:
        problem = f"{audio_format.bits} bits are for WAV and FLAC only."
        raise ExportError(problem, f"Leave out --bits for {file_format}.")
    sample_rates_hz = _sample_rates_hz(file_format)
    if sample_rates_hz and audio_format.sample_rate not in sample_rates_hz:
        choice = ", ".join(map(str, sample_rates_hz))
        raise ExportError(f"{file_format} cannot hold {audio_format.sample_rate} Hz.", f"Choose one of {choice} Hz.")


def _encoder(file_format: FileFormat) -> Encode:
    """Return the function that encodes a format. Only the module of that format is loaded."""
    if file_format is FileFormat.WAV:
        from coach.export.audio import _wav

        return _wav.encode
    if file_format is FileFormat.FLAC:
        from coach.export.audio import _flac

        return _flac.encode
    if file_format is FileFormat.OPUS:
        from coach.export.audio import _opus

        return _opus.encode
    if file_format is FileFormat.MP3:
        from coach.export.audio import _mp3

        return _mp3.encode
    from coach.export.audio import _mpeg4

    return partial(_mpeg4.encode, audiobook=file_format is FileFormat.M4B)


def _sample_rates_hz(file_format: FileFormat) -> tuple[int, ...]:
    """Return the sample rates of a format that cannot hold every one; none for one that can."""
    if file_format is FileFormat.OPUS:
        from coach.export.audio._opus import SAMPLE_RATES_HZ as OPUS_HZ

        return OPUS_HZ
    if file_format is FileFormat.MP3:
        from coach.export.audio._mp3 import SAMPLE_RATES_HZ as MP3_HZ

        return MP3_HZ
    if file_format in WITH_FFMPEG:
        from coach.export.audio._mpeg4 import SAMPLE_RATES_HZ as MPEG4_HZ

        return MPEG4_HZ
    return ()


def watched(blocks: Iterable[Audio], on_progress: Callable[[int], None]) -> Iterator[Audio]:
    """Pass the blocks on, and call `on_progress` with the frames so far when the next block is asked for."""
    frames = 0
    for block in blocks:
        yield block
        frames += block.frames
        on_progress(frames)


def _checked(blocks: Iterable[Audio], audio_format: AudioFormat, frames: int) -> Iterator[Samples]:
    """Return the blocks' samples. The header has promised their number and format; otherwise the file is broken."""
    found = 0
    for block in blocks:
        if block.sample_rate != audio_format.sample_rate or block.samples.size != block.frames * audio_format.channels:
            raise ExportError("A block of audio has another format than the file.", "Please report this.")
        yield block.samples
        found += block.frames
    if found != frames:
        raise ExportError(f"The audio has {found} frames instead of {frames}.", "Please report this.")


class _ForwardStream(io.RawIOBase):
    """A stream that cannot seek. A redirected stdout claims that it can, but may be open for appending."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        return self._stream.write(data)
