"""Checks what coach says without a command, and the options that come before one."""

import pytest

from coach import __version__
from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli._typer.shells import completion_script


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        lazy_group(app, COMMANDS)(list(arguments), prog_name="coach")
    return int(ended.value.code or 0)


def test_coach_alone_says_in_three_lines_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    said = capsys.readouterr()
    assert said.err == ""
    what_it_is, play, more = said.out.splitlines()
    assert "voice that guides you through stretches" in what_it_is
    assert play.startswith("coach play ")
    assert more.startswith("coach list ")
    assert all(len(line) <= 80 for line in said.out.splitlines())


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_printed(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(option) == 0
    assert capsys.readouterr().out == f"coach {__version__}\n"


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("words", [(), ("voices",), ("voices", "try"), ("export", "-o", "-"), ("config", "set")])
def test_both_names_of_the_help_work_wherever_they_stand(
    words: tuple[str, ...], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, option) == 0
    assert capsys.readouterr().out.startswith("Usage: coach")


def test_the_completion_is_that_of_the_shell_in_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("coach.cli._typer.shells.shell_in_use", lambda: "fish")
    assert run("--show-completion") == 0
    assert capsys.readouterr().out.strip() == completion_script("fish")
