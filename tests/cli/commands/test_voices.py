"""Runs `coach voices` as a person does, in another process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.audio.format import SAMPLE_RATE
from tests.listening import read_wav


def coach(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**os.environ, **variables},
    )


def test_the_built_in_voice_is_listed_first_and_the_table_ends_with_how_to_get_more(tmp_path: Path) -> None:
    done = coach(tmp_path, "voices")
    assert done.returncode == 0
    name, *_, speed = done.stdout.splitlines()[1].split()
    assert name == "heart"
    assert "(default)" in done.stdout.splitlines()[1]
    assert int(speed) > 1
    assert "coach voices install" in done.stderr


def test_a_voice_can_be_tried_into_a_file_that_is_not_replaced_unasked(tmp_path: Path) -> None:
    command = ["voices", "try", "heart", "-o", "a.wav"]
    assert coach(tmp_path, *command).returncode == 0
    assert 1 < len(read_wav(tmp_path / "a.wav")) / SAMPLE_RATE < 10
    done = coach(tmp_path, *command)
    assert (done.returncode, "a.wav exists already" in done.stderr) == (1, True)
    assert coach(tmp_path, *command, "--force").returncode == 0


def test_a_voice_that_is_not_installed_says_how_to_get_it(tmp_path: Path) -> None:
    done = coach(tmp_path, "export", "cobra", "--voice", "emma", HIBARI_HOME=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "coach voices install emma" in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("name", "code", "words"), [("heart", 0, "built in"), ("joe", 1, "pip install"), ("emmo", 2, "“emma”")]
)
def test_what_cannot_be_installed_says_why(tmp_path: Path, name: str, code: int, words: str) -> None:
    done = coach(tmp_path, "voices", "install", name)
    assert (done.returncode, words in done.stderr) == (code, True)
