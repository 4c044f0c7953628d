"""Runs `coach voices` as a person does, in another process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli.commands import voices
from coach.errors import SpeechError, UnknownNameError
from coach.speech.hibari import HEART
from coach.speech.voice import VoiceInfo
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


VOICES = [VoiceInfo("system", "The system's own"), VoiceInfo("system:tlh", "Klingon", "tlh", "male")] + [
    VoiceInfo(f"system:{code}", f"English ({code})", code, "male") for code in ("en-GB", "en-US")
]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Run `coach voices` in this process on a system with four voices; return the names that it lists."""
    monkeypatch.setattr(voices, "neural_voices", lambda: [HEART])
    monkeypatch.setattr(voices, "system_voices", lambda: VOICES)
    monkeypatch.setattr(voices, "render_speed", lambda _name: 7)

    def run(*arguments: str) -> list[str]:
        with pytest.raises(SystemExit):
            lazy_group(app, COMMANDS).main(["voices", *arguments], prog_name="coach")
        lines = capsys.readouterr().out.splitlines()
        is_json = "--json" in arguments
        return [str(json.loads(line)["name"]) for line in lines] if is_json else [line.split()[0] for line in lines[1:]]

    return run


ENGLISH = ["heart", "system", "system:en-GB", "system:en-US"]


def test_voices_of_the_own_language_are_listed_and_others_when_asked_for(listed: Callable[..., list[str]]) -> None:
    assert listed() == ENGLISH
    assert listed("--json") == ENGLISH
    assert sorted(listed("--all")) == sorted([*ENGLISH, "system:tlh"])
    assert listed("--language", "tlh") == ["system:tlh"]
    assert listed("--language", "en-gb") == ["system:en-GB"]
    with pytest.raises(
        UnknownNameError, match=r"No voice here speaks “german”\. Write a code such as en, en-GB or de;"
    ):
        listed("--language", "german")


def test_a_system_without_voices_is_told_after_those_that_there_are(
    listed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> list[VoiceInfo]:
        raise SpeechError("The system has no speech engine.", "Install one.")

    monkeypatch.setattr(voices, "system_voices", fail)
    told: list[str] = []
    monkeypatch.setattr(voices, "tell", told.append)
    assert listed() == ["heart"]
    assert told[-1] == "No system voices: The system has no speech engine. Install one."


@pytest.mark.parametrize("default", ["system:en-US", "system:tlh", "piper:mine.onnx"])
def test_the_voice_that_is_remembered_is_listed_first_whatever_it_speaks(
    listed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, default: str
) -> None:
    monkeypatch.setenv("COACH_VOICE", default)
    assert listed() == [default, *(name for name in ENGLISH if name != default)]


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
