"""The five sounds of a session: their names, and a folder of WAV files in, checked audio out.

How they sound is up to the folder; the shipped one is made by `sounds/make_sounds.py`. When they are played, and how
loud, is decided elsewhere.
"""

import os
import wave
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import numpy as np

from coach.audio import SAMPLE_RATE, Audio, pcm16_to_samples, resample
from coach.errors import AudioError

SHORTEST_S, LONGEST_S = 0.05, 10.0
"""Seconds. Shorter is a click; longer would still ring when the next sound is due."""

SAMPLE_RATES_HZ = range(8_000, 192_001)
"""From the telephone's to the studio's: a rate outside of it is a damaged header."""

REMEDY = f"Put a 16-bit PCM WAV file of {SHORTEST_S} to {LONGEST_S:g} s in its place, or choose another theme."


class Sound(StrEnum):
    """What a sound says to closed eyes. Its file is its name and `.wav`."""

    START = "start"
    INHALE = "inhale"
    EXHALE = "exhale"
    SWITCH = "switch"
    END = "end"


def read_sounds(folder: Path) -> Mapping[Sound, Audio]:
    """Read all five sounds.

    Args:
        folder: Holds `start.wav`, `inhale.wav`, `exhale.wav`, `switch.wav` and `end.wav`: 16-bit PCM, any number of
            channels (averaged), any usual sample rate (resampled), 0.05 to 10 s.

    Returns:
        Audio at `SAMPLE_RATE`; a mono file already at that rate keeps its samples exactly.

    Raises:
        AudioError: A file is missing, damaged, shorter than its header says, or of another kind.
    """
    return {sound: read_sound(folder / f"{sound}.wav") for sound in Sound}


def read_sound(path: Path) -> Audio:
    """Read one such file; see `read_sounds`."""
    try:
        with path.open("rb") as opened:
            audio = _decode(opened)
    except FileNotFoundError as error:
        raise AudioError(f"The sound {path} is missing.", REMEDY) from error
    except OSError as error:
        raise AudioError(f"The sound {path} cannot be read: {error.strerror or error}.", REMEDY) from error
    except (wave.Error, EOFError, RuntimeError) as error:  # damaged headers make `wave` raise any of the three
        reason = str(error) or "it is cut short"
        raise AudioError(f"The sound {path} cannot be used: {reason}.", REMEDY) from error
    return resample(audio, SAMPLE_RATE)


def _decode(opened: BinaryIO) -> Audio:
    """What is in an open WAV file, at its own sample rate; `wave.Error` says what is wrong with it."""
    promised_bytes = 8 + int.from_bytes(opened.read(8)[4:], "little")
    opened.seek(0)
    with wave.open(opened) as file:
        channels, sample_bytes, sample_rate, frames, *_ = file.getparams()
        _refuse(sample_bytes != 2, f"it has {8 * sample_bytes} bits a sample")
        _refuse(sample_rate not in SAMPLE_RATES_HZ, f"its sample rate is {sample_rate} Hz")
        # Both sizes are only claims. The whole file's comes first: it bounds what reading may ask memory for.
        _refuse(promised_bytes > os.fstat(opened.fileno()).st_size, "it is cut short")
        seconds = frames / sample_rate
        _refuse(not SHORTEST_S <= seconds <= LONGEST_S, f"it lasts {seconds:.3f} s")
        pcm = file.readframes(frames)
    _refuse(len(pcm) != frames * channels * sample_bytes, "it is cut short")
    samples = pcm16_to_samples(np.frombuffer(pcm, dtype=np.int16))  # in the machine's own order: `wave` has seen to it
    return Audio(samples.reshape(-1, channels).mean(axis=1), sample_rate)


def _refuse(condition: bool, reason: str) -> None:
    if condition:
        raise wave.Error(reason)
