"""No file that a session is made from is written over, by whatever path it is named."""

import os
from pathlib import Path

import pytest

from coach.errors import ExportError
from coach.export.audio.formats import FileFormat
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
