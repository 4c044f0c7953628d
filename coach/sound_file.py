"""A sound file of a person's own in, its sound as mono audio at coach's rate out.

Takes what libsndfile reads: WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF. Believes no length that the file promises.
"""

from pathlib import Path

import numpy as np

from coach.audio import SAMPLE_RATE, Audio, resample
from coach.errors import AudioError

SAMPLE_RATES_HZ = range(8_000, 192_001)
"""From the telephone's to the studio's: a rate outside of it is a damaged header."""

MOST_CHANNELS = 8
CHUNK_FRAMES = 1 << 16

_REMEDY = "Give the path of a WAV, FLAC, Ogg or MP3 file that other programs play."


def read_sound_file(path: Path, *, longest_s: float) -> Audio:
    """Read a recording, its channels averaged.

    Args:
        path: A file; only this one is opened.
        longest_s: What comes later is left out, so that no file can fill the memory.

    Returns:
        Audio at `SAMPLE_RATE`.

    Raises:
        AudioError: Missing, damaged, empty, or of an unknown kind.
    """
    if not path.is_file():
        raise AudioError(f"There is no file {path}.", _REMEDY)
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: its library is missing or of another machine
        raise AudioError(f"Sound files need the package soundfile: {error}.", "Install coach again.") from error
    try:
        with soundfile.SoundFile(path) as file:
            if file.samplerate not in SAMPLE_RATES_HZ or file.channels > MOST_CHANNELS:
                raise _unusable(path, f"it has {file.channels} channels at {file.samplerate} Hz")
            left, parts = round(longest_s * file.samplerate), [np.zeros(0, dtype=np.float32)]
            while left > 0 and len(frames := file.read(min(left, CHUNK_FRAMES), dtype="float32", always_2d=True)):
                parts.append(frames.mean(axis=1, dtype=np.float32))
                left -= len(frames)
            recording = Audio(np.concatenate(parts), file.samplerate)
    except (RuntimeError, OSError, TypeError, ValueError) as error:  # soundfile's own, and its checks of headers
        reason = str(error).rpartition(": ")[2].strip().rstrip(".")
        raise _unusable(path, reason[:1].lower() + reason[1:]) from error
    if not np.all(np.isfinite(recording.samples)):
        raise _unusable(path, "it holds samples that are no numbers")
    return resample(recording, SAMPLE_RATE)


def _unusable(path: Path, reason: str) -> AudioError:
    return AudioError(f"The sound file {path} cannot be used: {reason}.", _REMEDY)
