"""Finds the bookmarks of all sessions that are unfinished: each time that one is played has a bookmark of its own.

They are files in the folder `unfinished`, of any name; the one `bookmark.json` of earlier versions counts too.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coach.files import data_folder
from coach.practice.bookmark import Bookmark, BookmarkError, lasting_name, read_bookmark, remove_bookmark

MOST_KEPT = 20
"""The most bookmarks that are kept. If one is left every day, the oldest is three weeks old, and nobody needs it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that can be continued.

    Attributes:
        bookmark: Where it was left.
        path: The bookmark's file.
    """

    bookmark: Bookmark
    path: Path


def new_bookmark_path() -> Path:
    """Return a path for the bookmark of a session that begins; no other session has it."""
    import secrets  # only here, because it loads hmac and random, which take 3 ms

    return _folder() / f"{secrets.token_hex(8)}.json"


def unfinished_sessions() -> tuple[list[Unfinished], list[BookmarkError]]:
    """Return the sessions that can be continued, the one that was left last first, and the faults of the others.

    Those that were left later than now, by a clock that was wrong, come last.
    """
    sessions, faults = list[Unfinished](), list[BookmarkError]()
    for path in _paths():
        try:
            if bookmark := read_bookmark(path):
                sessions.append(Unfinished(bookmark, path))
        except BookmarkError as error:
            faults.append(error)
    now = datetime.now(UTC)
    sessions.sort(key=lambda each: (each.bookmark.saved_at <= now, each.bookmark.saved_at), reverse=True)
    return sessions, faults


def last_unfinished(name: str | None = None) -> Unfinished:
    """Return the session that was left last.

    Args:
        name: The name or path of its script; None for any.

    Raises:
        BookmarkError: There is none, or none that can be read.
    """
    sessions, faults = unfinished_sessions()
    for session in sessions:
        if name is None or _is_called(session.bookmark, name):
            return session
    if faults and not sessions:
        raise faults[0]
    if sessions:
        problem = f"No session of “{name}” is unfinished."
        raise BookmarkError(problem, "`coach play --list-unfinished` lists those that are.")
    raise BookmarkError("No session is unfinished.", "Begin one without --resume.")


def forget_oldest(newest: Path) -> None:
    """Delete the oldest bookmarks and keep the last `MOST_KEPT`. One that the system refuses to delete stays.

    Args:
        newest: The bookmark that was written just now, whatever the clock says.
    """
    ages: list[tuple[bool, float, Path]] = []
    for path in _paths():
        with suppress(OSError):
            ages.append((path == newest, path.lstat().st_mtime, path))
    for _, _, path in sorted(ages, reverse=True)[MOST_KEPT:]:
        with suppress(BookmarkError):
            remove_bookmark(path)


def _folder() -> Path:
    return data_folder() / "unfinished"


def _paths() -> list[Path]:
    return [*sorted(_folder().glob("*.json")), data_folder() / "bookmark.json"]


def _is_called(bookmark: Bookmark, name: str) -> bool:
    return bookmark.name == lasting_name(name) or Path(bookmark.name).stem.casefold() == name.casefold()
