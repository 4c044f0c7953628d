"""Remembers what a place holds; whether a whole run goes on is checked with the command, in `cli/test_delivery`."""

from pathlib import Path
from typing import Any

import pytest

from coach.errors import ExportError
from coach.export.manifest import MOST_BYTES, NAME, Entry, digest, write_lines
from coach.export.placed_manifest import JOURNAL, PlacedManifest, bring
from coach.files.places import Place


@pytest.fixture(params=["local", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(f"{request.param}://{tmp_path.as_posix()}/out")


def target(place: Place, name: str) -> Path:
    return Path(place.url) / name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that stands for the place."""
    return tmp_path / "folder"


def written(place: Place, folder: Path, name: str, key: str = "key") -> Path:
    """Write a file as a run does."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(name.encode())
    bring(place, folder, [folder / name], key)
    return target(place, name)


def notes(place: Place) -> list[str]:
    return [name for name in place.sizes() if name.startswith(f"{JOURNAL}/")]


def test_the_files_of_a_session_come_to_the_place_and_have_one_note(place: Place, folder: Path) -> None:
    (folder / "a").mkdir(parents=True)
    files = [folder / "a/b.wav", folder / "a/b.txt"]
    for number, file in enumerate(files):
        file.write_bytes(bytes(number))
    digests = bring(place, folder, files, "key")
    assert digests == tuple(map(digest, files))
    assert len(notes(place)) == 1
    assert {name: size for name, size in place.sizes().items() if name not in notes(place)} == {
        "a/b.wav": 0,
        "a/b.txt": 1,
    }
    manifest = PlacedManifest(place)
    assert manifest.is_current([target(place, "a/b.wav"), target(place, "a/b.txt")], "key")


def test_what_was_written_is_current_in_the_next_run_whether_or_not_this_one_ends(place: Place, folder: Path) -> None:
    manifest = PlacedManifest(place)
    manifest.compact()
    path = written(place, folder, "a/b.wav")
    killed = PlacedManifest(place)
    assert killed.is_current([path], "key")
    assert not killed.is_current([path], "another")
    assert notes(place)
    manifest.compact()
    assert sorted(place.sizes()) == [NAME, "a/b.wav"]
    assert PlacedManifest(place).is_current([path], "key")


def test_a_file_that_is_gone_or_of_another_size_is_not_current(place: Place, folder: Path) -> None:
    path = written(place, folder, "b.wav")
    place.write("b.wav", b"longer than it was")
    changed = PlacedManifest(place)
    assert not changed.is_current([path], "key")
    assert not changed.is_ours(path)
    place.remove(["b.wav"])
    gone = PlacedManifest(place)
    assert not gone.is_current([path], "key")


def test_a_file_that_a_killed_run_was_writing_is_ours(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Place.upload

    def killed_after_it(place: Place, *arguments: Any) -> None:
        upload(place, *arguments)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(Place, "upload", killed_after_it)
        written(place, folder, "b.wav")
    path = target(place, "b.wav")
    assert place.sizes()["b.wav"] == 5
    next_run = PlacedManifest(place)
    assert next_run.is_ours(path)
    assert not next_run.is_current([path], "key")
    place.write("mine.wav", b"whole")
    assert not PlacedManifest(place).is_ours(target(place, "mine.wav"))


def test_two_runs_at_once_forget_nothing_of_each_other(place: Place, folder: Path) -> None:
    one, two = PlacedManifest(place), PlacedManifest(place)
    one.compact()
    two.compact()
    paths = [written(place, folder, "a.wav")]
    one.compact()
    paths.append(written(place, folder, "b.wav"))
    two.compact()
    third = PlacedManifest(place)
    assert all(third.is_current([path], "key") for path in paths)
    assert notes(place) == []


def test_what_a_note_says_goes_before_what_the_manifest_says(place: Place, folder: Path) -> None:
    path = written(place, folder, "a.wav", "old")
    PlacedManifest(place).compact()
    written(place, folder, "a.wav", "new")
    next_run = PlacedManifest(place)
    assert next_run.is_current([path], "new")
    next_run.compact()
    assert PlacedManifest(place).is_current([path], "new")


def test_a_folder_that_was_copied_to_a_place_is_current_there(place: Place) -> None:
    place.write("a.wav", b"sound")
    place.write(NAME, write_lines({"a.wav": Entry("key", "digest", 5, mtime_ns=123)}))
    assert PlacedManifest(place).is_current([target(place, "a.wav")], "key")


def test_an_older_manifest_without_sizes_means_more_work_and_nothing_else(place: Place) -> None:
    place.write("a.wav", b"sound")
    place.write(NAME, write_lines({"a.wav": Entry("key", "digest")}))
    assert not PlacedManifest(place).is_current([target(place, "a.wav")], "key")


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_manifest_or_note_means_more_work_and_nothing_else(place: Place, folder: Path, damage: bytes) -> None:
    place.write(NAME, damage)
    place.write(f"{JOURNAL}/0.json", damage)
    manifest = PlacedManifest(place)
    path = written(place, folder, "a.wav")
    manifest.compact()
    assert PlacedManifest(place).is_current([path], "key")
    assert notes(place) == []


def test_a_manifest_that_is_far_too_large_is_not_read(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(place, folder, "a.wav")
    PlacedManifest(place).compact()
    monkeypatch.setattr("coach.export.placed_manifest.MOST_BYTES", place.sizes()[NAME] - 1)
    assert MOST_BYTES > 0
    assert not PlacedManifest(place).is_current([path], "key")


def test_a_place_that_takes_nothing_is_known_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied")

    manifest = PlacedManifest(Place(f"memory://{tmp_path.as_posix()}"))
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", refuse)
    with pytest.raises(ExportError, match=r"could not be written: Permission denied\."):
        manifest.compact()
