import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.pcm import pcm16_to_samples
from coach.speech.cache import DIGEST_BYTES, PACKS, PACKS_SHARE, ClipCache, default_cache_folder
from tests.require import link

CLIP = Audio(pcm16_to_samples(np.arange(1, 5001, dtype="<i2")))
KEY = ClipCache.key(text="one")


def entry(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


def test_a_clip_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    assert cache.read(KEY) is None
    cache.write(KEY, CLIP)
    kept = cache.read(KEY)
    assert kept is not None
    assert np.array_equal(kept.samples, CLIP.samples)


@given(st.integers(0, 2 * 5000 + DIGEST_BYTES - 1), st.binary(min_size=0, max_size=8))
def test_a_damaged_or_half_written_entry_is_no_clip(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = ClipCache(folder)
    cache.write(KEY, CLIP)
    path = entry(folder)
    whole = path.read_bytes()
    path.write_bytes(damaged := whole[:cut] + junk + whole[cut + len(junk) + 1 :])
    assert damaged != whole
    assert cache.read(KEY) is None
    cache.write(KEY, CLIP)
    assert cache.read(KEY) is not None


def test_keys_differ_in_everything_that_decides_the_sound() -> None:
    keys = {ClipCache.key(text=text, speed=speed) for text in ("a", "b", "") for speed in (1.0, 1.1)}
    assert len(keys) == 6


def _write_often(folder: Path) -> None:
    for _ in range(100):
        ClipCache(folder).write(KEY, CLIP)


def test_processes_may_share_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_often, args=(tmp_path,)) for _ in range(2)]
    cache = ClipCache(tmp_path)
    cache.write(KEY, CLIP)
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert cache.read(KEY) is not None
        time.sleep(0.001)  # Windows replaces a file only while nobody reads it
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert entry(tmp_path).is_file()


def test_a_cache_that_cannot_be_written_is_only_slower(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = ClipCache(tmp_path / "file")
    cache.write(KEY, CLIP)
    assert cache.read(KEY) is None
    cache.prune()


def test_pruning_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    keys = [ClipCache.key(text=text) for text in "abc"]
    for age, key in enumerate(keys):
        cache.write(key, CLIP)
        os.utime(tmp_path / key[:2] / key, (1000 - age, 1000 - age))
    assert cache.read(keys[2]) is not None  # the oldest, and now the newest
    cache.prune(max_size_bytes=2 * (2 * CLIP.frames + DIGEST_BYTES))
    assert [cache.read(key) is not None for key in keys] == [True, False, True]


@pytest.mark.parametrize("content", [b"", b"a", bytes(4097)])
def test_a_clip_that_ends_inside_a_sample_is_no_clip(content: bytes, tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.write_bytes(KEY, content)
    assert cache.read_bytes(KEY) == content
    assert cache.read(KEY) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_no_clip_and_is_left_alone(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    keys = [ClipCache.key(text=text) for text in "abcd"]
    places = [tmp_path / key[:2] / key for key in keys]
    for place in places:
        place.parent.mkdir(exist_ok=True)
    os.mkfifo(places[0])
    places[1].mkdir()
    link(places[2], places[2])
    link(places[3], "/dev/zero")
    for key in keys:
        cache.write(key, CLIP)
    assert [cache.read(key) for key in keys[:2]] == [None, None]
    assert not cache.has(keys[2]) or cache.read(keys[2])
    cache.prune(max_size_bytes=0)
    assert places[0].is_fifo()
    assert places[1].is_dir()
    assert places[3].is_symlink()


def test_an_entry_without_bounds_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / KEY[:2] / KEY
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert ClipCache(tmp_path).read_bytes(KEY) is None


def test_the_folder_may_be_below_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COACH_CACHE_DIR", "~/kept")
    assert default_cache_folder() == tmp_path / "kept" / "clips"


def test_clips_that_are_kept_together_come_back_as_they_were(tmp_path: Path) -> None:
    cache, name = ClipCache(tmp_path), ClipCache.key(session="a")
    assert cache.read_pack(name) == {}
    cache.write_pack(name, {KEY: CLIP})
    assert np.array_equal(cache.read_pack(name)[KEY].samples, CLIP.samples)
    entry(tmp_path).write_bytes(entry(tmp_path).read_bytes()[:-1])
    assert cache.read_pack(name) == {}


def test_a_pack_that_cannot_be_written_or_read_is_only_slower(tmp_path: Path) -> None:
    (tmp_path / PACKS).write_text("")
    cache = ClipCache(tmp_path)
    cache.write_pack(KEY, {KEY: CLIP})
    assert cache.read_pack(KEY) == {}


def test_packs_are_pruned_first_and_those_not_read_for_longest(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.write(KEY, CLIP)
    names = [ClipCache.key(session=str(number)) for number in range(4)]
    for number, name in enumerate(names):
        cache.write_pack(name, {KEY: CLIP})
        os.utime(tmp_path / PACKS / name, (number, number))
    cache.read_pack(names[0])
    size_bytes = (tmp_path / PACKS / names[0]).stat().st_size
    cache.prune(max_size_bytes=2 * PACKS_SHARE * size_bytes)
    assert [bool(cache.read_pack(name)) for name in names] == [True, False, False, True]
    assert cache.read(KEY) is not None


def _pack_often(folder: Path) -> None:
    for frames in range(1, 100):
        ClipCache(folder).write_pack(KEY, {KEY: Audio(CLIP.samples[: 40 * frames])})


def test_processes_that_write_a_pack_leave_a_whole_one_at_any_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_pack_often, args=(tmp_path,)) for _ in range(2)]
    cache = ClipCache(tmp_path)
    cache.write_pack(KEY, {KEY: CLIP})
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert KEY in cache.read_pack(KEY)
        time.sleep(0.001)  # Windows replaces a file only while nobody reads it
    assert [writer.exitcode for writer in writers] == [0, 0]
