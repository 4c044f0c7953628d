"""Recorded speech as a speech engine leaves it: the bytes of a WAV, AIFF or AIFF-C file in, audio out.

Takes 16-bit PCM only, and believes no size that it has not checked against the bytes at hand.
"""

import struct
from typing import Literal, TypeAlias

import numpy as np

from coach.audio import Audio, pcm16_to_samples
from coach.errors import AudioError

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
    return Audio(pcm16_to_samples(frames).mean(axis=1, dtype=np.float32), sample_rate)


def _damaged(why: str) -> AudioError:
    return AudioError(f"A recording cannot be used: {why}.", "Record it again.")
