"""`coach doctor`, with a loudspeaker and without one: what it prints, its exit code, and that it leaves nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from coach.version import __version__
from tests.playback.null_sink import SINK, null_sink


def examine(environment: dict[str, str], *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "coach", "doctor", *options]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )


def test_where_all_works_it_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    folders = {"COACH_CACHE_DIR": str(tmp_path / "cache"), "COACH_DATA_DIR": str(tmp_path / "data")}
    with null_sink() as rig:
        done = examine({**rig.environment, **folders})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"coach {__version__}, CPython ")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["heart", "hibari-tts"] in [line[:2] for line in lines]
    assert f"plays to the default; there are: {SINK} (default)" in done.stdout
    assert "!!" not in done.stdout
    assert done.stdout.count("\nEverything that `coach play` needs works.") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_a_loudspeaker_it_fails_and_a_program_can_read_why(tmp_path: Path) -> None:
    (tmp_path / "2026-11-25.txt").write_text("coach\n\nValueError: it was this\n", encoding="utf-8")
    away = {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": os.devnull, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = examine({**os.environ, **away, "HOME": str(tmp_path), "COACH_REPORT_DIR": str(tmp_path)}, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert found["coach"] == __version__
    assert found["reports"] == [{"path": "~/2026-11-25.txt", "error": "ValueError: it was this"}]
    failed = [check for check in found["checks"] if check["needed"] and not check["works"]]
    assert [check["name"] for check in failed] == ["miniaudio"]
    assert "`coach export` writes a file instead." in failed[0]["found"]
