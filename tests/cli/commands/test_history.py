import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

import coach.cli.commands.history
from coach.errors import SettingsError
from coach.practice.history import Practice, append_practice

TODAY = "2026-07-23"  # a Thursday


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(coach.cli.commands.history, "local_now", lambda: datetime.fromisoformat(f"{TODAY}T21:00+02:00"))
    return tmp_path / "history.jsonl"


def history(*arguments: str, answer: str | None = None) -> Any:
    result = CliRunner().invoke(coach.cli.commands.history.app, arguments, input=answer)
    if isinstance(result.exception, SettingsError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def practise(path: Path, *days: str, seconds: float = 1082) -> None:
    for day in days:
        finished_at = datetime.fromisoformat(f"{day}T07:41:05+02:00")
        append_practice(Practice(finished_at, "middle-back", "Middle back relief", ("a", "b", "c"), seconds), path)


def test_a_summary_and_the_last_sessions(path: Path) -> None:
    practise(path, "2026-06-01", "2026-06-02", "2026-06-03", "2026-07-19", "2026-07-22", TODAY)
    assert history().stdout.splitlines() == [
        "This week  2 days · 2 sessions · 36 min",
        "In total   6 days · 6 sessions · 1 h 48 min",
        "Streak     2 days · longest 3 days",
        "",
        "FINISHED          LENGTH  STRETCHES  SESSION",
        *(
            f"{day} 07:41  18:02   3          Middle back relief"
            for day in ("2026-06-01", "2026-06-02", "2026-06-03", "2026-07-19", "2026-07-22", TODAY)
        ),
    ]


def test_one_is_told_as_one(path: Path) -> None:
    practise(path, TODAY, seconds=60)
    assert history().stdout.splitlines()[:3] == [
        "This week  1 day · 1 session · 1 min",
        "In total   1 day · 1 session · 1 min",
        "Streak     1 day · longest 1 day",
    ]


def test_it_says_where_the_history_is_and_how_to_delete_it(path: Path) -> None:
    practise(path, TODAY)
    assert history().stderr == f"Kept in {path}; `coach history --clear` deletes it.\n"


def test_the_table_has_the_last_ten_those_of_some_days_or_all(path: Path) -> None:
    practise(path, *(f"2026-07-{day:02}" for day in range(9, 24)))

    def listed(*arguments: str) -> list[str]:
        return [line[:10] for line in history(*arguments).stdout.splitlines() if line.startswith("2026")]

    assert listed() == [f"2026-07-{day:02}" for day in range(14, 24)]
    assert listed("--days", "2") == ["2026-07-22", "2026-07-23"]
    assert len(listed("--days", "12")) == 12
    assert len(listed("--all")) == 15


def test_days_without_a_session_leave_the_summary(path: Path) -> None:
    practise(path, "2026-06-01")
    done = history("--days", "3")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "This week  0 days · 0 sessions · 0 min",
        "In total   1 day · 1 session · 18 min",
        "Streak     0 days · longest 1 day",
    ]


def test_days_and_all_say_two_things(path: Path) -> None:
    with pytest.raises(SettingsError, match="two things"):
        history("--days", "3", "--all")
    with pytest.raises(SettingsError, match="from 1"):
        history("--days", "0")


def test_json_prints_the_lines_as_they_are_kept_and_nothing_else(path: Path) -> None:
    practise(path, *(f"2026-07-{day:02}" for day in range(9, 23)))
    newer = {
        **json.loads(path.read_text(encoding="utf-8").splitlines()[0]),
        "finished_at": f"{TODAY}T08:00:00+02:00",
        "mood": "calm",
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(newer) + "\n")
    done = history("--json")
    assert (done.stdout, done.stderr) == (path.read_text(encoding="utf-8"), "")
    assert history("--json", "--days", "1").stdout == json.dumps(newer) + "\n"


def test_damaged_lines_are_told_and_never_get_into_the_json(path: Path) -> None:
    practise(path, TODAY)
    whole = path.read_text(encoding="utf-8")
    path.write_text("{\n" + whole + '{"finished_at": "2026', encoding="utf-8")
    done = history("--json")
    assert (done.stdout, done.stderr) == (whole, f"Left out: 2 damaged lines in {path}.\n")
    path.write_text("{\n", encoding="utf-8")
    assert "1 damaged line in" in history().stderr


def test_an_empty_history_says_so_and_where_it_would_be(path: Path) -> None:
    done = history()
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"No session is finished yet. Finished sessions will be kept in {path}.\n"
    assert history("--json").stdout == ""
    assert not path.exists()


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    class System:
        stdin = Terminal()

    monkeypatch.setattr(coach.cli.commands.history, "sys", System)


@pytest.mark.parametrize(("answer", "gone"), [("y\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_on_a_terminal_clearing_asks_first(
    path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, gone: bool
) -> None:
    practise(path, TODAY)
    on_a_terminal(monkeypatch)
    done = history("--clear", answer=answer)
    assert f"Delete {path}, all of your history? [y/N]" in done.stderr
    assert path.exists() is not gone


def test_with_standard_input_closed_clearing_wants_a_yes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practise(path, TODAY)
    monkeypatch.setattr(coach.cli.commands.history, "sys", SimpleNamespace(stdin=None))
    with pytest.raises(SettingsError, match="--clear --yes"):
        history("--clear")
    assert path.exists()


def test_without_a_terminal_clearing_wants_a_yes(path: Path) -> None:
    practise(path, TODAY)
    with pytest.raises(SettingsError, match="--clear --yes"):
        history("--clear")
    assert path.exists()
    assert history("--clear", "--yes").stderr == f"Deleted {path}.\n"
    assert not path.exists()
    assert history("--clear", "--yes").stderr == "There is no history to delete.\n"
