from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.pcm import pcm16_to_samples
from coach.errors import ExportError
from coach.files.places import Place
from coach.speech.cache import ClipCache
from coach.speech.placed_clips import PlacedClips

CLIP = Audio(pcm16_to_samples(np.arange(1, 5001, dtype="<i2")))
KEY, OTHER = ClipCache.key(text="one"), ClipCache.key(text="two")


@pytest.fixture(params=["local", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    on_machine(1, tmp_path, monkeypatch)
    return f"{request.param}://{tmp_path.as_posix()}/clips"


def on_machine(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a machine with a cache of its own."""
    monkeypatch.setenv("COACH_CACHE_DIR", str(folder / f"machine-{number}"))


def test_a_clip_of_one_machine_is_read_by_another_once(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = PlacedClips(url)
    assert here.read(KEY) is None
    here.write(KEY, CLIP)
    on_machine(2, tmp_path, monkeypatch)
    there = PlacedClips(url)
    assert there.has(KEY)
    assert there.is_whole(KEY)
    clip = there.read(KEY)
    assert clip is not None
    assert np.array_equal(clip.samples, CLIP.samples)
    Place(url).remove(list(Place(url).sizes()))
    assert there.read(KEY) is not None


def test_what_is_kept_here_alone_is_missing_for_others(url: str) -> None:
    here = PlacedClips(url)
    here.write(KEY, CLIP)
    Place(url).remove(list(Place(url).sizes()))
    assert not PlacedClips(url).has(KEY)


def test_what_is_written_after_a_look_is_no_longer_missing(url: str) -> None:
    clips = PlacedClips(url)
    assert not clips.has(KEY)
    clips.write(KEY, CLIP)
    assert clips.has(KEY)
    assert not clips.has(OTHER)


def test_each_folder_of_the_place_is_listed_once(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    sizes = Place.sizes

    def look(place: Place) -> dict[str, int]:
        listed.append(place.url)
        return sizes(place)

    monkeypatch.setattr(Place, "sizes", look)
    clips = PlacedClips(url)
    for _ in range(3):
        clips.has(KEY)
        clips.has(KEY[:2] + OTHER[2:])
    assert listed == [f"{url}/{KEY[:2]}"]


@pytest.mark.parametrize("damage", [b"", b"x", bytes(1000)])
def test_a_damaged_clip_is_missing_and_can_be_replaced(
    url: str, damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PlacedClips(url).write(KEY, CLIP)
    (name,) = Place(url).sizes()
    assert name == f"{KEY[:2]}/{KEY}"
    Place(url).write(name, damage)
    on_machine(2, tmp_path, monkeypatch)
    assert PlacedClips(url).read(KEY) is None
    PlacedClips(url).write(KEY, CLIP)
    on_machine(3, tmp_path, monkeypatch)
    assert PlacedClips(url).read(KEY) is not None


def test_pruning_leaves_the_place_as_it_is(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PlacedClips(url).write(KEY, CLIP)
    PlacedClips(url).prune(max_size_bytes=0)
    assert list(Place(url).sizes())
    assert not list((tmp_path / "machine-1").rglob(KEY))


def test_a_place_that_takes_no_clip_is_told_of_since_others_would_miss_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied")

    on_machine(1, tmp_path, monkeypatch)
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", refuse)
    with pytest.raises(ExportError, match=r"could not be written: Permission denied\."):
        PlacedClips(f"memory://{tmp_path.as_posix()}").write(KEY, CLIP)
