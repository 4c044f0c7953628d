from pathlib import Path

import pytest

from coach.cli.session.naming import find_script
from coach.errors import UnknownNameError
from coach.settings.values import Settings

SCRIPT = "stretch: Neck roll\nposition: seated\nsteps:\n  - say: Sit.\n"


def test_what_is_guessed_and_what_is_hidden_is_said_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_script("cobra", Settings()).name == "cobra"
    assert capsys.readouterr() == ("", "")
    assert find_script("Cobra Pose", Settings()).name == "cobra"
    assert capsys.readouterr() == ("", "“Cobra Pose” is taken as cobra.\n")
    (tmp_path / "cobra.yaml").write_text(SCRIPT)
    assert find_script("neck", Settings()).name == "cobra.yaml"
    guessed, note = capsys.readouterr().err.splitlines()
    assert guessed == "“neck” is taken as cobra.yaml."
    assert note == "Note: “cobra” is your own, cobra.yaml, and not the one that comes with coach."
    assert find_script("./cobra.yaml", Settings()).name == "cobra.yaml"
    assert capsys.readouterr() == ("", "")


def test_what_cannot_be_guessed_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownNameError, match="may be “middle-back” or “middle-back-floor-last”"):
        find_script("Middle", Settings())
