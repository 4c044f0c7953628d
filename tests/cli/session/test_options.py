"""Gives the options that shape the sound as a person does, and checks what becomes of them.

Covers also: options.
"""

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from coach.cli.session.options import lasting_text
from coach.settings.notation import read_ambient, read_chimes, read_theme_name
from coach.soundscape.names import find_theme

SHORT = "wall-angels"


def coach(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COACH_CONFIG": str(folder / "config.toml"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "coach", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder, env=environment
    )


def test_a_file_has_the_rate_the_channels_and_the_air_that_were_asked_for(tmp_path: Path) -> None:
    shutil.copytree(find_theme("soft"), tmp_path / "own")
    (tmp_path / "own" / "breath.toml").unlink()
    sound = ["--sounds", "own", "--ambient", "own/end.wav", "--ambient-level", "-30"]
    done = coach(tmp_path, "export", SHORT, "-o", "a.wav", "--sample-rate", "48k", "--channels", "2", *sound)
    assert done.returncode == 0, done.stderr
    assert coach(tmp_path, "export", SHORT, "-o", "b.wav", *sound).returncode == 0
    with wave.open(str(tmp_path / "a.wav")) as both, wave.open(str(tmp_path / "b.wav")) as one:
        assert both.getparams()[:3] == (2, 2, 48_000)
        assert both.getnframes() == 2 * one.getnframes()


def test_a_level_below_zero_is_remembered(tmp_path: Path) -> None:
    assert coach(tmp_path, "config", "set", "chimes", "-12").returncode == 0
    assert coach(tmp_path, "config", "set", "breath-prompts", "tone").returncode == 0
    assert "-12" in coach(tmp_path, "config", "show").stdout
    rows = [json.loads(line) for line in coach(tmp_path, "timeline", SHORT, "--json").stdout.splitlines()]
    assert not any(row.get("text") == "Inhale." for row in rows)
    assert sum(row.get("sound") == "inhale" for row in rows) == 6


def test_chimes_off_leave_no_sound_and_keep_the_laws(tmp_path: Path) -> None:
    done = coach(tmp_path, "timeline", SHORT, "--json", "--chimes", "off")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["kind"] for row in rows} == {"speech", "stretch", "inhale", "exhale", "pause"}
    assert coach(tmp_path, "check", SHORT, "--chimes", "off").returncode == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--chimes", "loud"], "“loud” is not a loudness of the chimes, or off."),
        (["--chimes", "off", "--verbosity", "tones"], "has nothing left to lead with"),
        (["--sounds", "bowls"], "Did you mean “bowl”?"),
        (["--sounds", "."], "start.wav is missing."),
        (["--ambient", "config.toml"], "config.toml cannot be used: "),
        (["--sample-rate", "47000"], "“47000” is not a sample rate"),
        (["--channels", "6"], "does not write “6” channels"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(options: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    done = coach(tmp_path, "export", SHORT, "-o", "a.wav", *options)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize("level", ["+5", " 5", "5.0"])
def test_a_level_above_the_voice_may_have_its_sign(level: str) -> None:
    assert read_chimes(level) == 5


def test_paths_are_remembered_so_that_they_hold_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert lasting_text("ambient", "sea.flac", "sea.flac") == str(tmp_path / "sea.flac")
    assert lasting_text("sounds", "gongs", "gongs") == str(tmp_path / "gongs")
    assert lasting_text("ambient", "Rain", "rain") == "rain"
    assert lasting_text("voice", "piper:a.onnx", "piper:a.onnx") == f"piper:{tmp_path / 'a.onnx'}"


def test_a_remembered_file_that_is_away_is_no_reason_to_refuse_to_read_it() -> None:
    assert read_ambient("/nowhere/sea.flac") == "/nowhere/sea.flac"
    assert read_theme_name("/nowhere/gongs") == "/nowhere/gongs"
