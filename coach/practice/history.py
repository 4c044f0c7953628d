"""Keeps the log of practice, one line of JSON for each finished session, and counts days, streaks and minutes in it.

The file only grows and no line is rewritten, so lines of a newer version stay as they are. A day is the calendar day
where the person was at that time, wherever they are now: each time carries its offset from UTC. The log does not hold
the options of a session.
"""

import codecs
import errno
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from io import FileIO
from pathlib import Path

from coach.errors import CoachError
from coach.files import data_folder, read_given, refuse_special

MOST_BYTES = 64 * 1024 * 1024
"""The largest log that is read: the sessions of centuries."""

LONGEST_S = 7 * 24 * 3600.0
"""The longest practice that a line can tell of. A session lasts a day at most, and some of it may be repeated."""

WHOLE_DAY = timedelta(hours=23)
"""The shortest day where people live: the one on which clocks go forward."""


class HistoryError(CoachError):
    """A log of practice that could not be read, written or deleted."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A finished session.

    Attributes:
        finished_at: The time of its end, with the offset from UTC that held there.
        name: The name of the routine or stretch; never a path, which tells where files lay and nothing of the practice.
        title: The title of the routine or stretch.
        stretches: Names of the stretches that were done, in order; the routine of that name may change later.
        practised_s: Seconds of the session that were heard; pauses do not count, repetitions count twice.
    """

    finished_at: datetime
    name: str
    title: str
    stretches: tuple[str, ...]
    practised_s: float


@dataclass(frozen=True, slots=True)
class History:
    """The content of the log.

    Attributes:
        practices: The sessions in order of time.
        lines: The line of each session as it stands in the file, with keys that this version does not know.
        damaged: Number of lines that could not be understood.
    """

    practices: tuple[Practice, ...] = ()
    lines: tuple[str, ...] = ()
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over some sessions.

    Attributes:
        sessions: Number of sessions.
        days: Number of days with at least one session.
        practised_s: Seconds of all sessions that were heard.
    """

    sessions: int
    days: int
    practised_s: float


@dataclass(frozen=True, slots=True)
class Streak:
    """Lengths of runs: days of practice with no whole day between them.

    Attributes:
        current_days: Days in the run that still goes on; 0 when none does.
        longest_days: Days in the longest run.
    """

    current_days: int
    longest_days: int


def history_path() -> Path:
    """Return the path of the log, whether or not there is one."""
    return data_folder() / "history.jsonl"


def local_now() -> datetime:
    """Return this moment to the second, with the offset from UTC that holds here."""
    return datetime.now(UTC).astimezone().replace(microsecond=0)


def append_practice(practice: Practice, path: Path) -> None:
    """Add a line to the log; make the file and its folder if they are missing.

    The line is written in one piece at the end, so that programs that write at the same moment keep each other's lines.
    (Windows has no such append: there two programs within the same microseconds may overwrite each other.) It is on the
    disk when this returns. A line that a crash cut short stays a line of its own.

    Raises:
        HistoryError: The system refused. The lines before are as they were.
    """
    line = json.dumps(asdict(practice) | {"finished_at": practice.finished_at.isoformat()}) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_special(path)
        with path.open("a+b", buffering=0) as file:
            _add_line(file, line.encode())
            os.fsync(file.fileno())
    except OSError as error:
        problem = f"This session could not be added to {path}: {error.strerror or error}."
        raise HistoryError(problem, "Make room, make it writable, or name another folder in COACH_DATA_DIR.") from error


def read_history(path: Path) -> History:
    """Read the log; a missing file counts as an empty one, and damaged lines are counted and skipped.

    Byte order marks, which some editors write, are left out.

    Raises:
        HistoryError: The file is there and cannot be read.
    """
    try:
        content = read_given(path, MOST_BYTES)
    except FileNotFoundError:
        return History()
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise HistoryError(problem, "Make it readable, or name another folder in COACH_DATA_DIR.") from error
    lines = [line for each in content.splitlines() if (line := each.removeprefix(codecs.BOM_UTF8)).strip()]
    read = [(practice, line.decode()) for line in lines if (practice := _read_line(line))]
    read.sort(key=lambda pair: pair[0].finished_at)
    return _history(read, damaged=len(lines) - len(read))


def clear_history(path: Path) -> None:
    """Delete the log; do nothing when there is none.

    Raises:
        HistoryError: The system refused.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise HistoryError(f"{path} could not be deleted: {error.strerror or error}.", "Delete it yourself.") from error


def total(practices: Iterable[Practice]) -> Total:
    """Add up some sessions."""
    kept = tuple(practices)
    return Total(len(kept), _days(each.finished_at for each in kept), sum(each.practised_s for each in kept))


def in_week_of(practices: Iterable[Practice], now: datetime) -> list[Practice]:
    """Return the sessions of this week, from Monday to Sunday (ISO 8601)."""
    week = now.date().isocalendar()[:2]
    return [each for each in practices if each.finished_at.date().isocalendar()[:2] == week]


def in_last_days(history: History, days: int, now: datetime) -> History:
    """Return the sessions of the last `days` days, today included."""
    today = now.date().toordinal()
    pairs = zip(history.practices, history.lines, strict=True)
    kept = [pair for pair in pairs if today - pair[0].finished_at.date().toordinal() < days]
    return _history(kept, history.damaged)


def streak(practices: Iterable[Practice], now: datetime) -> Streak:
    """Count the days of practice in a row.

    A day that is not over yet does not break a run, nor does a day that a journey across time zones took away.

    Args:
        practices: Sessions in any order; those later than now, from a clock that was wrong, are left out.
        now: This moment, with the offset from UTC that holds here.
    """
    runs: list[list[datetime]] = []
    for moment in sorted(each.finished_at for each in practices if each.finished_at <= now):
        if runs and not _day_between(runs[-1][-1], moment):
            runs[-1].append(moment)
        else:
            runs.append([moment])
    goes_on = bool(runs) and not _day_between(runs[-1][-1], now)
    return Streak(_days(runs[-1]) if goes_on else 0, max(map(_days, runs), default=0))


def _history(pairs: list[tuple[Practice, str]], damaged: int) -> History:
    practices, lines = zip(*pairs, strict=True) if pairs else ((), ())
    return History(practices, lines, damaged)


def _day_between(earlier: datetime, later: datetime) -> bool:
    """Tell whether a whole day lies between the end of the earlier day and the beginning of the later one."""
    end = datetime.combine(earlier.date() + timedelta(days=1), time.min, earlier.tzinfo)
    beginning = datetime.combine(later.date(), time.min, later.tzinfo)
    return beginning - end >= WHOLE_DAY


def _days(moments: Iterable[datetime]) -> int:
    return len({moment.date() for moment in moments})


def _add_line(file: FileIO, line: bytes) -> None:
    """Write a line at the end in one piece, after a line break if a crash cut the line before it short."""
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        line = line if file.read(1) == b"\n" else b"\n" + line
    if file.write(line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _read_line(line: bytes) -> Practice | None:
    """Read a line of the log, ignoring unknown keys; return None when it is damaged."""
    try:
        kept = json.loads(line.decode())
        practice = Practice(
            datetime.fromisoformat(kept["finished_at"]),
            kept["name"],
            kept["title"],
            tuple(kept["stretches"]),
            float(kept["practised_s"]),
        )
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None
    return practice if _is_valid(practice) else None


def _is_valid(practice: Practice) -> bool:
    texts = (practice.name, practice.title, *practice.stretches)
    aware = practice.finished_at.tzinfo is not None
    return aware and all(isinstance(text, str) for text in texts) and 0 <= practice.practised_s <= LONGEST_S
