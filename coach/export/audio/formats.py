"""Audio files by the ending of their name; each format's own module does the writing."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, cast

from coach.audio.buffer import Audio, Samples
from coach.audio.format import AudioFormat
from coach.errors import ExportError
from coach.export.audio import flac, mp3, opus, wav
from coach.export.audio.tags import Tags
from coach.export.target import writing


class FileFormat(StrEnum):
    """What an audio file is; also its usual ending."""

    WAV = "wav"
    FLAC = "flac"
    OPUS = "opus"
    MP3 = "mp3"


ENDINGS: Mapping[str, FileFormat] = {**{f".{each}": each for each in FileFormat}, ".ogg": FileFormat.OPUS}
LOSSLESS = (FileFormat.WAV, FileFormat.FLAC)
"""What stores integers of a chosen width, and can be written to a pipe."""


def format_of(target: Path) -> FileFormat:
    """The format that a name's ending asks for; WAV without an ending.

    Raises:
        ExportError: coach does not write such files.
    """
    ending = target.suffix.lower()
    if ending and ending not in ENDINGS:
        remedy = f"Give a name that ends in {', '.join(ENDINGS)}; see `coach export --help`."
        raise ExportError(f"coach cannot write {target.suffix} files.", remedy)
    return ENDINGS.get(ending, FileFormat.WAV)


def write_audio(
    target: Path,
    blocks: Iterable[Audio],
    audio_format: AudioFormat,
    frames: int,
    *,
    file_format: FileFormat | None = None,
    tags: Tags | None = None,
) -> None:
    """Write a whole session; memory does not grow with its length.

    The same blocks and tags give the same bytes: no format here stores a time of day or a random number.

    Args:
        target: Replaced when everything was written; a device or a pipe is written to directly.
        blocks: Consecutive, float32, shape (frames,), or (frames, channels) for more than one.
        audio_format: The format of the blocks.
        frames: How many frames they have in all. WAV goes over to RF64 past 4 GiB.
        file_format: The format; None leaves it to the target's ending: .wav (also without one), .flac, .opus or .ogg, .mp3.
        tags: None for a file with nothing but sound.

    Raises:
        ExportError: It could not be written; whatever was at the target still is.
    """
    file_format = file_format or format_of(target)
    check_format(audio_format, file_format)
    with writing(target) as file:
        _ENCODERS[file_format](file, _checked(blocks, audio_format, frames), audio_format, frames, tags)


def stream_audio(
    stream: BinaryIO,
    blocks: Iterable[Audio],
    audio_format: AudioFormat,
    frames: int,
    file_format: FileFormat,
    tags: Tags | None,
) -> None:
    """The same into an open stream that cannot be gone back in: WAV or FLAC, with a header that knows the length.

    Raises:
        ExportError: Another format.
    """
    check_stream(file_format)
    check_format(audio_format, file_format)
    _ENCODERS[file_format](
        cast(BinaryIO, _Forward(stream)), _checked(blocks, audio_format, frames), audio_format, frames, tags
    )


def check_stream(file_format: FileFormat) -> None:
    """Find out before any work whether a format can be written to a stream.

    Raises:
        ExportError: It cannot.
    """
    if file_format not in LOSSLESS:
        raise ExportError(f"{file_format} is not written to a pipe.", "Choose --format wav or flac.")


def check_format(audio_format: AudioFormat, file_format: FileFormat) -> None:
    """Find out before any work whether a format can hold that.

    Raises:
        ExportError: It cannot.
    """
    if audio_format.bits != 16 and file_format not in LOSSLESS:
        raise ExportError(f"{audio_format.bits} bits are for WAV and FLAC.", f"Leave out --bits for {file_format}.")
    known = {FileFormat.OPUS: opus.SAMPLE_RATES_HZ, FileFormat.MP3: mp3.SAMPLE_RATES_HZ}.get(
        file_format, (audio_format.sample_rate,)
    )
    if audio_format.sample_rate not in known:
        rates = ", ".join(map(str, known))
        raise ExportError(f"{file_format} cannot hold {audio_format.sample_rate} Hz.", f"Choose one of {rates} Hz.")


def watched(blocks: Iterable[Audio], on_progress: Callable[[int], None]) -> Iterator[Audio]:
    """The blocks; `on_progress` is called with the frames so far when the next one is asked for."""
    frames = 0
    for block in blocks:
        yield block
        frames += block.frames
        on_progress(frames)


def _checked(blocks: Iterable[Audio], audio_format: AudioFormat, frames: int) -> Iterator[Samples]:
    """The blocks' samples; the header has promised so many, of one rate, and a file that lies would be broken."""
    found = 0
    for block in blocks:
        if block.sample_rate != audio_format.sample_rate or block.samples.size != block.frames * audio_format.channels:
            raise ExportError("A block of audio has another format than the file.", "Please report this.")
        yield block.samples
        found += block.frames
    if found != frames:
        raise ExportError(f"There were {found} frames instead of {frames}.", "Please report this.")


class _Forward(io.RawIOBase):
    """A stream that only goes forward: a redirected stdout says that it can be gone back in, and may append."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        return self._stream.write(data)


_ENCODERS: Mapping[FileFormat, Callable[[BinaryIO, Iterable[Samples], AudioFormat, int, Tags | None], None]] = {
    FileFormat.WAV: wav.encode,
    FileFormat.FLAC: flac.encode,
    FileFormat.OPUS: opus.encode,
    FileFormat.MP3: mp3.encode,
}
