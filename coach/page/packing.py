"""Packs the long lists of a page's contents into flat lists of small numbers, which take less than half the room.

`assets/unpack.js` is the inverse. What is alike in many entries is written once; a start is the distance from the one
before.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from coach.page.contents import Contents, Resume

Kind = TypeVar("Kind")


def packed(contents: Contents) -> dict[str, Any]:
    """Return the contents with packed spans, cues and tables; all else stays as it is.

    Returns:
        A mapping for JSON, in which these are packed:
        `spans`: `kinds`, each distinct entry without its place and number; and `flat`, four numbers for each span:
        distance from the start of the one before, length, index of its kind, and its number or 0.
        `cues`: `kinds`, each distinct text or sound; and `flat`, three numbers for each cue: distance, length, kind.
        `resume`: `says`, each distinct pair of sentences and frames to settle; and `tables`, three numbers for each
        row: distance from the row before, how far back the session goes on from the row's first frame (-1: where it was
        cut), and index of what is said.
    """
    return {
        **contents,
        "spans": _entries(contents["spans"], apart=("n",)),
        "cues": _entries(contents["cues"]),
        "resume": _resume(contents["resume"]),
    }


def _entries(entries: Iterable[Mapping[str, Any]], *, apart: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Pack entries that have a start and an end; the keys in `apart` have a number of their own."""
    kinds, flat = _Numbered[tuple[tuple[str, Any], ...]](), list[int]()
    before = 0
    for entry in entries:
        kind = tuple((key, value) for key, value in entry.items() if key not in ("start", "end", *apart))
        flat += [entry["start"] - before, entry["end"] - entry["start"], kinds.number(kind)]
        flat += [entry.get(key, 0) for key in apart]
        before = entry["start"]
    return {"kinds": [dict(kind) for kind in kinds], "flat": flat}


def _resume(resume: Resume) -> dict[str, Any]:
    says, tables = _Numbered[tuple[tuple[int, ...], int]](), []
    for table in resume["tables"]:
        flat, before = list[int](), 0
        for from_frame, place, sentences, settle_frames in table:
            back = -1 if place is None else from_frame - place
            flat += [from_frame - before, back, says.number((tuple(sentences), settle_frames))]
            before = from_frame
        tables.append(flat)
    return {"limits_s": resume["limits_s"], "says": [*says], "tables": tables}


class _Numbered(dict[Kind, int]):
    """Different values with their numbers, in the order in which they were first asked for."""

    def number(self, value: Kind) -> int:
        return self.setdefault(value, len(self))
