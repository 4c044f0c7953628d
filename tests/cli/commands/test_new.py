"""Checks that `coach new` writes scripts that pass every check, and replaces none, through the real command."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def coach(tmp_path: Path) -> Run:
    environment = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "COACH_CONFIG": str(tmp_path / "none.toml")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, check=False
        )

    return run


@pytest.mark.parametrize("kind", ["stretch", "routine"])
def test_a_new_script_is_found_by_its_name_and_keeps_every_law(coach: Run, tmp_path: Path, kind: str) -> None:
    done = coach("new", kind, "my-morning")
    assert (done.returncode, done.stdout) == (0, "")
    assert f'{kind}: "My morning"' in (tmp_path / "my-morning.yaml").read_text(encoding="utf-8")
    done = coach("check", "my-morning")
    assert (done.returncode, done.stdout) == (0, "")
    assert "my-morning.yaml keeps every law." in done.stderr


def test_a_file_that_exists_is_replaced_only_by_force(coach: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    done = coach("new", "stretch", "mine")
    assert done.returncode == 1
    assert "mine.yaml exists already. Give --force" in done.stderr
    assert path.read_text() == "mine"
    assert coach("new", "stretch", "mine.yaml", "--force").returncode == 0
    assert path.read_text(encoding="utf-8").startswith("# A stretch for coach.")
    assert sorted(os.listdir(tmp_path)) == ["mine.yaml"]


@pytest.mark.parametrize("name", ["Side bend", "../side-bend", "side_bend", "/tmp/side-bend", ".."])
def test_a_name_that_no_command_would_find_is_refused(coach: Run, tmp_path: Path, name: str) -> None:
    done = coach("new", "routine", name)
    assert done.returncode == 2
    assert f"A script cannot be called “{name}”." in done.stderr
    assert list(tmp_path.iterdir()) == []
