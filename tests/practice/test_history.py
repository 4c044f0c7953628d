"""Checks the log of practice: it is read as it was written, whatever happens to the file, and its days are counted."""

import errno
import json
import math
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.files import data_folder
from coach.practice.history import (
    LONGEST_S,
    MOST_BYTES,
    History,
    HistoryError,
    Practice,
    Streak,
    Total,
    append_practice,
    clear_history,
    history_path,
    in_last_days,
    in_week_of,
    local_now,
    read_history,
    streak,
    total,
)
from tests.require import link

COBRA = Practice(datetime.fromisoformat("2026-07-23T07:41:05+02:00"), "cobra", "Cobra pose", ("cobra",), 141.5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.jsonl"


def at(*moments: str) -> list[Practice]:
    return [Practice(datetime.fromisoformat(moment), "cobra", "Cobra pose", ("cobra",), 60.0) for moment in moments]


def days_in_a_row(now: str, *moments: str) -> tuple[int, int]:
    kept = streak(at(*moments), datetime.fromisoformat(now))
    return kept.current_days, kept.longest_days


def test_the_log_lies_in_the_platforms_folder_unless_a_variable_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data_folder({"COACH_DATA_DIR": str(tmp_path)}) == tmp_path
    assert data_folder({}) == data_folder({"COACH_DATA_DIR": ""})
    assert data_folder({}).name == "coach"
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    assert history_path() == tmp_path / "history.jsonl"


def test_without_a_file_there_is_no_history_and_none_is_made(path: Path) -> None:
    assert read_history(path) == History()
    clear_history(path)
    assert not path.parent.exists()


def test_a_session_is_one_line_that_tells_what_was_practised(path: Path) -> None:
    append_practice(COBRA, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "finished_at": "2026-07-23T07:41:05+02:00",
        "name": "cobra",
        "title": "Cobra pose",
        "stretches": ["cobra"],
        "practised_s": 141.5,
    }
    assert path.read_text(encoding="utf-8").count("\n") == 1


offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
practices = st.builds(
    Practice,
    st.datetimes(timezones=offsets),
    st.text(),
    st.text(),
    st.lists(st.text(), max_size=3).map(tuple),
    st.floats(0, LONGEST_S),
)


@given(st.lists(practices, max_size=5), practices.map(lambda each: each.finished_at))
def test_what_is_written_is_read_in_order_of_time(
    tmp_path_factory: pytest.TempPathFactory, written: list[Practice], now: datetime
) -> None:
    path = tmp_path_factory.mktemp("any") / "history.jsonl"
    for practice in written:
        append_practice(practice, path)
    history = read_history(path)
    assert list(history.practices) == sorted(written, key=lambda each: each.finished_at)
    assert history.damaged == 0
    kept = streak(history.practices, now)
    assert 0 <= kept.current_days <= kept.longest_days <= total(written).days <= len(written)


DAMAGED = [
    b"{",
    b"\xff",
    b"[]",
    b'"finished_at"',
    b"[" * 100_000,
    b"9" * 5000,
    b"\x00\x00\x00",
    json.dumps({"finished_at": "2026-07-23T07:41:05+02:00"}).encode(),
]
WRONG_VALUES = {
    "finished_at": ["2026-07-23T07:41:05", "yesterday", 5, None],
    "name": [None, 5],
    "title": [[]],
    "stretches": [9, [9], None],
    "practised_s": [-1, math.nan, math.inf, 1e307, LONGEST_S + 1, "long", 10**400, None],
}


def line(**other: object) -> bytes:
    kept = {"finished_at": "2026-07-22T07:00:00+02:00", "name": "a", "title": "A", "stretches": [], "practised_s": 1}
    return json.dumps(kept | other).encode()


@pytest.mark.parametrize(
    "damaged", DAMAGED + [line(**{key: value}) for key, values in WRONG_VALUES.items() for value in values]
)
def test_a_damaged_line_is_skipped_and_counted_and_the_others_are_read(path: Path, damaged: bytes) -> None:
    append_practice(COBRA, path)
    with path.open("ab") as file:
        file.write(damaged + b"\r\n\n" + line() + b"\n")
    history = read_history(path)
    assert [practice.name for practice in history.practices] == ["a", "cobra"]
    assert history.damaged == 1


def test_keys_of_a_newer_version_are_ignored_and_kept(path: Path) -> None:
    path.parent.mkdir()
    newer = line(mood="calm")
    path.write_bytes(newer + b"\n")
    append_practice(COBRA, path)
    assert path.read_bytes().startswith(newer)
    history = read_history(path)
    assert (history.practices[0].name, history.lines[0]) == ("a", newer.decode())


@pytest.mark.parametrize("torn", [b'{"finished_at": "2026-07-2', line()])
def test_a_line_that_a_crash_cut_short_spoils_no_other(path: Path, torn: bytes) -> None:
    append_practice(COBRA, path)
    with path.open("ab") as file:
        file.write(torn)
    append_practice(COBRA, path)
    history = read_history(path)
    whole = torn.endswith(b"}")
    assert (len(history.practices), history.damaged) == ((3, 0) if whole else (2, 1))


APPEND_MANY = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.practice.test_history import COBRA, append_practice
for number in range(30):
    append_practice(replace(COBRA, name=f"{sys.argv[2]}-{number}", title="x" * 20_000), Path(sys.argv[1]))
"""


class Overtaken:
    """An open file to which another program adds a line just before each write."""

    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path = file, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Overtaken":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._path.write_bytes(self._path.read_bytes() + line() + b"\n")
        return self._file.write(data)


@pytest.mark.skipif(os.name == "nt", reason="Windows can only append where a file ended a moment ago")
def test_a_program_that_another_overtakes_overwrites_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_practice(COBRA, path)
    really_open = Path.open

    def overtaken(file: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        opened = really_open(file, mode, *arguments, **options)
        return Overtaken(opened, path) if options.get("buffering") == 0 else opened

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", overtaken)
        append_practice(COBRA, path)
    history = read_history(path)
    assert ([each.name for each in history.practices], history.damaged) == (["a", "cobra", "cobra"], 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows can only append where a file ended a moment ago")
def test_programs_that_write_at_the_same_time_keep_each_others_lines(path: Path) -> None:
    command = [sys.executable, "-c", APPEND_MANY, str(path)]
    writers = [subprocess.Popen([*command, name], env={**os.environ, "PYTHONPATH": "."}) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    history = read_history(path)
    assert history.damaged == 0
    assert {each.name for each in history.practices} == {f"{name}-{number}" for name in "abc" for number in range(30)}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_disk_is_reported_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{HistoryError.__module__}.refuse_special", lambda _: None)
    path.parent.mkdir()
    link(path, "/dev/full")
    with pytest.raises(HistoryError, match=r"could not be added to .*history\.jsonl: No space left on device\."):
        append_practice(COBRA, path)


def test_a_disk_that_takes_only_a_part_of_the_line_is_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class HalfFile:
        def seek(self, *_: int) -> int:
            return 0

        def write(self, data: bytes) -> int:
            return len(data) // 2

        def __enter__(self) -> "HalfFile":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(Path, "open", lambda *_, **__: HalfFile())
    with pytest.raises(HistoryError, match=os.strerror(errno.ENOSPC)):
        append_practice(COBRA, path)


def test_a_path_that_no_file_can_have_is_reported_in_a_sentence(path: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(HistoryError, match="COACH_DATA_DIR"):
        append_practice(COBRA, path)
    for act in (read_history, clear_history):
        with pytest.raises(HistoryError):
            act(tmp_path)


def test_clearing_leaves_nothing(path: Path) -> None:
    append_practice(COBRA, path)
    clear_history(path)
    assert os.listdir(path.parent) == []


def test_now_has_the_offset_that_holds_here() -> None:
    now = datetime.now(UTC)
    assert timedelta(seconds=-1) < local_now() - now < timedelta(minutes=1)
    assert local_now().utcoffset() == now.astimezone().utcoffset()


def test_totals_count_sessions_days_and_seconds() -> None:
    assert total([]) == Total(0, 0, 0)
    twice_a_day = at("2026-07-22T07:00+02:00", "2026-07-22T21:00+02:00", "2026-07-23T07:00+02:00")
    assert total(twice_a_day) == Total(3, 2, 180)


def test_a_week_lasts_from_monday_to_sunday() -> None:
    sunday, monday, next_sunday, next_monday = at(
        "2025-12-28T23:59+01:00", "2025-12-29T00:01+01:00", "2026-01-04T23:59+01:00", "2026-01-05T00:01+01:00"
    )
    kept = in_week_of([sunday, monday, next_sunday, next_monday], datetime.fromisoformat("2026-01-01T12:00+01:00"))
    assert kept == [monday, next_sunday]


def test_the_last_days_include_today(path: Path) -> None:
    for practice in at("2026-07-21T23:59+02:00", "2026-07-22T00:00+02:00", "2026-07-23T08:00+02:00"):
        append_practice(practice, path)
    history, now = read_history(path), datetime.fromisoformat("2026-07-23T09:00+02:00")
    assert [len(in_last_days(history, days, now).practices) for days in (1, 2, 3, 10**12)] == [1, 2, 3, 3]
    assert in_last_days(history, 1, now).lines == history.lines[2:]


STREAKS = {
    "nothing yet": ("2026-07-23T12:00+02:00", [], (0, 0)),
    "today": ("2026-07-23T12:00+02:00", ["2026-07-23T08:00+02:00"], (1, 1)),
    "twice today is one day": (
        "2026-07-23T22:00+02:00",
        ["2026-07-23T08:00+02:00", "2026-07-23T21:00+02:00"],
        (1, 1),
    ),
    "not today yet": ("2026-07-23T23:59+02:00", ["2026-07-21T08:00+02:00", "2026-07-22T08:00+02:00"], (2, 2)),
    "a whole day without": ("2026-07-24T00:00+02:00", ["2026-07-21T08:00+02:00", "2026-07-22T08:00+02:00"], (0, 2)),
    "either side of midnight": (
        "2026-07-23T12:00+02:00",
        ["2026-07-22T23:59:59.999+02:00", "2026-07-23T00:00+02:00"],
        (2, 2),
    ),
    "a gap": (
        "2026-07-23T12:00+02:00",
        ["2026-07-18T08:00+02:00", "2026-07-19T08:00+02:00", "2026-07-20T08:00+02:00", "2026-07-23T08:00+02:00"],
        (1, 3),
    ),
    "clocks go forward": (
        "2026-03-30T12:00+02:00",
        ["2026-03-28T23:50+01:00", "2026-03-29T23:50+02:00", "2026-03-30T00:10+02:00"],
        (3, 3),
    ),
    "nothing on the day when clocks go forward": (
        "2026-03-30T12:00+02:00",
        ["2026-03-28T23:50+01:00", "2026-03-30T00:10+02:00"],
        (1, 1),
    ),
    "clocks go back": (
        "2026-10-26T12:00+01:00",
        ["2026-10-24T00:10+02:00", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-26T11:00+01:00"],
        (3, 3),
    ),
    "westward, where the day comes again": (  # Tokyo to Honolulu
        "2026-07-24T09:00-10:00",
        ["2026-07-23T21:00+09:00", "2026-07-24T20:00+09:00", "2026-07-24T08:00-10:00"],
        (2, 2),
    ),
    "westward, and it is still the day before": (
        "2026-07-23T20:00-10:00",
        ["2026-07-24T08:00+09:00"],
        (1, 1),
    ),
    "eastward, where a day is missing": (  # Los Angeles to Auckland
        "2026-01-03T21:00+13:00",
        ["2026-01-01T08:00-08:00", "2026-01-03T20:00+13:00"],
        (2, 2),
    ),
    "eastward, and a day without": (
        "2026-01-04T21:00+13:00",
        ["2026-01-01T08:00-08:00", "2026-01-04T20:00+13:00"],
        (1, 1),
    ),
    "a clock that was wrong": (
        "2026-07-23T12:00+02:00",
        ["2026-07-22T08:00+02:00", "2026-07-23T08:00+02:00", "2099-01-01T08:00+02:00"],
        (2, 2),
    ),
}


@pytest.mark.parametrize(("now", "moments", "expected"), STREAKS.values(), ids=STREAKS)
def test_a_streak_breaks_when_a_whole_day_passed_without_a_session(
    now: str, moments: list[str], expected: tuple[int, int]
) -> None:
    assert days_in_a_row(now, *moments) == expected


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(0, 1439), offsets)
def test_in_one_place_a_streak_is_the_days_in_a_row(days: set[int], minute: int, zone: timezone) -> None:
    start = datetime(2026, 7, 1, tzinfo=zone) + timedelta(minutes=minute)
    moments = [(start + timedelta(days=day)).isoformat() for day in days]
    runs = {day: next(length for length in range(1, 99) if day - length not in days) for day in days}
    last = max(days)
    for later, current in ((0, runs[last]), (1, runs[last]), (2, 0)):
        now = (start + timedelta(days=last + later)).isoformat()
        assert days_in_a_row(now, *moments) == (current, max(runs.values()))


def test_without_sessions_there_is_no_streak() -> None:
    assert streak([], COBRA.finished_at) == Streak(0, 0)


def test_byte_order_marks_lose_nothing(path: Path) -> None:
    append_practice(COBRA, path)
    marked = b"\xef\xbb\xbf" + path.read_bytes()
    path.write_bytes(2 * marked)
    history = read_history(path)
    assert (history.practices, history.damaged) == ((COBRA, COBRA), 0)
    assert [json.loads(line)["name"] for line in history.lines] == ["cobra", "cobra"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_only_a_file_is_read_and_added_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "pipe"), (Path("/dev/zero"), "device"), (tmp_path, "folder")):
        with pytest.raises(HistoryError, match=f"could not be read: it is a {kind}, not a file"):
            read_history(path)
        with pytest.raises(HistoryError, match=f"could not be added to .*: it is a {kind}, not a file"):
            append_practice(COBRA, path)


def test_a_log_without_bounds_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(HistoryError, match="it is larger than 64 MiB"):
        read_history(tmp_path / "huge")
