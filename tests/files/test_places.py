"""Writes to places that a URL names: a folder through fsspec, which renames, and memory, which does not."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from coach.errors import ExportError, SettingsError
from coach.files import places
from coach.files.places import UNFINISHED, Place, read_place
from coach.files.urls import is_url


@pytest.fixture(params=["local", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(f"{request.param}://{tmp_path.as_posix()}/folder")


def test_a_place_that_nobody_wrote_to_is_empty(place: Place) -> None:
    assert place.sizes() == {}
    assert place.read("nothing") is None
    assert place.size_bytes("nothing") is None
    assert place.read_several(["nothing"]) == []
    place.remove(["nothing"])


def test_what_is_written_is_read_listed_and_removed(place: Place, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"sound")
    place.upload(source, "a/b.wav")
    place.write("c", b"old")
    place.write("c", b"text")
    assert place.read("a/b.wav") == b"sound"
    assert sorted(place.read_several(["c", "nothing", "a/b.wav"])) == [b"sound", b"text"]
    assert place.sizes() == {"a/b.wav": 5, "c": 4}
    assert (place.size_bytes("c"), place.size_bytes("d")) == (4, None)
    assert (place / "a").sizes() == {"b.wav": 5}
    place.remove(["c"])
    assert place.sizes() == {"a/b.wav": 5}
    place.remove(["c", "a/b.wav"])
    assert place.sizes() == {}


def test_characters_that_are_patterns_elsewhere_are_characters_of_names(place: Place) -> None:
    odd = place / ("[a]" if sys.platform == "win32" else "[a]*?")
    odd.write("x", b"odd")
    place.write("a/x", b"another")
    assert odd.read_several(["x"]) == [b"odd"]
    odd.remove(["x"])
    assert place.sizes() == {"a/x": 7}


def test_a_file_that_another_process_wrote_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = "/written-by-another"

    class Remembering(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
        """Knows of new files once it is told to look again, as that of a store does."""

        known: dict[str, Any] | None = None

        def info(self, path: str, **options: Any) -> Any:
            if self.known is None:
                self.known = dict(self.find(folder, detail=True))
            if path not in self.known:
                raise FileNotFoundError(path)
            return self.known[path]

        def invalidate_cache(self, path: str | None = None) -> None:
            self.known = None

    system = Remembering()
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda _url: (system, folder))
    place = Place(f"memory:/{folder}")
    assert place.size_bytes("x") is None
    MemoryFileSystem().pipe_file(f"{folder}/x", b"text")
    assert place.size_bytes("x") == 4


def test_a_folder_is_not_taken_for_a_file(place: Place) -> None:
    place.write("a.wav/b", b"")
    with pytest.raises(ExportError, match=r"folder/a\.wav is a folder\. Name a file in it, such as .*session\.wav"):
        place.size_bytes("a.wav")


def test_a_place_is_its_url_wherever_it_goes(place: Place) -> None:
    place.write("c", b"text")
    assert pickle.loads(pickle.dumps(place)) == place == Place(place.url + "/")
    assert (place / "c").parent == place
    assert (place / "c").name == "c"


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/", "s3:///bucket", "memory://x.wav"])
def test_a_bucket_is_no_file(url: str) -> None:
    assert Place(url).name == ""
    assert Place("s3://").url == "s3://"


def test_on_a_disk_a_file_is_there_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(f"local://{tmp_path.as_posix()}")
    place.write("x.wav", b"old")

    def break_off(_system: object, source: str, target: str, **_: object) -> None:
        assert target.endswith(UNFINISHED)
        Path(target).write_bytes(b"ne")
        raise OSError("the cable is out")

    monkeypatch.setattr(LocalFileSystem, "put_file", break_off)
    with pytest.raises(ExportError, match=r"^local://.* could not be written: the cable is out\. Check its name"):
        place.upload(tmp_path / "x.wav", "x.wav")
    assert place.read("x.wav") == b"old"
    assert place.sizes() == {"x.wav": 3}


def test_a_file_makes_way_where_none_is_renamed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_system: object, source: str, target: str, **_: object) -> None:
        if Path(target).exists():
            raise FileExistsError(target)
        Path(source).rename(target)

    monkeypatch.setattr(LocalFileSystem, "mv", refuse)
    monkeypatch.setattr(places, "MAKING_WAY", ("local",))
    place = Place(f"local://{tmp_path.as_posix()}")
    place.write("x", b"old")
    place.write("x", b"new")
    assert place.read("x") == b"new"
    assert place.sizes() == {"x": 3}


def test_an_upload_tells_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(100))
    sent: list[int] = []
    Place(f"memory://{tmp_path.as_posix()}/folder").upload(tmp_path / "x", "x", sent.append)
    assert sent[-1] == 100


@pytest.mark.parametrize("kind", ["local", "memory"])
def test_a_place_that_cannot_be_read_is_not_taken_for_an_empty_one(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied")

    place = Place(f"{kind}://{tmp_path.as_posix()}")
    place.write("x", b"")
    monkeypatch.setattr(LocalFileSystem, "ls", refuse)
    monkeypatch.setattr(MemoryFileSystem, "find", refuse)  # as stores do
    monkeypatch.setattr(MemoryFileSystem, "cat", refuse)
    monkeypatch.setattr(LocalFileSystem, "cat_file", refuse)
    for read in (place.sizes, lambda: place.read_several(["x"])):
        with pytest.raises(ExportError, match=r"could not be read: Permission denied\. Check"):
            read()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nosuch://x", r"is no place: Protocol not known: nosuch\. Write it as in s3://"),
        ("ftp://me:secret@127.0.0.1:9/x", r"^ftp://me:…@127\.0\.0\.1:9/x could not be reached: .*\. Check its name"),
        ("local:///dev/null", r"could not be written: .*\. Check its name and your right to write there"),
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


def test_without_fsspec_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ExportError, match=r"^s3://a/b needs the package fsspec\. Install it with `.*fsspec s3fs`\.$"):
        Place("s3://a/b").sizes()


def test_fsspec_is_imported_for_a_url_alone() -> None:
    import_all = (
        "import sys, coach.cli.commands.export_all, coach.cli.delivery, coach.speech.placed_clips\n"
        "place = coach.cli.delivery.read_output('s3://bucket/folder')\n"
        "assert 'fsspec' not in sys.modules\n"
        "coach.cli.delivery.read_output('memory://a/b').sizes()\n"
        "assert 'fsspec' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", import_all], check=True)


@pytest.mark.parametrize("text", ["s3://bucket/x.wav", "GS://b", "memory://x"])
def test_urls_are_known_by_their_beginning(text: str) -> None:
    assert is_url(text)
    assert isinstance(read_place(text), Place)


@pytest.mark.parametrize("text", ["x.wav", "/a//b", "C:\\x", "C://x", "a:b", "://x", "./s3://"])
def test_paths_are_no_urls(text: str) -> None:
    assert not is_url(text)


@pytest.mark.skipif(sys.platform == "win32", reason="has other paths")
def test_a_file_url_is_a_path() -> None:
    assert read_place("file:///shared/my%20files/x.wav") == Path("/shared/my files/x.wav")
    assert read_place("FILE://localhost/x#1?.wav") == Path("/x#1?.wav")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file://other/x.wav", r"^file://other/x\.wav names no file of this machine\."),
        ("file://", "names no file of this machine"),
        ("https://me:secret@host/x.wav", r"^coach cannot write to https://me:…@host/x\.wav, an address of the web\."),
        ("s3://", r"^s3:// names no place\. Write it as in s3://BUCKET/FOLDER\."),
        ("gs:///", "names no place"),
        ("zip://x.wav::s3://b/x.zip", "names several places"),
    ],
)
def test_a_url_that_nobody_can_write_to_is_refused_unasked(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_place(url)
