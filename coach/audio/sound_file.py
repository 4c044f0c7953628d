"""A sound file of a person's own in, its sound as mono audio at coach's rate out.

Takes what libsndfile reads: WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF. Believes no length that the file promises.
"""

import os
import struct
import wave
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

import numpy as np

from coach.audio.buffer import Audio, resample
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.pcm import pcm16_to_samples
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
            recording = Audio(np.concatenate(parts), AudioFormat(file.samplerate))
    except (RuntimeError, OSError, TypeError, ValueError) as error:  # soundfile's own, and its checks of headers
        reason = str(error).rpartition(": ")[2].strip().rstrip(".")
        raise _unusable(path, reason[:1].lower() + reason[1:]) from error
    if not np.all(np.isfinite(recording.samples)):
        raise _unusable(path, "it holds samples that are no numbers")
    return resample(recording, SAMPLE_RATE)


def _unusable(path: Path, reason: str) -> AudioError:
    return AudioError(f"The sound file {path} cannot be used: {reason}.", _REMEDY)


ByteOrder: TypeAlias = Literal["<", ">"]

SAMPLE_RATES_HZ = range(8_000, 96_001)
"""Telephone to studio; a header that says otherwise is damaged."""

PCM_TAG = 1
"""WAVE_FORMAT_PCM in a WAV file's `fmt ` chunk."""

AIFF_BYTE_ORDERS: dict[bytes, ByteOrder] = {b"NONE": ">", b"twos": ">", b"sowt": "<"}
"""AIFF-C compression types that are plain PCM. Source: Apple, AIFF-C draft, 1991; `sowt` as in QuickTime."""


def parse_recording(data: bytes) -> Audio:
    """Audio of a whole recording, mixed to mono.

    Args:
        data: All of a WAV, AIFF or AIFF-C file, 16-bit PCM, one or two channels.

    Returns:
        Audio at the recording's own sample rate.

    Raises:
        AudioError: Truncated, of another kind, or with an impossible header.
    """
    try:
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return _parse_wav(_chunks(data, "<"))
        if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
            return _parse_aiff(_chunks(data, ">"))
    except (struct.error, KeyError):
        raise _damaged("a part is missing") from None
    raise _damaged("it is neither WAV nor AIFF")


def _chunks(data: bytes, order: ByteOrder) -> dict[bytes, bytes]:
    """The chunks of an IFF file (WAV and AIFF are cousins), by name; each checked to be there in full."""
    (size,) = struct.unpack_from(f"{order}I", data, 4)
    if size + 8 > len(data):
        raise _damaged("it is shorter than its header says")
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= size + 8:
        name, length = struct.unpack_from(f"{order}4sI", data, at)
        if at + 8 + length > len(data):
            raise _damaged("it is shorter than its header says")
        chunks.setdefault(name, data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return chunks


def _parse_wav(chunks: dict[bytes, bytes]) -> Audio:
    tag, channels, sample_rate, _, _, bits = struct.unpack_from("<HHIIHH", chunks[b"fmt "])
    if tag != PCM_TAG:
        raise _damaged("it is not plain PCM")
    return _pcm_to_audio(chunks[b"data"], "<", channels, bits, sample_rate)


def _parse_aiff(chunks: dict[bytes, bytes]) -> Audio:
    """What macOS writes whatever the file's ending says. Tried on crafted files, never yet on a Mac."""
    common, sound = chunks[b"COMM"], chunks[b"SSND"]
    channels, frames, bits = struct.unpack_from(">HIH", common)
    order = AIFF_BYTE_ORDERS.get(common[18:22] or b"NONE")
    if order is None:
        raise _damaged("it is not plain PCM")
    (offset,) = struct.unpack_from(">I", sound)
    pcm = sound[8 + offset :][: frames * channels * 2]
    if len(pcm) < frames * channels * 2:
        raise _damaged("it is shorter than its header says")
    return _pcm_to_audio(pcm, order, channels, bits, _extended_to_int(common[8:18]))


def _extended_to_int(data: bytes) -> int:
    """An 80-bit IEEE 754 extended number, big-endian, as AIFF keeps its sample rate."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16_383 + 63 - exponent
    return mantissa >> shift if 0 <= shift < 64 else 0


def _pcm_to_audio(pcm: bytes, order: ByteOrder, channels: int, bits: int, sample_rate: int) -> Audio:
    if bits != 16 or channels not in (1, 2) or sample_rate not in SAMPLE_RATES_HZ:
        raise _damaged(f"{bits} bits, {channels} channels at {sample_rate} Hz are not 16-bit speech")
    if len(pcm) % (2 * channels):
        raise _damaged("it ends inside a sample")
    frames = np.frombuffer(pcm, dtype=f"{order}i2").reshape(-1, channels)
    return Audio(pcm16_to_samples(frames).mean(axis=1, dtype=np.float32), AudioFormat(sample_rate))


def _damaged(why: str) -> AudioError:
    return AudioError(f"A recording cannot be used: {why}.", "Record it again.")


SHORTEST_S, LONGEST_S = 0.05, 10.0
"""Seconds. Shorter is a click; longer would still ring when the next sound is due."""


SAMPLE_RATES_HZ = range(8_000, 192_001)
"""From the telephone's to the studio's: a rate outside of it is a damaged header."""


REMEDY = f"Put a 16-bit PCM WAV file of {SHORTEST_S} to {LONGEST_S:g} s in its place, or choose another theme."


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
    return Audio(samples.reshape(-1, channels).mean(axis=1), AudioFormat(sample_rate))


def _refuse(condition: bool, reason: str) -> None:
    if condition:
        raise wave.Error(reason)
