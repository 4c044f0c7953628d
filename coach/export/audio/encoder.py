"""Blocks of samples in, the bytes of a compressed stream out. The only module that knows soundfile, and so libsndfile.

It gives no file: what surrounds the audio in a FLAC, an Ogg or an MP3 file is written by the modules of those formats.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.audio.pcm import samples_to_pcm16, samples_to_pcm24
from coach.errors import ExportError

if TYPE_CHECKING:
    from soundfile import SoundFile


@dataclass(frozen=True, slots=True)
class Codec:
    """What libsndfile is asked for, in its own words.

    Attributes:
        lossless: It stores integers, of the format's bits.
        compression: From 0 to 1; what it means is up to the codec.
        bitrate_mode: CONSTANT or VARIABLE, where the codec knows both.
    """

    container: str
    subtype: str = ""
    lossless: bool = False
    compression: float | None = None
    bitrate_mode: str | None = None


class Piece(NamedTuple):
    """Bytes and where in the stream they belong; a later piece may correct an earlier one."""

    offset: int
    data: bytes


def pieces(blocks: Iterable[Samples], audio_format: AudioFormat, codec: Codec) -> Iterator[Piece]:
    """Encode block by block; memory does not grow.

    The encoder runs in a thread of its own. Signals reach only the main one: an interrupt inside of libsndfile's
    callbacks would be printed and lost.

    Yields:
        Pieces end to end, and at the end perhaps some that correct the header.

    Raises:
        ExportError: The library refused, or is missing.
    """
    output = _Output()
    with ThreadPoolExecutor(1, "encoder") as thread:

        def run(work: Callable[[], object]) -> list[Piece]:
            try:
                thread.submit(work).result()
            except (RuntimeError, TypeError, ValueError) as error:  # soundfile's own, and its checks of arguments
                problem = f"The {codec.container} encoder refused {audio_format.sample_rate} Hz, {audio_format.channels} channels"
                raise ExportError(f"{problem}: {error}.", "Give another format.") from error
            return output.take()

        file = thread.submit(_open, output, audio_format, codec).result()
        try:
            for block in blocks:
                yield from run(partial(file.write, _stored(block, audio_format, codec)))
        finally:
            last = run(file.close)
        yield from last


def _open(output: "_Output", audio_format: AudioFormat, codec: Codec) -> "SoundFile":
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: there is no libsndfile in its wheel for this machine
        problem = f"{codec.container} files need the package soundfile: {error}."
        raise ExportError(problem, "Install coach again, or give a name that ends in .wav.") from error
    try:
        return soundfile.SoundFile(
            output,
            "w",
            audio_format.sample_rate,
            audio_format.channels,
            codec.subtype or f"PCM_{audio_format.bits}",
            format=codec.container,
            compression_level=codec.compression,
            bitrate_mode=codec.bitrate_mode,
        )
    except (RuntimeError, ValueError) as error:
        problem = (
            f"{codec.container} cannot hold {audio_format.sample_rate} Hz in {audio_format.channels} channels: {error}."
        )
        raise ExportError(problem, "Give a name that ends in .wav or .flac.") from error


def _stored(block: Samples, audio_format: AudioFormat, codec: Codec) -> np.ndarray:
    if not codec.lossless:
        return block
    return samples_to_pcm16(block) if audio_format.bits == 16 else samples_to_pcm24(block) << 8


class _Output(io.RawIOBase):
    """The file that libsndfile believes it writes: it keeps what is new until it is taken."""

    def __init__(self) -> None:
        self._at = self._end = 0
        self._pieces: list[Piece] = []

    def take(self) -> list[Piece]:
        taken, self._pieces = self._pieces, []
        return taken

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(Piece(self._at, bytes(data)))
        self._at += len(data)
        self._end = max(self._end, self._at)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        return self._at

    def tell(self) -> int:
        return self._at
