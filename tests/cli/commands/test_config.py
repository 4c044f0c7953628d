"""Runs `coach config` in this process. Covers `coach.cli.editor` too."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli.commands import config
from coach.errors import CoachError, SettingsError

Run = Callable[..., int]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("COACH_CONFIG", str(path))
    return path


def run(*arguments: str) -> int:
    """Run `coach config` and return its exit code, or raise what a person would be told."""
    with pytest.raises(SystemExit) as end:
        lazy_group(app, COMMANDS).main(["config", *arguments], prog_name="coach")
    return int(end.value.code or 0)


def edit_with(monkeypatch: pytest.MonkeyPatch, path: Path, program: str) -> None:
    """Let a program of Python be the editor; it finds the draft's path in `draft`."""
    script = path.with_name("an editor.py")
    script.write_text(f"import sys, pathlib\ndraft = pathlib.Path(sys.argv[-1])\n{program}\n")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}" --wait')


@pytest.mark.parametrize("spelling", ["lead-in", "Lead_In", "COACH_LEAD_IN"])
def test_a_setting_is_set_read_and_forgotten_however_its_name_is_written(
    path: Path, capsys: pytest.CaptureFixture[str], spelling: str
) -> None:
    assert run("set", spelling, "3") == 0
    assert path.read_text(encoding="utf-8") == "lead-in = 3\n"
    assert run("get", spelling) == 0
    assert run("unset", spelling) == 0
    assert run("get", spelling) == 0
    assert capsys.readouterr().out.split() == ["3", "5"]


def test_what_is_remembered_or_forgotten_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (run("set", "speed", "0.9"), run("set", "level", "gentle", "--profile", "evening")) == (0, 0)
    assert capsys.readouterr().err.splitlines() == [
        "`speed` is 0.9 from now on; `coach config unset speed` forgets it.",
        "`level` is gentle with --profile evening; `coach config unset level --profile evening` forgets it.",
    ]
    assert (run("set", "breath", "4:6"), run("unset", "speed", "COACH_BREATH")) == (0, 0)
    assert path.read_text(encoding="utf-8") == '\n[profile.evening]\nlevel = "gentle"\n'
    assert capsys.readouterr().err.splitlines()[1:] == ["`speed` is forgotten.", "`breath` is forgotten."]


def test_get_prints_what_holds_and_says_if_nothing_does(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text('level = "gentle"\n[profile.evening]\nlevel = "full"\n', encoding="utf-8")
    assert (run("get", "level"), run("get", "level", "--profile", "evening"), run("get", "speed")) == (0, 0, 0)
    assert capsys.readouterr().out.split() == ["gentle", "full", "1.0"]
    assert run("get", "minutes") == 1
    assert capsys.readouterr() == ("", "`minutes` is not set, and has no default.\n")
    with pytest.raises(SettingsError, match=r"“sped” is not a setting\. Did you mean “speed”\?"):
        run("get", "sped")


def test_a_name_is_kept_as_coach_writes_it_and_a_path_as_it_holds_in_every_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    assert [run("set", "voice", "Heart"), run("set", "sounds", "Soft"), run("set", "scripts", "mine")] == [0, 0, 0]
    kept = str(path.parent / "mine").replace("\\", "\\\\")
    assert path.read_text(encoding="utf-8") == f'voice = "heart"\nsounds = "soft"\nscripts = "{kept}"\n'


def test_what_is_edited_is_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_with(monkeypatch, path, "draft.write_text(draft.read_text() + 'pause = 2\\n')")
    assert run("edit") == 0
    assert path.read_text(encoding="utf-8") == f"{config.TEMPLATE}pause = 2\n"
    assert "is written" in capsys.readouterr().err


def test_an_editor_that_changes_nothing_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_with(monkeypatch, path, "assert draft.suffix == '.toml'")
    assert run("edit") == 0
    assert not path.exists()


def test_what_has_a_mistake_is_not_kept_and_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("speed = 1\n", encoding="utf-8")
    edit_with(monkeypatch, path, "draft.write_text('speed = 9\\n')")
    with pytest.raises(SettingsError, match="“9” is not a speed") as caught:
        run("edit")
    assert path.read_text(encoding="utf-8") == "speed = 1\n"
    draft = Path(caught.value.remedy.rpartition(" is in ")[2].removesuffix("."))
    assert draft.read_text(encoding="utf-8") == "speed = 9\n"
    draft.unlink()
    draft.parent.rmdir()


def test_a_person_at_a_terminal_may_mend_their_mistake(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once_more = "draft.write_text('speed = 1\\n' if '9' in draft.read_text() else 'speed = 9\\n')"
    edit_with(monkeypatch, path, once_more)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(config, "ask", lambda _question: True)
    assert run("edit") == 0
    assert path.read_text(encoding="utf-8") == "speed = 1\n"


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        (f'"{sys.executable}" -c "raise SystemExit(3)"', "ended with the exit code 3. Nothing was changed."),
        ("no-such-editor -w", "The editor “no-such-editor” could not be started"),
    ],
)
def test_an_editor_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, editor: str, words: str
) -> None:
    path.write_text("speed = 1\n", encoding="utf-8")
    monkeypatch.setenv("VISUAL", editor)
    with pytest.raises(CoachError) as caught:
        run("edit")
    assert words in str(caught.value)
    assert path.read_text(encoding="utf-8") == "speed = 1\n"


def test_without_any_editor_the_error_says_how_to_name_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(CoachError, match=r"No editor is known\. Name one in EDITOR"):
        run("edit")
