"""The log of practice: a line of JSON for each finished session in, days, streaks and minutes out.

The file only grows and no line is rewritten, so what a newer version wrote in it stays. A day is the calendar's day
where the person was, wherever they are now: each time has its offset from UTC. What a session sounded like is not kept.
"""

import errno
import json
import math
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from io import FileIO
from pathlib import Path

from coach.errors import CoachError
from coach.files import data_folder

WHOLE_DAY = timedelta(hours=23)
"""The shortest day there is where people live: the one on which clocks go forward."""


class HistoryError(CoachError):
    """A log of practice that could not be read, written or deleted."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A session that was finished.

    Attributes:
        finished_at: When, with the offset from UTC that held where it was.
        name: The routine's or the stretch's own; never a path, which says where files lay and nothing of the practice.
        title: The same for reading.
        stretches: Names of the stretches that were done, in order: a routine of that name may have others one day.
        practised_s: Seconds of the session that were heard; pauses do not count, what was heard twice counts twice.
    """

    finished_at: datetime
    name: str
    title: str
    stretches: tuple[str, ...]
    practised_s: float


@dataclass(frozen=True, slots=True)
class History:
    """What is in the log.

    Attributes:
        practices: In order of time.
        lines: The line of each as it stands in the file, with what this version knows nothing of.
        damaged: How many lines could not be understood.
    """

    practices: tuple[Practice, ...] = ()
    lines: tuple[str, ...] = ()
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """What some sessions come to; `days` are those with at least one."""

    sessions: int
    days: int
    practised_s: float


@dataclass(frozen=True, slots=True)
class Streak:
    """Days of practice with no whole day between them: in the run that still goes on, and in the longest there was."""

    current_days: int
    longest_days: int


def history_path() -> Path:
    """Where the log is, or would be."""
    return data_folder() / "history.jsonl"


def local_now() -> datetime:
    """This moment to the second, with the offset from UTC that holds here."""
    return datetime.now(UTC).astimezone().replace(microsecond=0)


def append_practice(practice: Practice, path: Path) -> None:
    """Add a line to the log, and make the file and its folder when missing.

    It is written at once and at the end, so that programs that do so at the same moment keep each other's lines (on
    Windows, where no file can only be appended to, save within the same microseconds), and it is on the disk when this
    returns. A line that a crash cut short stays, by itself.

    Raises:
        HistoryError: The system refused. The lines before are as they were; the session is over and nothing failed.
    """
    line = json.dumps(asdict(practice) | {"finished_at": practice.finished_at.isoformat()}) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as file:
            _add_line(file, line.encode())
            os.fsync(file.fileno())
    except OSError as error:
        problem = f"This session could not be added to {path}: {error.strerror or error}."
        raise HistoryError(problem, "Make room, make it writable, or name another folder in COACH_DATA_DIR.") from error


def read_history(path: Path) -> History:
    """The sessions in the log; no file is an empty one, and lines that are damaged are counted and skipped.

    Raises:
        HistoryError: It is there and cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return History()
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise HistoryError(problem, "Make it readable, or name another folder in COACH_DATA_DIR.") from error
    lines = [line for line in content.splitlines() if line.strip()]
    read = [(practice, line.decode()) for line in lines if (practice := _read_line(line))]
    read.sort(key=lambda pair: pair[0].finished_at)
    return _history(read, damaged=len(lines) - len(read))


def clear_history(path: Path) -> None:
    """Delete the log; that there is none is no error.

    Raises:
        HistoryError: The system refused.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise HistoryError(f"{path} could not be deleted: {error.strerror or error}.", "Delete it yourself.") from error


def total(practices: Iterable[Practice]) -> Total:
    """What some sessions come to."""
    kept = tuple(practices)
    return Total(len(kept), _days(each.finished_at for each in kept), sum(each.practised_s for each in kept))


def in_week_of(practices: Iterable[Practice], now: datetime) -> list[Practice]:
    """The sessions of the week that it is, from Monday to Sunday (ISO 8601)."""
    week = now.date().isocalendar()[:2]
    return [each for each in practices if each.finished_at.date().isocalendar()[:2] == week]


def in_last_days(history: History, days: int, now: datetime) -> History:
    """The sessions of today and of the days before it, `days` in all."""
    today = now.date().toordinal()
    pairs = zip(history.practices, history.lines, strict=True)
    kept = [pair for pair in pairs if today - pair[0].finished_at.date().toordinal() < days]
    return _history(kept, history.damaged)


def streak(practices: Iterable[Practice], now: datetime) -> Streak:
    """Days in a row. A day that is not over breaks nothing, and nor does one that a journey took away.

    Args:
        practices: In any order; those later than now, from a clock that was wrong, are left out.
        now: With the offset from UTC that holds here.
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
    """Whether a whole day lies between the end of the one's day and the beginning of the other's."""
    end = datetime.combine(earlier.date() + timedelta(days=1), time.min, earlier.tzinfo)
    beginning = datetime.combine(later.date(), time.min, later.tzinfo)
    return beginning - end >= WHOLE_DAY


def _days(moments: Iterable[datetime]) -> int:
    return len({moment.date() for moment in moments})


def _add_line(file: FileIO, line: bytes) -> None:
    """Write a line at the end, in one piece; first end the one before it, if a crash left that open."""
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        line = line if file.read(1) == b"\n" else b"\n" + line
    if file.write(line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _read_line(line: bytes) -> Practice | None:
    """A practice, or None when the line is damaged; keys that are unknown are none of our business."""
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
    return practice if _is_sound(practice) else None


def _is_sound(practice: Practice) -> bool:
    texts = (practice.name, practice.title, *practice.stretches)
    aware = practice.finished_at.tzinfo is not None
    return aware and all(isinstance(text, str) for text in texts) and 0 <= practice.practised_s < math.inf
