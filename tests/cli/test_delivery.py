"""`coach export -o URL` as a person runs it: a file, its parts, a page, a catalogue, and whatever no URL can name."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.cli.commands import export_all
from coach.cli.delivery import ByPath, ToPlace, delivery_to, read_output
from coach.cli.diagnosis import faults
from coach.errors import ExportError, SettingsError
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue
from coach.export.job import Job
from coach.export.manifest import NAME
from coach.export.placed_manifest import JOURNAL
from coach.files.places import Place
from coach.settings.values import Settings

COACH = [sys.executable, "-m", "coach"]

TONES = ["--verbosity", "tones"]
"""Few words to be spoken."""

CATALOGUE = "scripts: [cobra]\nlevels: all\nformats: [flac]\n"

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def coach(tmp_path: Path) -> Run:
    def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [*COACH, *arguments]
        return subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, cwd=tmp_path, timeout=300, check=False
        )

    return run


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"local://{tmp_path.as_posix()}/shared"


def told(done: "subprocess.CompletedProcess[bytes]") -> str:
    return done.stderr.decode()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_url_gets_the_files_that_a_folder_gets(coach: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    options = ["export", "cobra", *TONES, "--with", "captions,text"]
    assert coach(*options, "-o", "here/c.flac").returncode == 0
    done = coach(*options, "-o", f"{url}/c.flac")
    assert told(done) == f"{url}/c.flac, {url}/c.vtt, {url}/c.txt · 2:06\n", told(done)
    assert files_in(tmp_path / "shared") == files_in(tmp_path / "here")
    again = coach(*options, "-o", f"{url}/c.flac")
    assert again.returncode == 1
    assert f"{url}/c.flac, {url}/c.vtt, {url}/c.txt exist already. Give --force to replace" in told(again)
    assert coach("export", "cobra", *TONES, "-o", f"{url}/c.vtt", "--force").returncode == 0


def test_parts_go_to_a_place_of_their_own(coach: Run, url: str, tmp_path: Path) -> None:
    done = coach("export", "cobra", *TONES, "--split", "-o", f"{url}/parts", "--format", "flac")
    assert done.returncode == 0, told(done)
    assert coach("export", "cobra", *TONES, "--split", "-o", f"{url}/x.flac").returncode == 0
    names = ["00-opening.flac", "01-cobra.flac", "02-closing.flac"]
    assert sorted(files_in(tmp_path / "shared")) == sorted(
        [*(f"parts/{name}" for name in names), *(f"x-{name}" for name in names)]
    )


def test_a_page_goes_to_a_place(coach: Run, url: str, tmp_path: Path) -> None:
    done = coach("export", "cobra", *TONES, "-o", f"{url}/x.html")
    assert done.returncode == 0, told(done)
    assert b"<html" in (tmp_path / "shared/x.html").read_bytes()[:200]


@pytest.mark.parametrize(
    ("output", "words", "code"),
    [
        ("https://me:secret@host/x.wav", "https://me:…@host/x.wav, an address of the web", 2),
        ("s3://", "s3:// names no place.", 2),
        ("s3://bucket", "s3://bucket names no file. Name one in it, such as s3://bucket/session.wav.", 2),
        ("nosuch://me:secret@host/x.wav", "nosuch://me:…@host is no place: Protocol not known: nosuch.", 1),
        ("local:///tmp/x.nope", "coach cannot write .nope files.", 1),
        ("local:///dev/null/x.wav", "local:///dev/null could not be read:", 1),
    ],
)
def test_a_url_that_cannot_be_written_to_is_a_sentence(coach: Run, output: str, words: str, code: int) -> None:
    done = coach("export", "cobra", "-o", output)
    assert (done.returncode, told(done).count("\n")) == (code, 1)
    assert words in told(done)
    assert "secret" not in told(done)


def test_neither_a_log_nor_a_report_holds_a_password(
    coach: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "ftp://me:secret@127.0.0.1:9/f/x.wav"
    monkeypatch.setenv("COACH_REPORT_DIR", str(tmp_path / "reports"))
    coach("--verbose", "export", "cobra", "-o", url)
    monkeypatch.setattr("sys.argv", ["coach", "export", "-o", url])
    faults.describe(ValueError(f"no {url}"))
    kept = {Path(name).suffix: content.decode() for name, content in files_in(tmp_path / "reports").items()}
    assert sorted(kept) == [".log", ".txt"]
    assert all("ftp://me:…@127.0.0.1:9" in text and "secret" not in text for text in kept.values())


def test_a_catalogue_in_a_place_is_gone_on_with(coach: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE, "utf-8")
    shared, command = tmp_path / "shared", ["export", "--catalogue", "catalogue.yaml", *TONES, "-o"]
    with subprocess.Popen([*COACH, *command, url], cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        until_s = time.monotonic() + 120
        while not (finished := [line[0] for line in journal(shared) if line[2]]):
            assert time.monotonic() < until_s
            time.sleep(0.005)  # of another process there is no other sign
        process.kill()
    times = {name: (shared / name).stat().st_mtime_ns for name in finished}
    again = coach(*command, url)
    assert again.returncode == 0, told(again)
    assert all(f"{url}/{name} is up to date." in told(again) for name in finished)
    assert {name: (shared / name).stat().st_mtime_ns for name in finished} == times
    assert not journal(shared)
    assert coach(*command, "here").returncode == 0
    expected, found = files_in(tmp_path / "here"), files_in(shared)
    assert expected.pop(NAME)
    assert found.pop(NAME)
    assert found == expected
    (shared / "cobra-full.flac").unlink()
    third = told(coach(*command, url))
    assert third.count("is up to date.") == 2
    assert f"{url}/cobra-full.flac · " in third
    fourth = told(coach(*command, url))
    assert "Nothing has changed, and nothing was done." in fourth
    (shared / "cobra-full.flac").write_bytes(b"mine")
    fifth = coach(*command, url)
    assert fifth.returncode == 1
    assert f"{url}/cobra-full.flac exists already. Give --force to replace" in told(fifth)


def journal(folder: Path) -> list[list[str]]:
    return [json.loads(path.read_text()) for path in folder.glob(f"{JOURNAL}/*.json")]


def test_a_catalogue_finds_out_before_the_work_that_a_place_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    ran: list[int] = []
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", refuse)
    monkeypatch.setattr(export_all, "_run", lambda *_: ran.append(1))
    place = Place(f"memory://{tmp_path.as_posix()}")
    job = Job("", Path(place.url), FileFormat.WAV, Settings())
    with pytest.raises(ExportError, match=r"could not be written: Permission denied\."):
        export_all.export_all(Catalogue(), job, {}, force=False, place=place)
    assert not list(tmp_path.iterdir())
    assert not ran


@pytest.mark.parametrize(
    ("arguments", "imports"),
    [
        (["list"], False),
        (["export", "cobra", *TONES, "-o", "x.vtt"], False),
        (["export", "--all", *TONES, "--dry-run"], False),
        (["export", "cobra", *TONES, "-o", "local://there/x.vtt"], True),
    ],
)
def test_fsspec_is_imported_where_a_url_was_given(arguments: list[str], imports: bool, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from coach.__main__ import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    assert ('fsspec' in sys.modules) is {imports}\n"
    )
    subprocess.run([sys.executable, "-c", program, *arguments], cwd=tmp_path, check=True, timeout=300)


def test_a_path_is_written_to_as_ever(tmp_path: Path) -> None:
    for text in ("x.wav", "/a//b.wav", "C:\\x.wav"):
        with delivery_to(read_output(text), is_folder=False) as (delivery, target):
            assert isinstance(delivery, ByPath)
            assert target == Path(text)
    with delivery_to(None, is_folder=False) as (_, target):
        assert target is None


@pytest.mark.parametrize("is_folder", [False, True])
@pytest.mark.parametrize("end", [None, KeyboardInterrupt, ExportError("a", "b")])
def test_the_folder_for_the_work_is_gone_in_the_end(
    is_folder: bool, end: BaseException | type[BaseException] | None, tmp_path: Path
) -> None:
    place, folder = Place(f"memory://{tmp_path.as_posix()}/a/b.wav"), tmp_path
    try:
        with delivery_to(place, is_folder=is_folder) as (delivery, target):
            assert target is not None
            folder = target if is_folder else target.parent
            (folder / "x").write_bytes(b"1")
            assert delivery.shown(folder / "x") == f"{(place if is_folder else place.parent).url}/x"
            delivery.deliver([folder / "x"])
            if end:
                raise end
    except (KeyboardInterrupt, ExportError):
        pass
    assert folder != tmp_path
    assert not folder.exists()
    assert (place if is_folder else place.parent).read("x") == b"1"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    place = Place(f"memory://{tmp_path.as_posix()}/a")
    place.write("b", b"")
    with pytest.raises(ExportError, match=r"/a is a folder\. Name a file in it"), delivery_to(place, is_folder=False):
        pass
    with (
        pytest.raises(SettingsError, match=r"^memory://a names no file\."),
        delivery_to(Place("memory://a"), is_folder=False),
    ):
        pass


def test_what_is_in_a_place_is_kept_without_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    place = Place(f"memory://{tmp_path.as_posix()}")
    place.write("a", b"")
    for delivery in (ToPlace(place, Path("x")), ToPlace(place, Path("x"), {"a": 0})):
        assert delivery.may_write([Path("x/b")], force=False)
        assert delivery.may_write([Path("x/a")], force=True)
        with pytest.raises(ExportError, match=r"/a exists already\. Give --force"):
            delivery.may_write([Path("x/b"), Path("x/a")], force=False)


def test_on_a_terminal_a_bar_tells_what_was_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    titles: list[tuple[str, int]] = []

    @contextmanager
    def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
        titles.append((what, total))
        yield sent.append

    monkeypatch.setattr("coach.cli.delivery.progress_bar", bar)
    for name, size in (("a", 10), ("b", 5)):
        (tmp_path / name).write_bytes(bytes(size))
    place = Place(f"memory://me:secret@{tmp_path.as_posix()}/x")
    ToPlace(place, tmp_path).deliver([tmp_path / "a", tmp_path / "b"])
    assert titles == [(f"Sending to {place}", 15)]
    assert "secret" not in titles[0][0] + ToPlace(place, tmp_path).shown(tmp_path / "a")
    assert {10, 15} <= set(sent)
    assert sent == sorted(sent)
