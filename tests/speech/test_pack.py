import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.pcm import pcm16_to_samples
from coach.speech.cache import ClipCache
from coach.speech.pack import ENTRY, HEADER, read_pack, write_pack


def clip(frames: int) -> Audio:
    return Audio(pcm16_to_samples((np.arange(frames) % 60_000 - 30_000).astype("<i2")))


CLIPS = {ClipCache.key(text=str(frames)): clip(frames) for frames in (1, 5000, 0, 70)}


def packed(clips: dict[str, Audio]) -> bytes:
    file = io.BytesIO()
    write_pack(file, clips)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, Audio]:
    return read_pack(io.BufferedReader(io.BytesIO(content)), len(content))


@pytest.mark.parametrize("clips", [CLIPS, {}, {ClipCache.key(text="long"): clip(300_001)}])
def test_clips_come_back_as_they_were(clips: dict[str, Audio]) -> None:
    found = unpacked(packed(clips))
    assert found.keys() == clips.keys()
    assert all(np.array_equal(found[key].samples, each.samples) for key, each in clips.items())


WHOLE = packed(CLIPS)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_wrong_byte_anywhere_leaves_no_clip(at: int, change: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= change
    assert unpacked(bytes(damaged)) == {}


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=ENTRY.size))
def test_a_half_written_or_lengthened_file_leaves_no_clip(cut: int, junk: bytes) -> None:
    assert unpacked(WHOLE[:cut]) == {}
    if junk:
        assert unpacked(WHOLE + junk) == {}
        assert unpacked(junk) == {}


def test_a_file_that_is_cut_while_it_is_read_leaves_no_clip() -> None:
    assert read_pack(io.BufferedReader(io.BytesIO(WHOLE[:-2])), len(WHOLE)) == {}


def test_a_header_that_promises_too_much_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "pack"
    for count in (1, 2**32 - 1):
        path.write_bytes(HEADER.pack(0, count))
        with path.open("rb") as file:
            assert read_pack(file, HEADER.size) == {}
            file.seek(0)
            assert read_pack(file, 2**50) == {}
