"""Checks what coach answers a shell that completes a line, without a shell.

Covers also: scripts.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli._typer.scripts import SCRIPTS
from coach.cli._typer.shells import _FORMATS, Typed, Value, completion_script, install_completion, read_line, values
from coach.errors import SettingsError

LINES = [
    ("coach ", ((), "", "")),
    ("coach pl", ((), "pl", "")),
    ("coach play ", (("play",), "", "")),
    ("coach play my\\ r", (("play",), "my r", "")),
    ("coach play my\\ ", (("play",), "my ", "")),
    ('coach play "my r', (("play",), "my r", '"')),
    ("coach play 'my \\r", (("play",), "my \\r", "'")),
    ("coach play 'a b' c", (("play", "a b"), "c", "")),
    ("coach play '' c", (("play", ""), "c", "")),
    ("coach  play\t--level=co", (("play",), "--level=co", "")),
]


@pytest.mark.parametrize(("line", "typed"), LINES, ids=[line for line, _ in LINES])
def test_a_line_is_split_as_a_shell_does(line: str, typed: tuple[tuple[str, ...], str, str]) -> None:
    assert read_line(line) == Typed(*typed)


@given(st.text())
def test_any_line_is_split(line: str) -> None:
    typed = read_line(line)
    assert typed.quote in {"", '"', "'"}


def answer(shell: str, line: str, *found: str) -> list[str]:
    return list(_FORMATS[shell](read_line(line), [Value(text, "meaning") for text in found]))


def test_bash_gets_what_follows_the_last_sign_at_which_it_splits_words() -> None:
    assert answer("bash", "coach play --voice piper:f", "piper:folder/a b.onnx") == ["folder/a\\ b.onnx"]
    assert answer("bash", "coach play --level=cobra=g", "--level=cobra=gentle") == ["gentle"]
    assert answer("bash", 'coach play --voice "piper:f', "piper:folder/a b.onnx") == ["piper:folder/a b.onnx"]


def test_zsh_gets_values_with_meanings_and_whether_a_space_follows() -> None:
    assert answer("zsh", "coach play --voice p", "piper:") == ["joined piper\\::meaning"]
    assert answer("zsh", "coach play m", "my file.yaml") == ["spaced my\\\\ file.yaml:meaning"]


def test_fish_gets_values_as_they_are() -> None:
    assert answer("fish", "coach play m", "my file.yaml") == ["my file.yaml\tmeaning"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).filter(lambda text: text[0] not in "~'\""))
def test_a_shell_reads_a_quoted_value_as_one_word(text: str) -> None:
    (plain,) = answer("bash", "coach play ", text)
    (quoted,) = answer("bash", 'coach play "', text)
    (bare,) = answer("bash", "coach play '", text)
    lines = f"printf '%s\\0' {plain} \"{quoted}\" '{bare}'"
    done = subprocess.run(["sh", "-c", lines], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == [text, text, text]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses such names")
def test_a_file_whose_name_would_be_two_lines_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("zz\x1b[31m.yaml").touch()
    Path("zz.yaml").touch()
    assert [value.text for value in values(lazy_group(app, COMMANDS), {}, read_line("coach play zz"))] == ["zz.yaml"]


def ask(question: str, line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "_COACH_COMPLETE": question,
        "_TYPER_COMPLETE_ARGS": line,
        "COACH_CONFIG": str(folder / "config.toml"),
        "COACH_DATA_DIR": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-m", "coach"], env=environment, cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("line", ["coach play --profile ", "coach play --from x.yaml --choose ", "coach --zzz ", ""])
def test_a_question_without_an_answer_is_answered_with_nothing(tmp_path: Path, line: str) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff broken [")
    done = ask("complete_bash", line, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Error" not in done.stdout


def test_a_shell_that_nobody_knows_gets_no_answer(tmp_path: Path) -> None:
    done = ask("complete_csh", "coach pl", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", [*SCRIPTS, "powershell"])
def test_the_script_asks_with_the_variable_that_coach_reads(shell: str) -> None:
    assert "_COACH_COMPLETE" in completion_script(shell)
    assert f"complete_{shell}" in completion_script(shell)


def test_a_shell_without_a_script_is_refused() -> None:
    with pytest.raises(SettingsError, match="csh"):
        completion_script("csh")
    with pytest.raises(SettingsError, match="bash, zsh, fish"):
        install_completion("")


def at_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("USERPROFILE" if sys.platform == "win32" else "HOME", str(folder))


@pytest.mark.parametrize(
    ("shell", "file"),
    [("bash", ".bash_completions/coach.sh"), ("zsh", ".zfunc/_coach"), ("fish", ".config/fish/completions/coach.fish")],
)
def test_the_script_is_installed_where_the_shell_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, file: str
) -> None:
    at_home(monkeypatch, tmp_path)
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'\n")
    assert install_completion(shell) == tmp_path / file
    assert (tmp_path / file).read_text().strip() == completion_script(shell)
    rc = (tmp_path / ".bashrc").read_text()
    assert rc.startswith("alias ll='ls -l'\n")
    assert (Path(file).name in rc) == (shell == "bash")


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_home(monkeypatch, tmp_path / "file")
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="--show-completion"):
        install_completion("bash")
