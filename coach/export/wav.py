"""Blocks of audio in, a 16-bit WAV file out, block by block."""

import wave
from collections.abc import Callable, Iterable
from pathlib import Path

from coach.audio import Audio, samples_to_pcm16
from coach.export.target import writing


def write_wav(  # noqa: PLR0913 (what a header says)
    target: Path,
    blocks: Iterable[Audio],
    *,
    frames: int,
    sample_rate: int,
    channels: int = 1,
    on_progress: Callable[[int], None] = lambda _frames: None,
) -> None:
    """Write a whole session; memory does not grow with its length.

    Args:
        target: Replaced when everything was written; a device or a pipe is written to directly.
        blocks: Consecutive blocks, float32, shape (frames,) or (frames, channels).
        frames: How many there are in all; up to 24 hours at 24 kHz fit the format.
        sample_rate: Hz.
        channels: 1 or 2.
        on_progress: Called with the frames written so far, after each block.

    Raises:
        ExportError: It could not be written; whatever was at the target still is.
    """
    with writing(target) as file, wave.open(file, "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(2)
        wav.setframerate(sample_rate)
        wav.setnframes(frames)  # the header is right from the start, so that a pipe can be written to
        for block in blocks:
            wav.writeframesraw(samples_to_pcm16(block.samples).tobytes())
            on_progress(wav.tell())
