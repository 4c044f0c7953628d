"""Checks what is said of a practice when it ends, and of the sessions that are unfinished."""

from datetime import timedelta
from pathlib import Path

import pytest

from coach.cli.practised import counted, length, print_unfinished, tell_streak, what_was_done
from coach.practice.bookmark import Bookmark, write_bookmark
from coach.practice.history import Practice, append_practice, history_path, local_now
from coach.practice.unfinished import new_bookmark_path


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))


def practise(*days_ago: int) -> None:
    for days in days_ago:
        moment = local_now() - timedelta(days=days)
        append_practice(Practice(moment, "cobra", "Cobra pose", ("cobra",), 600.0), history_path())


def test_numbers_and_lengths_are_written_in_words() -> None:
    assert [counted(number, "stretch") for number in (0, 1, 9)] == ["0 stretches", "1 stretch", "9 stretches"]
    assert counted(2, "day") == "2 days"
    assert [length(seconds) for seconds in (0, 600, 60 * 60 * 38 + 720)] == ["0 min", "10 min", "38 h 12 min"]
    assert what_was_done(("cobra", "twist"), 63.2) == "2 stretches in 1:03"


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [
        ((0,), "The first day of a streak; in all 1 session, 10 min.\n"),
        ((2, 1, 0), "3 days in a row; in all 3 sessions, 30 min.\n"),
        ((9, 8, 7, 1, 0), "2 days in a row (longest 3); in all 5 sessions, 50 min.\n"),
        ((9, 8, 0), "The first day of a streak (longest 2); in all 3 sessions, 30 min.\n"),
        ((), ""),
    ],
)
def test_the_streak_is_told_in_a_line(days_ago: tuple[int, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    practise(*days_ago)
    tell_streak()
    assert capsys.readouterr() == ("", told)


def test_a_log_that_cannot_be_read_is_no_fault_of_the_session(capsys: pytest.CaptureFixture[str]) -> None:
    history_path().mkdir()
    tell_streak()
    assert capsys.readouterr() == ("", "")


def test_unfinished_sessions_are_listed_with_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_unfinished()
    assert capsys.readouterr() == ("", "No session is unfinished.\n")
    write_bookmark(Bookmark("middle-back", {}, 3, "cobra", 1, local_now(), 125.0), new_bookmark_path())
    (tmp_path / "bookmark.json").write_text("{")
    print_unfinished()
    table, told = capsys.readouterr()
    assert table.splitlines()[0].split() == ["STOPPED", "DONE", "IN", "SESSION"]
    assert table.splitlines()[1].split()[2:] == ["2:05", "cobra", "middle-back"]
    assert "coach play --resume" in told
    assert f"Left out: The unfinished session in {tmp_path / 'bookmark.json'} is damaged." in told
