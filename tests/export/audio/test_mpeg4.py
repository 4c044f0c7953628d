"""MPEG-4 files are made by ffmpeg, which may be missing, fail, or have to be ended. Its files: see `test_formats`."""

import os
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT
from coach.errors import ExportError
from coach.export.audio._mpeg4 import metadata
from coach.export.audio.formats import FileFormat, check_format, write_audio
from coach.export.audio.tags import Tags
from coach.export.text.chapters import Chapter
from tests.export.sessions import tone

posix = pytest.mark.skipif(sys.platform == "win32", reason="a script of the shell stands in for ffmpeg")
MINUTE = tone(60 * SAMPLE_RATE)


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert os.listdir(folder) == []


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an empty script in ffmpeg's place; the test writes it."""
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return program


@pytest.mark.parametrize("file_format", [FileFormat.M4A, FileFormat.M4B])
def test_without_ffmpeg_the_format_is_refused_before_any_work(
    file_format: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExportError, match=r"need the program ffmpeg\. Install it, or choose \.opus or \.mp3\."):
        check_format(SESSION_FORMAT, file_format)


@posix
def test_a_program_in_the_current_folder_is_not_taken_for_it(
    tmp_path: Path, stand_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stand_in.parent)
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(ExportError, match="need the program ffmpeg"):
        check_format(SESSION_FORMAT, FileFormat.M4B)


@posix
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo One. >&2; echo Two. >&2; exit 1", "ffmpeg failed: Two"),
        ("exit 1", "ffmpeg failed: it says nothing"),
        ("exit 0", "ffmpeg failed: it says nothing"),
    ],
)
def test_a_failure_of_ffmpeg_is_told_in_its_words(tmp_path: Path, stand_in: Path, script: str, reason: str) -> None:
    stand_in.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (tmp_path / "a.m4b").write_bytes(b"old")
    with pytest.raises(ExportError, match=reason):
        write_audio(tmp_path / "a.m4b", [MINUTE], SESSION_FORMAT, MINUTE.frames)
    assert (tmp_path / "a.m4b").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["a.m4b", "bin", "temporary"]


@posix
def test_what_is_no_program_is_told(tmp_path: Path, stand_in: Path) -> None:
    stand_in.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    with pytest.raises(ExportError, match="ffmpeg could not be started: No such file or directory"):
        write_audio(tmp_path / "a.m4b", [MINUTE], SESSION_FORMAT, MINUTE.frames)


@posix
def test_ffmpeg_is_ended_when_the_export_is_interrupted(tmp_path: Path, stand_in: Path) -> None:
    stand_in.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/new\nmv {tmp_path}/new {tmp_path}/pid\nexec sleep 600\n", encoding="utf-8"
    )

    def blocks() -> Iterator[Audio]:
        until_s = time.monotonic() + 60
        while not (tmp_path / "pid").exists():
            assert time.monotonic() < until_s
            time.sleep(0.005)  # of another process there is no other sign
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        write_audio(tmp_path / "a.m4b", blocks(), SESSION_FORMAT, SAMPLE_RATE)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_metadata_escapes_what_has_a_meaning_in_its_format() -> None:
    chapter = Chapter("a=b;c#d\\e\n[CHAPTER]", Fraction(0), Fraction(3, 2))
    assert metadata(Tags("T", "A", "c", chapters=(chapter,)), audiobook=True).split("\n") == [
        ";FFMETADATA1",
        "title=T",
        "artist=A",
        "comment=c",
        "media_type=2",
        "[CHAPTER]",
        "TIMEBASE=1/1000",
        "START=0",
        "END=1500",
        "title=a\\=b\\;c\\#d\\\\e\\",
        "[CHAPTER]",
        "",
    ]
