"""The place in an unfinished session: one small file, written while it plays, read when somebody wants to go on.

Keeps what was asked for, as texts, and how far it was; there is one place at a time. Neither reads options nor plays.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.files import data_folder
from coach.timeline import Section

FORMAT = 1
"""Counts changes of the file that an older version would misunderstand; also of the sample rate that frames are at."""


class BookmarkError(CoachError):
    """A place in a session that could not be kept, or gone back to."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a session that is not finished.

    Attributes:
        name: What is played: a name, or an absolute path; see `lasting_name`.
        options: What shaped the session, by option, as the command line takes it.
        section: Which of the session's sections, from 0.
        stretch: The name of that section's stretch; empty in the opening and the closing.
        frame: Frames of that section that were heard.
        saved_at: With its offset from UTC.
        practised_s: Seconds of the session that were practised so far.
        done: The names of the stretches that were done so far.
    """

    name: str
    options: Mapping[str, str]
    section: int
    stretch: str
    frame: int
    saved_at: datetime
    practised_s: float = 0.0
    done: tuple[str, ...] = ()


def bookmark_path() -> Path:
    """Where the bookmark is, or would be."""
    return data_folder() / "bookmark.json"


def lasting_name(name: str) -> str:
    """A script's name as it is, and a path as one that holds in every folder; names have neither dots nor slashes."""
    return str(Path(name).absolute()) if set(name) & set("./\\") else name


def write_bookmark(bookmark: Bookmark, path: Path) -> None:
    """Keep a place instead of the one before; a fifth of a millisecond, so that a player can do so as it plays.

    The file is renamed into place, so a reader, or a program that is killed, finds the old one or the new one. It is
    not forced to the disk, unlike what `safe_file` writes: on a busy disk that takes seconds, in which no key would be
    answered, and it would keep a sleeping disk awake. A power cut may cost the place of the last half minute.

    Raises:
        BookmarkError: The system refused. The place before is still there, and the session can go on.
    """
    content = {
        "format": FORMAT,
        "name": bookmark.name,
        "options": dict(bookmark.options),
        "section": bookmark.section,
        "stretch": bookmark.stretch,
        "frame": bookmark.frame,
        "saved_at": bookmark.saved_at.isoformat(),
        "practised_s": round(bookmark.practised_s, 1),
        "done": list(bookmark.done),
    }
    unfinished = path.with_name(f".{path.name}-{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_text(json.dumps(content), encoding="ascii")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        problem = f"The place in this session could not be kept in {path}: {error.strerror or error}."
        raise BookmarkError(
            problem, "Make room, make it writable, or name another folder in COACH_DATA_DIR."
        ) from error


def read_bookmark(path: Path) -> Bookmark | None:
    """The place that was kept, or None when there is none.

    Raises:
        BookmarkError: It cannot be read, is damaged, or is of a newer version.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise BookmarkError(problem, "Make it readable, or begin again without --resume.") from error
    try:
        kept = json.loads(content.decode())
        if _is_count(kept["format"]) and kept["format"] > FORMAT:
            problem = f"The unfinished session in {path} was kept by a newer version of coach."
            raise BookmarkError(problem, "Update coach, or begin again without --resume.")
        return _bookmark(kept)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        problem = f"The unfinished session in {path} is damaged."
        raise BookmarkError(problem, "Begin again without --resume.") from error


def remove_bookmark(path: Path) -> None:
    """Forget the place; that there is none is no error.

    Raises:
        BookmarkError: The system refused.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        problem = f"{path}, the place in a session that is finished, could not be deleted: {error.strerror or error}."
        raise BookmarkError(problem, "Delete it yourself.") from error


def place_in(bookmark: Bookmark, sections: Sequence[Section]) -> tuple[int, int]:
    """Where to go on, in sections that may have changed since: a shorter routine, another voice or speed.

    It is the section of the same number if that is the same stretch, else the nearest of that stretch, else the first.
    A place that such a section does not reach is its beginning: rather a hold twice than a hold too little.

    Args:
        bookmark: The place.
        sections: All of the session's, from frame 0.

    Returns:
        The section's number, and a frame of the session inside it.
    """
    stretch, number = bookmark.stretch, bookmark.section
    places = [at for at, section in enumerate(sections) if section.stretch == stretch and (stretch or at == number)]
    if not places:
        return 0, 0
    nearest = min(places, key=lambda at: abs(at - number))
    frame = sections[nearest].start_frame + bookmark.frame
    return nearest, frame if frame < sections[nearest].end_frame else sections[nearest].start_frame


def _bookmark(kept: Mapping[str, Any]) -> Bookmark:
    """What the file says, or a ValueError, TypeError or LookupError."""
    options, saved_at = dict(kept["options"]), datetime.fromisoformat(kept["saved_at"])
    practised_s, done = float(kept.get("practised_s", 0)), tuple(kept.get("done", ()))
    place = (kept["section"], kept["stretch"], kept["frame"], saved_at)
    bookmark = Bookmark(kept["name"], options, *place, practised_s, done)
    texts = (bookmark.name, bookmark.stretch, *options, *options.values(), *done)
    counted = kept["format"] == FORMAT and _is_count(bookmark.section) and _is_count(bookmark.frame)
    if not (counted and all(isinstance(text, str) for text in texts) and saved_at.tzinfo):
        raise TypeError
    return bookmark


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0
