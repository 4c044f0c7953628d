"""Reads a person's own recording from disk, as mono audio at coach's sample rate.

It takes what libsndfile reads: WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF. It believes no length that a file claims.
The only module that reads with libsndfile.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import numpy as np

from coach.audio.buffer import Audio, resample
from coach.audio.format import READABLE_CHANNELS, READABLE_SAMPLE_RATES, SAMPLE_RATE, AudioFormat
from coach.errors import AudioError
from coach.files import open_given

CHUNK_FRAMES = 1 << 16

_REMEDY = "Give the path of a WAV, FLAC, Ogg or MP3 file that other programs play."


def read_sound_file(path: Path, *, longest_s: float) -> Audio:
    """Read a recording and average its channels.

    Args:
        path: A file. No other file is opened.
        longest_s: Seconds to read. The rest is left out, so that no file can fill the memory.

    Returns:
        Audio at `SAMPLE_RATE`.

    Raises:
        AudioError: The file is missing, damaged, empty or of an unknown kind, or soundfile cannot be loaded.
    """
    try:
        open_given(path).close()  # refuses pipes and devices, which libsndfile would wait for
    except FileNotFoundError as error:
        raise AudioError(f"There is no file {path}.", _REMEDY) from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: its library is missing or made for another machine
        raise AudioError(f"Sound files need the package soundfile: {error}.", "Install coach again.") from error
    try:
        with _nothing_printed(), soundfile.SoundFile(path) as file:
            if file.samplerate not in READABLE_SAMPLE_RATES or file.channels not in READABLE_CHANNELS:
                raise _unusable(path, f"it has {file.channels} channels at {file.samplerate} Hz")
            left, parts = round(longest_s * file.samplerate), [np.zeros(0, dtype=np.float32)]
            while left > 0 and len(frames := file.read(min(left, CHUNK_FRAMES), dtype="float32", always_2d=True)):
                parts.append(frames.mean(axis=1, dtype=np.float32))
                left -= len(frames)
            recording = Audio(np.concatenate(parts), AudioFormat(file.samplerate))
    except (RuntimeError, OSError, TypeError, ValueError) as error:  # from libsndfile, or from checks of the header
        reason = str(error).rpartition(": ")[2].strip().rstrip(".")
        raise _unusable(path, reason[:1].lower() + reason[1:]) from error
    if not np.all(np.isfinite(recording.samples)):
        raise _unusable(path, "some of its samples are not numbers")
    return resample(recording, SAMPLE_RATE)


@contextmanager
def _nothing_printed() -> Iterator[None]:
    """Keep what libsndfile and its decoders print of damaged files from stdout and stderr, meanwhile for all threads.

    They print with C's own buffered functions. So the descriptors are changed, and C's buffers are emptied before they
    are changed back; on Windows each library has buffers of its own, which are left.
    """
    with ExitStack() as stack, Path(os.devnull).open("wb") as nowhere:
        for descriptor in (1, 2):
            with suppress(OSError):  # it was closed when coach was started
                kept = os.dup(descriptor)
                stack.callback(_put_back, kept, descriptor)
                os.dup2(nowhere.fileno(), descriptor)
        stack.callback(_empty_buffers)
        yield


def _put_back(kept: int, descriptor: int) -> None:
    os.dup2(kept, descriptor)
    os.close(kept)


def _empty_buffers() -> None:
    if sys.platform != "win32":
        import ctypes

        ctypes.CDLL(None).fflush(None)


def _unusable(path: Path, reason: str) -> AudioError:
    return AudioError(f"The sound file {path} cannot be used: {reason}.", _REMEDY)
