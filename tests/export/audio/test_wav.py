"""Tests of the header beyond 4 GiB and of the chunks, byte by byte. Whole WAV files are read back in test_formats."""

import struct
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.export.audio import _wav as wav
from coach.export.audio._wav import MAX_UINT32
from coach.export.audio.tags import Tags
from coach.export.text.chapters import Chapter
from tests.export.reading import probe

LARGEST = (MAX_UINT32 - 36) // 2
"""The most frames, in one channel of 16 bits, whose size fits into the 32 bits of a WAV header."""


def sparse_file(path: Path, audio_format: AudioFormat, frames: int, tags: Tags) -> Path:
    """Write a whole file whose samples take no room on the disk."""
    trailer = wav.trailer(audio_format, frames, tags)
    with path.open("wb") as file:
        file.write(wav.header(audio_format, frames, len(trailer)))
        file.truncate(file.tell() + frames * audio_format.frame_bytes)
        file.seek(0, 2)
        file.write(trailer)
    return path


def test_up_to_4_gib_it_is_a_wav_file_with_a_header_of_44_bytes() -> None:
    header = wav.header(SESSION_FORMAT, LARGEST, 0)
    assert (len(header), header[:4]) == (44, b"RIFF")
    assert wav.header(SESSION_FORMAT, LARGEST, 2)[:4] == b"RF64"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a file with a hole all its room")
@pytest.mark.parametrize(("bits", "channels"), [(16, 1), (24, 2)])
def test_past_4_gib_other_programs_find_length_and_chapters(tmp_path: Path, bits: int, channels: int) -> None:
    hours = 30
    audio_format, frames = AudioFormat(24_000, channels, bits), hours * 3600 * 24_000
    tags = Tags("Long", "coach", "x", chapters=(Chapter("Late", Fraction(hours - 1) * 3600, Fraction(hours) * 3600),))
    path = sparse_file(tmp_path / "a.wav", audio_format, frames, tags)
    assert path.stat().st_size > 1 << 32
    with soundfile.SoundFile(path) as file:
        assert (file.format, file.frames, file.channels) == ("RF64", frames, channels)
    found = probe(path)
    assert found.duration_s == pytest.approx(hours * 3600)
    assert found.chapters == [("Late", (hours - 1) * 3600.0, hours * 3600.0)]


@given(st.integers(0, 1 << 34), st.sampled_from([1, 2]), st.sampled_from([16, 24]))
def test_the_sizes_in_the_header_are_those_of_the_file(frames: int, channels: int, bits: int) -> None:
    audio_format = AudioFormat(24_000, channels, bits)
    trailer = wav.trailer(
        audio_format, frames, Tags("Title", "coach", "x", chapters=(Chapter("A", Fraction(0), Fraction(1)),))
    )
    header = wav.header(audio_format, frames, len(trailer))
    whole = len(header) + frames * audio_format.frame_bytes + len(trailer)
    assert whole % 2 == 0
    if header.startswith(b"RIFF"):
        assert struct.unpack_from("<I", header, 4)[0] == whole - 8
        assert struct.unpack_from("<I", header, 40)[0] == frames * audio_format.frame_bytes
    else:
        assert whole - 8 > MAX_UINT32
        assert struct.unpack_from("<QQQ", header, 20) == (whole - 8, frames * audio_format.frame_bytes, frames)
        assert struct.unpack_from("<I", header, len(header) - 4)[0] == MAX_UINT32


def test_a_chunk_of_odd_length_is_padded_and_does_not_count_it() -> None:
    assert wav.chunk(b"abcd", b"xyz") == b"abcd\3\0\0\0xyz\0"
