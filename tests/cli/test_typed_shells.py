"""Types into real shells, and checks what the Tab key makes of a line."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.require import require

if sys.platform == "win32":
    pytest.skip("Windows has none of these shells", allow_module_level=True)

from tests.cli.typed_shell import TypedShell

COMPLETED = [
    ("coach pl\t", "coach play "),
    ("coach play si\t", "coach play side-bend "),
    ("coach play my\t", "coach play my\\ file.yaml "),
    ("coach play 'my\t", "coach play 'my file.yaml' "),
    ("coach play --voi\the\t", "coach play --voice heart "),
    ("coach play --voice piper:sub\t", "coach play --voice piper:sub/"),
    ("coach play --level=cobra=g\t", "coach play --level=cobra=gentle "),
    ("coach play --profile ev\t", "coach play --profile evening "),
    ("coach voices try he\t", "coach voices try heart "),
    ("coach config set level gen\t", "coach config set level gentle "),
    ("coach play zzz\t", "coach play zzz"),
    ("echo a; coach li\t", "echo a; coach list "),
]
"""Keys, and the line that stands there afterwards: the same in every shell."""


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    require(shutil.which(request.param), f"needs {request.param}")
    return str(request.param)


def test_the_tab_key_completes_names_files_options_and_values(shell: str, tmp_path: Path) -> None:
    scripts = tmp_path / "data" / "scripts"
    scripts.mkdir(parents=True)
    (scripts / "side-bend.yaml").touch()
    (tmp_path / "config.toml").write_text('[profile.evening]\nspeed = "0.8"\n')
    with TypedShell(shell, tmp_path) as typed:
        (typed.work / "my file.yaml").touch()
        (typed.work / "sub").mkdir()
        assert [(keys, typed.line_after(keys)) for keys, _ in COMPLETED] == COMPLETED
        names = typed.list_after("coach play w\t\t", "wall-angels")
        assert "wind-down" in names
        assert ("stretch" in names) == (shell != "bash")  # which has no place for a meaning


def test_an_installed_completion_works_in_the_next_shell(shell: str, tmp_path: Path) -> None:
    with TypedShell(shell, tmp_path, completes=False) as typed:
        typed.enter("coach --install-completion", "Completion works")
    with TypedShell(shell, tmp_path, completes=False) as typed:
        assert typed.line_after("coach play cob\t") == "coach play cobra "
