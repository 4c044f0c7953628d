"""Clips that stay in their pack. Windows has them in memory, since nobody could replace a file that is open there."""

import gc
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.pcm import Pcm16Audio, pcm16_to_samples
from coach.errors import SpeechError
from coach.speech.cache import PACKS, ClipCache
from coach.speech.packed_audio import PackedAudio

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="no clip is left in its file here")

KEYS = [ClipCache.key(text=str(number)) for number in range(3)]
CLIPS = {
    key: Audio(pcm16_to_samples((np.arange(frames) * 7 % 60_000 - 30_000).astype("<i2")))
    for key, frames in zip(KEYS, (5000, 0, 200_000), strict=True)
}
NAME = ClipCache.key(session="a")


def left_in(folder: Path) -> dict[str, Audio]:
    cache = ClipCache(folder)
    cache.write_pack(NAME, CLIPS)
    return cache.read_pack(NAME, on_demand=True)


def test_a_clip_left_in_its_pack_is_the_clip(tmp_path: Path) -> None:
    found = left_in(tmp_path)
    assert found.keys() == CLIPS.keys()
    for key, clip in CLIPS.items():
        assert isinstance(found[key], PackedAudio)
        assert np.array_equal(found[key].samples, clip.samples)
        assert (found[key].frames, found[key].format, found[key].peak) == (clip.frames, clip.format, clip.peak)


@pytest.mark.parametrize(("first", "end"), [(0, 5000), (0, 1), (4999, 9000), (17, 1234), (300, 300)])
def test_a_part_of_it_is_a_part_of_its_samples(first: int, end: int, tmp_path: Path) -> None:
    assert np.array_equal(left_in(tmp_path)[KEYS[0]].between(first, end), CLIPS[KEYS[0]].samples[first:end])


def test_a_pack_that_is_replaced_and_removed_still_gives_its_clips(tmp_path: Path) -> None:
    found = left_in(tmp_path)
    ClipCache(tmp_path).write_pack(NAME, {KEYS[0]: CLIPS[KEYS[2]]})
    assert np.array_equal(found[KEYS[0]].samples, CLIPS[KEYS[0]].samples)
    (tmp_path / PACKS / NAME).unlink()
    assert np.array_equal(found[KEYS[2]].samples, CLIPS[KEYS[2]].samples)


def test_a_damaged_pack_leaves_no_clip(tmp_path: Path) -> None:
    left_in(tmp_path)
    path = tmp_path / PACKS / NAME
    whole = path.read_bytes()
    for damaged in (whole[:-1] + b"x", whole[:-2], whole + b"xx", whole[:100] + b"x" + whole[101:]):
        path.write_bytes(damaged)
        assert ClipCache(tmp_path).read_pack(NAME, on_demand=True) == {}


def test_a_disk_that_fails_later_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = left_in(tmp_path)

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(SpeechError, match="no longer gives the sentences"):
        _ = found[KEYS[0]].samples
    monkeypatch.setattr(os, "pread", lambda *_: b"too little")
    with pytest.raises(SpeechError, match="no longer gives the sentences"):
        found[KEYS[0]].between(0, 100)


def test_another_process_gets_its_samples(tmp_path: Path) -> None:
    again = pickle.loads(pickle.dumps(left_in(tmp_path)[KEYS[0]]))
    assert isinstance(again, Pcm16Audio)
    assert np.array_equal(again.samples, CLIPS[KEYS[0]].samples)


def test_the_file_is_closed_with_the_last_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    close = os.close
    monkeypatch.setattr("coach.speech.packed_audio.os.close", lambda number: (closed.append(number), close(number)))
    found = left_in(tmp_path)
    closed.clear()
    last = found.pop(KEYS[2])
    found.clear()
    gc.collect()
    assert not closed
    del last
    gc.collect()
    assert len(closed) == 1
