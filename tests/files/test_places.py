"""Writes to places that a URL names: a folder through fsspec, which renames, and memory, which does not."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from coach.errors import ExportError
from coach.files.places import UNFINISHED, Place, is_url, local_path


@pytest.fixture(params=["local", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(f"{request.param}://{tmp_path}/folder")


def test_a_place_that_nobody_wrote_to_is_empty(place: Place) -> None:
    assert place.sizes() == {}
    assert place.read("nothing") is None
    place.remove("nothing")


def test_what_is_written_is_read_listed_and_removed(place: Place, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"sound")
    place.upload(source, "a/b.wav")
    place.write("c", b"old")
    place.write("c", b"text")
    assert place.read("a/b.wav") == b"sound"
    assert place.sizes() == {"a/b.wav": 5, "c": 4}
    place.remove("c")
    assert place.sizes() == {"a/b.wav": 5}


def test_a_place_is_its_url_wherever_it_goes(place: Place) -> None:
    place.write("c", b"text")
    assert pickle.loads(pickle.dumps(place)) == place == Place(place.url + "/")
    assert (place / "c").parent == place
    assert (place / "c").name == "c"


def test_on_a_disk_a_file_is_there_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.local import LocalFileSystem

    place = Place(f"local://{tmp_path}")
    place.write("x.wav", b"old")

    def break_off(system: Any, source: str, target: str) -> None:
        assert target.endswith(UNFINISHED)
        Path(target).write_bytes(b"ne")
        raise OSError("the cable is out")

    monkeypatch.setattr(LocalFileSystem, "put_file", break_off)
    with pytest.raises(ExportError, match=r"^local://.* could not be written: the cable is out\. Check its name"):
        place.upload(tmp_path / "x.wav", "x.wav")
    assert place.read("x.wav") == b"old"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nosuch://x", r"is no place: Protocol not known: nosuch\. Write it as in s3://"),
        ("local:///proc/1/nothing", r"could not be written: .*\. Check its name and your right to write there"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_a_sentence(url: str, words: str) -> None:
    with pytest.raises(ExportError, match=words):
        Place(url).write("x", b"")


def test_a_protocol_whose_package_is_missing_is_named_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(_url: str) -> Any:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", without)
    with pytest.raises(ExportError, match=r"^s3://a/b needs the package s3fs\. Install it with `.*s3fs`\.$"):
        Place("s3://a/b").sizes()


@pytest.mark.parametrize("text", ["s3://bucket/x.wav", "GS://b", "memory://x"])
def test_urls_are_known_by_their_beginning(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize("text", ["x.wav", "/a//b", "C:\\x", "a:b", "://x", "./s3://"])
def test_paths_are_no_urls(text: str) -> None:
    assert not is_url(text)


def test_a_file_url_is_a_path() -> None:
    assert local_path("file:///shared/my%20files/x.wav") == Path("/shared/my files/x.wav")
    assert local_path("s3://bucket/x.wav") is None
