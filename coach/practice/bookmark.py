"""Keeps where an unfinished session was left: one small file, written while it plays, read to go on with it later.

Holds what was asked for, as texts, and how far the session was. Neither reads options nor plays.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.files import read_given, replacing
from coach.practice.history import LONGEST_S

if TYPE_CHECKING:  # options are read with a bookmark, before numpy is needed
    from coach.timeline import Section

FORMAT = 1
"""The version of the file. It counts changes that an older version would misunderstand, also of the sample rate that
frames are at."""


MOST_BYTES = 1024 * 1024
"""The largest bookmark that is read; most have under a thousand bytes."""


class BookmarkError(CoachError):
    """A bookmark that could not be written, read, used or deleted."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a session that is not finished was left.

    Attributes:
        name: The name of the script, or its absolute path; see `lasting_name`.
        options: The options that shaped the session, by name, as the command line takes them.
        section_index: Which of the session's sections it was left in, from 0.
        stretch: The name of that section's stretch; empty in the opening and the closing.
        frame: How many frames of that section were heard.
        saved_at: The time of saving, with its offset from UTC.
        practised_s: Seconds of the session that were practised so far.
        done: The names of the stretches that were done so far.
    """

    name: str
    options: Mapping[str, str]
    section_index: int
    stretch: str
    frame: int
    saved_at: datetime
    practised_s: float = 0.0
    done: tuple[str, ...] = ()


def lasting_name(name: str) -> str:
    """Return a script's name unchanged, and a path as an absolute one, so that it holds in every folder.

    Names have neither dots nor slashes.
    """
    return str(Path(name).absolute()) if set(name) & set("./\\") else name


def write_bookmark(bookmark: Bookmark, path: Path) -> None:
    """Replace the bookmark; takes a fraction of a millisecond, so that a player can do it while it plays.

    A reader finds the old bookmark or the new one, even if this program is killed. The file is not forced to the disk:
    on a busy disk that takes seconds, in which no key would be answered, and it would keep a sleeping disk awake. A
    power cut may cost what was written in the last half minute.

    Raises:
        BookmarkError: The system refused. The old bookmark is still there, and the session can go on.
    """
    content = {
        "format": FORMAT,
        "name": bookmark.name,
        "options": dict(bookmark.options),
        "section": bookmark.section_index,
        "stretch": bookmark.stretch,
        "frame": bookmark.frame,
        "saved_at": bookmark.saved_at.isoformat(),
        "practised_s": round(bookmark.practised_s, 1),
        "done": list(bookmark.done),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, durable=False) as file:
            file.write(json.dumps(content).encode("ascii"))
    except OSError as error:
        problem = f"Where this session was left could not be saved in {path}: {error.strerror or error}."
        remedy = "Make room, make it writable, or name another folder in COACH_DATA_DIR."
        raise BookmarkError(problem, remedy) from error


def read_bookmark(path: Path) -> Bookmark | None:
    """Read the bookmark; return None when there is none.

    Raises:
        BookmarkError: It cannot be read, is damaged, or was written by a newer version.
    """
    try:
        content = read_given(path, MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise BookmarkError(problem, "Make it readable, or delete it.") from error
    try:
        kept = json.loads(content.decode())
        if _is_count(kept["format"]) and kept["format"] > FORMAT:
            problem = f"The unfinished session in {path} was saved by a newer version of coach."
            raise BookmarkError(problem, "Update coach, or begin again without --resume.")
        return _bookmark(kept)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        problem = f"The unfinished session in {path} is damaged."
        raise BookmarkError(problem, "Begin again without --resume.") from error


def remove_bookmark(path: Path) -> None:
    """Delete the bookmark; do nothing when there is none.

    Raises:
        BookmarkError: The system refused.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        problem = f"{path}, the bookmark of a finished session, could not be deleted: {error.strerror or error}."
        raise BookmarkError(problem, "Delete it yourself.") from error


def bookmarked_frame(bookmark: Bookmark, sections: Sequence["Section"]) -> int:
    """Find the frame to go on from in sections that may have changed: a shorter routine, another voice or speed.

    It lies in the section of the same index if that is the same stretch, else in the nearest section of that stretch,
    else at the beginning of the session. If the section has become too short, it is the section's beginning: repeating
    a hold is better than missing some of it.

    Args:
        bookmark: Where the session was left.
        sections: All sections of the session, from frame 0.

    Returns:
        A frame of the session.
    """
    left = bookmark.section_index
    same = [index for index, section in enumerate(sections) if section.stretch == bookmark.stretch]
    if not bookmark.stretch:  # the opening and the closing are told apart by their index alone
        same = [index for index in same if index == left]
    if not same:
        return 0
    section = sections[min(same, key=lambda index: abs(index - left))]
    frame = section.start_frame + bookmark.frame
    return frame if frame < section.end_frame else section.start_frame


def _bookmark(kept: Mapping[str, Any]) -> Bookmark:
    """Make a bookmark of the file's content; raise a ValueError, TypeError or LookupError if it is damaged."""
    bookmark = Bookmark(
        name=kept["name"],
        options=dict(kept["options"]),
        section_index=kept["section"],
        stretch=kept["stretch"],
        frame=kept["frame"],
        saved_at=datetime.fromisoformat(kept["saved_at"]),
        practised_s=float(kept.get("practised_s", 0)),
        done=tuple(kept.get("done", ())),
    )
    texts = (bookmark.name, bookmark.stretch, *bookmark.options, *bookmark.options.values(), *bookmark.done)
    counted = kept["format"] == FORMAT and _is_count(bookmark.section_index) and _is_count(bookmark.frame)
    good = all(isinstance(text, str) and "\0" not in text for text in texts)  # no path and no option has a NUL
    if not (counted and good and bookmark.saved_at.tzinfo and 0 <= bookmark.practised_s <= LONGEST_S):
        raise TypeError
    return bookmark


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0
