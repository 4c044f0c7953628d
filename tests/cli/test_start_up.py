"""Checks that coach starts without what it does not need, and knows its commands without loading them."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.cli import COMMANDS, app
from coach.cli._typer import LazyCommand, lazy_group

HEAVY = {"hibari", "miniaudio", "numpy", "onnxruntime", "PIL", "pydantic", "rich", "soundfile", "soxr", "yaml"}


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Run Python, and return the packages that it imported."""
    environment = {
        **os.environ,
        "COACH_CACHE_DIR": str(folder / "cache"),
        "COACH_CONFIG": str(folder / "config.toml"),
        "COACH_DATA_DIR": str(folder / "data"),
    }
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [["-c", "import coach"], ["-m", "coach", "--help"], ["-m", "coach", "--version"]])
def test_nothing_heavy_is_loaded_to_import_coach_or_to_read_its_help(tmp_path: Path, arguments: list[str]) -> None:
    packages = loaded(tmp_path, *arguments)
    assert "coach" in packages
    assert not packages & HEAVY


def test_a_list_that_was_made_before_needs_nothing_heavy(tmp_path: Path) -> None:
    assert "numpy" in loaded(tmp_path, "-m", "coach", "list")
    assert not loaded(tmp_path, "-m", "coach", "list") & HEAVY


@pytest.mark.parametrize("command", [["config", "show"], ["history"], ["export", "--help"]])
def test_reading_texts_needs_no_pydantic(tmp_path: Path, command: list[str]) -> None:
    assert "pydantic" not in loaded(tmp_path, "-m", "coach", *command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_the_help_lists_the_first_line_of_each_commands_own_help(command: LazyCommand) -> None:
    loaded_command = command.load()
    assert command.short_help == inspect.cleandoc(loaded_command.help).splitlines()[0]


def test_the_help_fits_80_columns_without_a_line_that_wraps() -> None:
    longest = max(len(str(command.name)) for command in COMMANDS)
    assert all(2 + longest + 2 + len(str(command.short_help)) <= 78 for command in COMMANDS)
    assert list(lazy_group(app, COMMANDS).commands) == [command.name for command in COMMANDS]
