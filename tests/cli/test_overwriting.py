"""Checks that no file is replaced without a yes. How it asks on a terminal is checked in `commands/test_export`."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.cli.overwriting import make_folder, may_write
from coach.errors import ExportError


@pytest.fixture(autouse=True)
def nobody_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())


def test_files_that_do_not_exist_may_be_written(tmp_path: Path) -> None:
    assert may_write([tmp_path / "a.wav", tmp_path / "a.txt"], force=False)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "0.wav exists already."), (2, "1.wav exist already."), (5, ", … exist")]
)
def test_files_that_exist_are_named_and_kept(tmp_path: Path, count: int, words: str) -> None:
    targets = [tmp_path / f"{number}.wav" for number in range(count)]
    for target in targets:
        target.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"Give --force to replace, or another name\.") as refused:
        may_write(targets, force=False)
    assert words in str(refused.value)
    assert may_write(targets, force=True)


def test_a_file_that_cannot_be_written_is_refused_even_by_force(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is a folder"):
        may_write([tmp_path], force=True)


@pytest.fixture
def someone_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def types(text: str) -> None:
        monkeypatch.setattr("sys.stdin", Terminal(text))
        monkeypatch.setattr("sys.stderr", Terminal())

    monkeypatch.setenv("COLUMNS", "1000")
    return types


@pytest.mark.parametrize(
    ("answer", "replaces"),
    [("y\n", True), ("yes\n", True), (" YES \n", True), ("n\n", False), ("no\n", False), ("\n", False), ("", False)],
)
def test_a_person_is_asked_and_no_is_an_answer(
    answer: str, replaces: bool, tmp_path: Path, someone_at_the_terminal: Callable[[str], None]
) -> None:
    (tmp_path / "a.wav").write_bytes(b"old")
    someone_at_the_terminal(answer)
    assert may_write([tmp_path / "a.wav"], force=False, declined="Kept.") is replaces
    told = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "Replace? [y/N]" in told
    assert ("Kept.\n" in told) is not replaces


@pytest.mark.parametrize("name", ["settings.txt", "data/history.jsonl"])
def test_what_coach_keeps_for_a_person_is_not_replaced_even_by_force(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "settings.txt"))
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_bytes(b"kept")
    with pytest.raises(ExportError, match=r"of coach.*would be lost"):
        may_write([tmp_path / name], force=True)


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "new")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="could not be made: File exists"):
        make_folder(tmp_path / "file")


def test_a_folder_with_a_nul_in_its_name_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="a NUL in it"):
        make_folder(tmp_path / "x\0che")
