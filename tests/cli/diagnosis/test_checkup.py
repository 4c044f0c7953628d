"""Checks of the machine: what fails is told in words, nothing takes for ever, and nothing is left behind."""

from pathlib import Path
from threading import Event

import pytest

from coach.cli.diagnosis.checkup import Check, checks, perform
from coach.errors import PlaybackError


def fails() -> str:
    raise PlaybackError("It is away.", "Connect it.")


def refuses() -> str:
    raise PermissionError(13, "Permission denied", "/nowhere")


@pytest.mark.parametrize(
    ("run", "works", "text"),
    [
        (lambda: "fine", True, "fine"),
        (fails, False, "It is away. Connect it."),
        (refuses, False, "PermissionError: [Errno 13] Permission denied: '/nowhere'"),
        (lambda: str(Event().wait()), False, "No answer within 0 s."),
    ],
)
def test_a_finding_says_what_was_found_or_what_went_wrong(run: object, works: bool, text: str) -> None:
    finding = perform(Check("Group", "name", True, run), limit_s=0.01 if "0 s" in text else 30)  # type: ignore[arg-type]
    assert (finding.works, finding.text, finding.is_bad) == (works, text, not works)


def test_what_is_not_needed_may_fail() -> None:
    assert not perform(Check("Group", "name", False, fails)).is_bad


def folder_check(name: str) -> Check:
    return next(check for check in checks() if (check.group, check.name) == ("Folders", name))


def test_a_folder_is_tried_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "a" / "b"))
    finding = perform(folder_check("history"))
    assert (finding.works, finding.text) == (True, str(tmp_path / "a" / "b"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "file" / "b"))
    finding = perform(folder_check("history"))
    assert finding.is_bad
    assert "file" in finding.text


def test_what_the_settings_choose_is_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text('sink = "simpleaudio"\nvoice = "system"\n', encoding="utf-8")
    needed = {check.name for check in checks() if check.needed and check.group in {"Voices", "Loudspeakers"}}
    assert needed == {"simpleaudio", "system"}


def test_broken_settings_are_told_and_the_rest_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text("speed = fast", encoding="utf-8")
    found = {check.name: perform(check) for check in checks() if check.group == "Settings"}
    assert found["file"].is_bad
    assert found["scripts"].works
    assert "heart" in {check.name for check in checks() if check.needed}
