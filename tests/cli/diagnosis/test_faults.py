"""An exception that coach did not expect: one sentence, and a report of a bounded number that shows nobody's home.

Covers also: log, versions, verbose.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coach.cli.diagnosis import faults, versions

PROGRAM = """
import sys
from threading import Thread
from coach.__main__ import main
from coach.playback.sinks import catalog

class Leaver:
    def __del__(self):
        raise ValueError("in a destructor")

def fail(*_):
    {act}

catalog.find_sink = fail
sys.argv = ["coach", "devices"]
main()
"""
ACTS = {
    "raised": "raise ValueError('of a kind \\x1b[31m that nobody expected')",
    "in a thread": "thread = Thread(target=lambda: 1 / 0); thread.start(); thread.join(); sys.exit()",
    "in a destructor": "Leaver(); sys.exit()",
    "endless": "return list(map(fail, [0]))",
    "a file": "raise PermissionError(13, 'Permission denied', '/nowhere')",
    "memory": "raise MemoryError",
}


def run(act: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "HOME": str(folder), "COACH_REPORT_DIR": str(folder / "reports")}
    command = [sys.executable, "-c", PROGRAM.format(act=ACTS[act])]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "memory"])
def test_an_unexpected_exception_is_one_sentence_and_a_report(act: str, tmp_path: Path) -> None:
    done = run(act, tmp_path)
    (report,) = (tmp_path / "reports").glob("*.txt")
    line = done.stderr.splitlines()[-1]
    assert line.startswith("Error: coach made a mistake that it did not expect (")
    assert report.name in line
    assert "\x1b" not in line
    assert "Traceback" not in done.stderr
    text = report.read_text("utf-8")
    assert "Command: coach devices" in text
    assert "Traceback (most recent call last):" in text


def test_a_full_memory_is_nobodys_mistake(tmp_path: Path) -> None:
    done = run("memory", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("Error: There is not enough memory")
    assert not (tmp_path / "reports").exists()


def test_a_report_has_versions_and_no_home_folder_and_only_a_few_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USERPROFILE" if sys.platform == "win32" else "HOME", "/home/somebody")
    monkeypatch.setenv("COACH_REPORT_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["coach", "play", "/home/somebody/back.yaml"])
    for number in range(2 * faults.KEPT_REPORTS):
        sentence = faults.describe(ValueError(f"/home/somebody/{number}"))
    assert len(faults.reports()) == faults.KEPT_REPORTS
    text = faults.reports()[0].read_text("utf-8")
    assert str(faults.reports()[0]) in sentence
    assert versions.version_line() in text
    assert "Command: coach play ~/back.yaml" in text
    assert "ValueError: ~/9" in text
    assert "somebody" not in text


def test_a_home_folder_is_hidden_in_the_quoted_paths_of_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERPROFILE" if sys.platform == "win32" else "HOME", r"C:\Users\somebody")
    error = FileNotFoundError(2, "No such file", r"C:\Users\somebody\a.yaml")
    assert faults.shortened(rf"{error}, C:\Users\somebody\a.yaml") == r"[Errno 2] No such file: '~\\a.yaml', ~\a.yaml"


def test_an_error_of_another_process_keeps_its_name_and_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_REPORT_DIR", str(tmp_path))
    sentence = faults.describe(faults.ForeignFault("ValueError: odd", "Traceback …\nValueError: odd\n"))
    assert "did not expect (ValueError: odd)." in sentence
    assert faults.last_line(faults.reports()[0]) == "ValueError: odd"


def test_where_no_report_can_be_written_the_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COACH_REPORT_DIR", str(tmp_path / "file"))
    assert re.search(r"No report could be written \(.*\): name a folder", faults.describe(ValueError("x")))


@pytest.mark.parametrize(
    "command", [["--verbose", "history"], ["history", "--verbose"], ["config", "--verbose", "path"]]
)
def test_a_log_says_what_was_done_wherever_the_option_stands(command: list[str], tmp_path: Path) -> None:
    folders = {"COACH_REPORT_DIR": str(tmp_path), "COACH_DATA_DIR": str(tmp_path / "data")}
    environment = {**os.environ, **folders, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    run = [sys.executable, "-m", "coach", *command]
    done = subprocess.run(run, env=environment, capture_output=True, encoding="utf-8", check=True)
    (log,) = tmp_path.glob("*.log")
    assert done.stderr.splitlines()[0] == f"Log: ~{os.sep}{log.name}"
    text = log.read_text("utf-8")
    assert f"command: coach {' '.join(command)}" in text
    assert "exit code 0" in text.splitlines()[-1]
    assert "COACH_REPORT_DIR=~" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to the size of files")
def test_a_log_that_cannot_be_written_ends_with_one_sentence(tmp_path: Path) -> None:
    limited = f'ulimit -f 0; "{sys.executable}" -m coach --verbose history'
    folders = {"COACH_REPORT_DIR": str(tmp_path), "COACH_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        ["sh", "-c", limited], env={**os.environ, **folders}, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr.count("The log ends early: File too large.") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that somebody is in")
def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = f'mkdir gone; cd gone; rmdir ../gone; "{sys.executable}" -m coach config set scripts s'
    environment = {
        **os.environ,
        "COACH_CONFIG": str(tmp_path / "config.toml"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    done = subprocess.run(
        ["sh", "-c", gone], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (1, "Error: The folder that you are in is gone. Go to another one.\n")
