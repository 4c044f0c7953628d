import sys
from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.files import data_folder, given_path, in_a_home, path_in_variable
from tests.require import link


def test_a_home_folder_is_filled_in_where_a_path_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert given_path("~/x") == tmp_path / "x"
    assert given_path("a~b") == Path("a~b")
    assert data_folder({"COACH_DATA_DIR": "~/x"}) == tmp_path / "x"
    assert path_in_variable("COACH_CONFIG", {"COACH_CONFIG": ""}) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of most of these that nothing is there")
@pytest.mark.parametrize("text", ["~nosuchuser/x", "x" * 300, "a/" * 5_000, "a\0b", "loop/x", "\ud800"])
def test_a_path_that_nothing_can_have_is_an_error_in_one_sentence(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    link(tmp_path / "loop", "loop")
    with pytest.raises(SettingsError, match=r"^The path “.*” cannot be used: [^:.]+\. Give another path\.$"):
        given_path(text)
    with pytest.raises(SettingsError, match=r"^COACH_DATA_DIR: The path"):
        data_folder({"COACH_DATA_DIR": text})


def test_a_home_that_is_no_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    link(tmp_path / "link", "nowhere")
    assert in_a_home(tmp_path / "none" / "coach") == tmp_path / "none" / "coach"
    for name in ("file", "link"):
        with pytest.raises(SettingsError, match=rf"{name} is not a folder, so that .* Set HOME to your home folder\."):
            in_a_home(tmp_path / name / ".config" / "coach")
