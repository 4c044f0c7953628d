"""Audio files by the ending of their name; each format's own module does the writing."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, cast

from coach.audio import Audio, Samples
from coach.errors import ExportError
from coach.export import flac, mp3, opus, wav
from coach.export.audio_shape import AudioShape
from coach.export.tags import Tags
from coach.export.target import writing


class Format(StrEnum):
    """What an audio file is; also its usual ending."""

    WAV = "wav"
    FLAC = "flac"
    OPUS = "opus"
    MP3 = "mp3"


ENDINGS: Mapping[str, Format] = {**{f".{each}": each for each in Format}, ".ogg": Format.OPUS}
LOSSLESS = (Format.WAV, Format.FLAC)
"""What stores integers of a chosen width, and can be written to a pipe."""


def format_of(target: Path) -> Format:
    """The format that a name's ending asks for; WAV without an ending.

    Raises:
        ExportError: coach does not write such files.
    """
    ending = target.suffix.lower()
    if ending and ending not in ENDINGS:
        remedy = f"Give a name that ends in {', '.join(ENDINGS)}; see `coach export --help`."
        raise ExportError(f"coach cannot write {target.suffix} files.", remedy)
    return ENDINGS.get(ending, Format.WAV)


def write_audio(
    target: Path,
    blocks: Iterable[Audio],
    shape: AudioShape,
    *,
    wanted: Format | None = None,
    tags: Tags | None = None,
) -> None:
    """Write a whole session; memory does not grow with its length.

    The same blocks and tags give the same bytes: no format here stores a time of day or a random number.

    Args:
        target: Replaced when everything was written; a device or a pipe is written to directly.
        blocks: Consecutive, float32, shape (frames,), or (frames, channels) for more than one.
        shape: What they are in all. WAV goes over to RF64 past 4 GiB.
        wanted: The format; None leaves it to the target's ending: .wav (also without one), .flac, .opus or .ogg, .mp3.
        tags: None for a file with nothing but sound.

    Raises:
        ExportError: It could not be written; whatever was at the target still is.
    """
    wanted = wanted or format_of(target)
    check_shape(shape, wanted)
    with writing(target) as file:
        _ENCODERS[wanted](file, _checked(blocks, shape), shape, tags)


def stream_audio(
    stream: BinaryIO, blocks: Iterable[Audio], shape: AudioShape, wanted: Format, tags: Tags | None
) -> None:
    """The same into an open stream that cannot be gone back in: WAV or FLAC, with a header that knows the length.

    Raises:
        ExportError: Another format.
    """
    check_stream(wanted)
    check_shape(shape, wanted)
    _ENCODERS[wanted](cast(BinaryIO, _Forward(stream)), _checked(blocks, shape), shape, tags)


def check_stream(wanted: Format) -> None:
    """Find out before any work whether a format can be written to a stream.

    Raises:
        ExportError: It cannot.
    """
    if wanted not in LOSSLESS:
        raise ExportError(f"{wanted} is not written to a pipe.", "Choose --format wav or flac.")


def check_shape(shape: AudioShape, wanted: Format) -> None:
    """Find out before any work whether a format can hold that.

    Raises:
        ExportError: It cannot.
    """
    if shape.bits != 16 and wanted not in LOSSLESS:
        raise ExportError(f"{shape.bits} bits are for WAV and FLAC.", f"Leave out --bits for {wanted}.")
    known = {Format.OPUS: opus.SAMPLE_RATES_HZ, Format.MP3: mp3.SAMPLE_RATES_HZ}.get(wanted, (shape.sample_rate,))
    if shape.sample_rate not in known:
        rates = ", ".join(map(str, known))
        raise ExportError(f"{wanted} cannot hold {shape.sample_rate} Hz.", f"Choose one of {rates} Hz.")


def watched(blocks: Iterable[Audio], on_progress: Callable[[int], None]) -> Iterator[Audio]:
    """The blocks; `on_progress` is called with the frames so far when the next one is asked for."""
    frames = 0
    for block in blocks:
        yield block
        frames += block.frames
        on_progress(frames)


def _checked(blocks: Iterable[Audio], shape: AudioShape) -> Iterator[Samples]:
    """The blocks' samples; the header has promised so many, of one rate, and a file that lies would be broken."""
    frames = 0
    for block in blocks:
        if block.sample_rate != shape.sample_rate or block.samples.size != block.frames * shape.channels:
            raise ExportError("A block of audio has another shape than the file.", "Please report this.")
        yield block.samples
        frames += block.frames
    if frames != shape.frames:
        raise ExportError(f"There were {frames} frames instead of {shape.frames}.", "Please report this.")


class _Forward(io.RawIOBase):
    """A stream that only goes forward: a redirected stdout says that it can be gone back in, and may append."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        return self._stream.write(data)


_ENCODERS: Mapping[Format, Callable[[BinaryIO, Iterable[Samples], AudioShape, Tags | None], None]] = {
    Format.WAV: wav.encode,
    Format.FLAC: flac.encode,
    Format.OPUS: opus.encode,
    Format.MP3: mp3.encode,
}
