"""Encode blocks of samples to the bytes of a compressed stream. The only module of `export` that imports soundfile.

It writes no file: the modules of FLAC, Opus and MP3 write what surrounds the stream in theirs.
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
    """The codec that libsndfile is asked for, in its own words.

    Attributes:
        container: libsndfile's major format, such as `FLAC`.
        subtype: libsndfile's encoding; empty for integers of the audio format's bits.
        lossless: Whether the codec stores integers.
        compression: From 0 to 1; its meaning depends on the codec. None leaves libsndfile's default.
        bitrate_mode: CONSTANT or VARIABLE, for a codec that knows both. None leaves libsndfile's default.
    """

    container: str
    subtype: str = ""
    lossless: bool = False
    compression: float | None = None
    bitrate_mode: str | None = None


class Piece(NamedTuple):
    """Bytes and their offset in the stream. A later piece may overwrite an earlier one."""

    offset: int
    data: bytes


def pieces(blocks: Iterable[Samples], audio_format: AudioFormat, codec: Codec) -> Iterator[Piece]:
    """Encode block by block; the memory needed does not grow with the length.

    The encoder runs in a thread of its own. Signals reach only the main thread: if libsndfile ran there, an interrupt
    in one of its callbacks would be printed and lost.

    Args:
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate, channels and bits.
        codec: The codec to encode with.

    Yields:
        Pieces that follow one another, and at the end perhaps some that correct the header.

    Raises:
        ExportError: soundfile is missing, or libsndfile refused the format.
    """
    output = _Output()
    with ThreadPoolExecutor(1, "encoder") as thread:

        def run(work: Callable[[], object]) -> list[Piece]:
            try:
                thread.submit(work).result()
            except (RuntimeError, TypeError, ValueError) as error:  # soundfile's own, and its checks of arguments
                wanted = f"{audio_format.sample_rate} Hz, {audio_format.channels} channels"
                problem = f"The {codec.container} encoder refused {wanted}: {error}."
                raise ExportError(problem, "Choose another format.") from error
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
    except (ImportError, OSError) as error:  # OSError: its wheel has no libsndfile for this machine
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
        wanted = f"{audio_format.sample_rate} Hz in {audio_format.channels} channels"
        problem = f"{codec.container} cannot hold {wanted}: {error}."
        raise ExportError(problem, "Give a name that ends in .wav or .flac.") from error


def _stored(block: Samples, audio_format: AudioFormat, codec: Codec) -> np.ndarray:
    if not codec.lossless:
        return block
    return samples_to_pcm16(block) if audio_format.bits == 16 else samples_to_pcm24(block) << 8


class _Output(io.RawIOBase):
    """The file that libsndfile writes to. It keeps what is new until it is taken."""

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
