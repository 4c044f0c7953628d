"""Checks which of several unfinished sessions is continued, and how many are kept."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.practice.bookmark import Bookmark, BookmarkError, write_bookmark
from coach.practice.unfinished import (
    MOST_KEPT,
    forget_oldest,
    last_unfinished,
    new_bookmark_path,
    unfinished_sessions,
)

NOON = datetime.fromisoformat("2026-07-23T12:00:00+02:00")


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))


def leave(name: str, minute: int, path: Path | None = None) -> Path:
    path = path or new_bookmark_path()
    left = Bookmark(name, {}, 1, "cobra", 100, NOON)
    write_bookmark(replace(left, saved_at=NOON + timedelta(minutes=minute)), path)
    os.utime(path, (minute, minute))
    return path


def names() -> list[str]:
    return [each.bookmark.name for each in unfinished_sessions()[0]]


def test_the_session_that_was_left_last_goes_first() -> None:
    for name, minute in (("b", 2), ("c", 1), ("a", 3)):
        leave(name, minute)
    assert names() == ["a", "b", "c"]
    assert last_unfinished().bookmark.name == "a"


def test_the_last_one_of_a_name_is_found_by_it(tmp_path: Path) -> None:
    leave("cobra", 2)
    leave("cobra", 1)
    leave(str(tmp_path / "mine.yaml"), 0)
    leave("wind-down", 3)
    assert last_unfinished("cobra").bookmark.saved_at == NOON + timedelta(minutes=2)
    assert last_unfinished("Cobra") == last_unfinished("cobra")
    assert last_unfinished("mine") == last_unfinished(str(tmp_path / "mine.yaml"))
    with pytest.raises(BookmarkError, match=r"No session of “twist” is unfinished\. `coach play --list-unfinished`"):
        last_unfinished("twist")


def test_the_one_bookmark_of_earlier_versions_is_found_too(tmp_path: Path) -> None:
    leave("old", 2, tmp_path / "bookmark.json")
    leave("new", 1)
    assert names() == ["old", "new"]


def test_without_any_it_says_so_and_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BookmarkError, match=r"No session is unfinished\. Begin one"):
        last_unfinished()
    assert os.listdir(tmp_path) == []


def test_a_damaged_one_hides_no_other_and_is_told_of() -> None:
    leave("a", 1).write_text("{")
    with pytest.raises(BookmarkError, match="is damaged"):
        last_unfinished()
    leave("b", 0)
    assert last_unfinished().bookmark.name == "b"
    sessions, faults = unfinished_sessions()
    assert (len(sessions), len(faults)) == (1, 1)


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    leave("oldest", 0, tmp_path / "bookmark.json")
    newest, *_ = [leave(str(minute), minute) for minute in range(MOST_KEPT, 0, -1)]
    forget_oldest(newest)
    assert names() == [str(minute) for minute in range(MOST_KEPT, 0, -1)]


def test_the_one_that_was_just_written_is_kept_although_the_clock_was_set_back() -> None:
    for minute in range(MOST_KEPT):
        leave(str(minute), 100 + minute)
    forget_oldest(leave("now", 1))
    assert "now" in names()
    assert len(names()) == MOST_KEPT


def test_one_that_was_left_by_a_clock_that_was_ahead_goes_behind_the_others() -> None:
    long_ago = datetime.now(UTC) - timedelta(days=1)
    for name, saved_at in (
        ("before", long_ago),
        ("ahead", long_ago + timedelta(days=3650)),
        ("after", datetime.now(UTC)),
    ):
        write_bookmark(Bookmark(name, {}, 1, "cobra", 100, saved_at), new_bookmark_path())
    assert names() == ["after", "before", "ahead"]
