"""Reads a whole WAV, AIFF or AIFF-C file with 16-bit PCM from its bytes, as mono audio at the file's own sample rate.

It needs no audio library, so that themes and the system voice work without one. It believes no size that a header
claims: a file that is cut short anywhere is refused.
"""

import struct
from typing import Literal, TypeAlias

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import READABLE_CHANNELS, READABLE_SAMPLE_RATES, AudioFormat
from coach.audio.pcm import pcm16_to_samples
from coach.errors import AudioError

ByteOrder: TypeAlias = Literal["<", ">"]
Chunks: TypeAlias = dict[bytes, bytes]

WAV_PCM, WAV_EXTENSIBLE = 1, 0xFFFE
"""Format tags of a WAV file's `fmt ` chunk. The extensible format has the real tag at `WAV_SUBFORMAT_AT`."""
WAV_SUBFORMAT_AT = 24

AIFF_BYTE_ORDERS: dict[bytes, ByteOrder] = {b"NONE": ">", b"twos": ">", b"sowt": "<"}
"""AIFF-C compression types that are plain PCM. Source: Apple, AIFF-C draft, 1991; `sowt` as in QuickTime."""


class PcmFileError(AudioError):
    """Bytes that are no WAV or AIFF file with 16-bit PCM, or not all of one.

    Args:
        reason: The mistake as a clause, such as “it is cut short”, for a caller that knows the file's name.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"A recording cannot be used: {reason}.", "Record it again.")
        self.reason = reason


def parse_pcm_file(data: bytes) -> Audio:
    """Parse a whole file and average its channels.

    Args:
        data: A WAV, AIFF or AIFF-C file: 16-bit PCM, 1 to 8 channels, 8 to 192 kHz.

    Returns:
        Audio at the file's sample rate. The samples of a mono file are exactly the file's own.

    Raises:
        PcmFileError: The file is cut short, of another kind, or has an impossible header.
    """
    try:
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return _parse_wav(_chunks(data, "<"))
        if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
            return _parse_aiff(_chunks(data, ">"))
    except (struct.error, KeyError):
        raise PcmFileError("a part of it is missing") from None
    raise PcmFileError("it is neither a WAV nor an AIFF file")


def _chunks(data: bytes, order: ByteOrder) -> Chunks:
    """Return the chunks of a WAV or AIFF file by name, and check that each is there in full."""
    (size,) = struct.unpack_from(f"{order}I", data, 4)
    if size + 8 > len(data):
        raise PcmFileError("it is cut short")
    chunks: Chunks = {}
    at = 12
    while at + 8 <= size + 8:
        name, length = struct.unpack_from(f"{order}4sI", data, at)
        if at + 8 + length > len(data):
            raise PcmFileError("it is cut short")
        chunks.setdefault(name, data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return chunks


def _parse_wav(chunks: Chunks) -> Audio:
    header = chunks[b"fmt "]
    tag, channels, sample_rate, _, _, bits = struct.unpack_from("<HHIIHH", header)
    if tag == WAV_EXTENSIBLE:
        (tag,) = struct.unpack_from("<H", header, WAV_SUBFORMAT_AT)
    if tag != WAV_PCM:
        raise PcmFileError("it is not plain PCM")
    return _pcm_to_audio(chunks[b"data"], "<", channels, bits, sample_rate)


def _parse_aiff(chunks: Chunks) -> Audio:
    """Parse what macOS records, whatever the file's name ends with. Tried on crafted files, never yet on a Mac."""
    common, sound = chunks[b"COMM"], chunks[b"SSND"]
    channels, frames, bits = struct.unpack_from(">HIH", common)
    order = AIFF_BYTE_ORDERS.get(common[18:22] or b"NONE")
    if order is None:
        raise PcmFileError("it is not plain PCM")
    (offset,) = struct.unpack_from(">I", sound)
    pcm = sound[8 + offset :][: frames * channels * 2]
    if len(pcm) < frames * channels * 2:
        raise PcmFileError("it is cut short")
    return _pcm_to_audio(pcm, order, channels, bits, _extended_to_int(common[8:18]))


def _extended_to_int(data: bytes) -> int:
    """Convert an 80-bit IEEE 754 extended number, big-endian, which AIFF uses for the sample rate."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16_383 + 63 - exponent
    return mantissa >> shift if 0 <= shift < 64 else 0


def _pcm_to_audio(pcm: bytes, order: ByteOrder, channels: int, bits: int, sample_rate: int) -> Audio:
    if bits != 16:
        raise PcmFileError(f"it has {bits} bits a sample")
    if channels not in READABLE_CHANNELS:
        raise PcmFileError(f"it has {channels} channels")
    if sample_rate not in READABLE_SAMPLE_RATES:
        raise PcmFileError(f"its sample rate is {sample_rate} Hz")
    if len(pcm) % (2 * channels):
        raise PcmFileError("it ends inside a frame")
    frames = np.frombuffer(pcm, dtype=f"{order}i2").reshape(-1, channels)
    return Audio(pcm16_to_samples(frames).mean(axis=1, dtype=np.float32), AudioFormat(sample_rate))
