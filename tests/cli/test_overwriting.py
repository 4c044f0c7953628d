"""Checks that no file is replaced without a yes. How it asks on a terminal is checked in `commands/test_export`."""

import io
from pathlib import Path

import pytest

from coach.cli.overwriting import check_targets, make_folder
from coach.errors import ExportError


@pytest.fixture(autouse=True)
def nobody_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())


def test_files_that_do_not_exist_may_be_written(tmp_path: Path) -> None:
    check_targets([tmp_path / "a.wav", tmp_path / "a.txt"], force=False)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "0.wav exists already."), (2, "1.wav exist already."), (5, ", … exist")]
)
def test_files_that_exist_are_named_and_kept(tmp_path: Path, count: int, words: str) -> None:
    targets = [tmp_path / f"{number}.wav" for number in range(count)]
    for target in targets:
        target.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"Give --force to replace, or another name\.") as refused:
        check_targets(targets, force=False)
    assert words in str(refused.value)
    check_targets(targets, force=True)


def test_a_file_that_cannot_be_written_is_refused_even_by_force(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is a folder"):
        check_targets([tmp_path], force=True)


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "new")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="could not be made: File exists"):
        make_folder(tmp_path / "file")
