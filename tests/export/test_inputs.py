"""No file that a session is made from is written over, by whatever path; each is found from anywhere."""

import os
from pathlib import Path

import pytest

from coach.errors import ExportError
from coach.export.audio.formats import FileFormat
from coach.export.inputs import found_from_anywhere, paths_in
from coach.export.job import Job
from coach.export.text.companions import Companion
from coach.settings.values import Settings

BESIDE = (Companion.CHAPTERS, Companion.TEXT)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    for name in ("theme/exhale.wav", "sea.wav", "voice.onnx", "voice.onnx.json", "mine.txt", "other.wav"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"kept")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "role"),
    [
        ("theme/exhale.wav", "a file of the theme of this session"),
        ("sea.wav", "the ambient sound of this session"),
        ("./theme/../sea.wav", "the ambient sound of this session"),
        ("voice.onnx.wav", "a file of the voice of this session"),
        ("mine.wav", "the script of this session"),
    ],
)
def test_a_file_of_the_session_is_not_written_over(own: Path, target: str, role: str) -> None:
    settings = Settings(theme=f"{own}/theme", ambient=f"{own}/sea.wav", voice=f"piper:{own}/voice.onnx")
    job = Job(f"{own}/mine.txt", Path(f"{own}/{target}"), FileFormat.WAV, settings, beside=BESIDE)
    with pytest.raises(ExportError, match=f"is {role}, and would be lost"):
        job.check()


def test_any_other_file_may_be_written_over_and_names_of_what_comes_with_coach_are_no_files(own: Path) -> None:
    (own / "rain").write_bytes(b"")
    before = Path.cwd()
    os.chdir(own)
    try:
        Job("cobra", Path("other.wav"), FileFormat.WAV, Settings(ambient="rain"), beside=BESIDE).check()
    finally:
        os.chdir(before)


def test_paths_in_settings_are_found_from_anywhere(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    (own / "scripts").mkdir()
    settings = Settings(theme="theme", ambient="sea.wav", voice="piper:voice.onnx", scripts="scripts")
    found = found_from_anywhere(settings)
    assert [*paths_in(found)] == [own / "voice.onnx", own / "theme", own / "sea.wav"]
    (own / "scripts" / "mine.yaml").touch()
    assert [*paths_in(found_from_anywhere(settings))] == [*paths_in(found), own / "scripts"]
    assert [*paths_in(found_from_anywhere(Settings(ambient="rain")))] == []
    assert found_from_anywhere(found) == found
