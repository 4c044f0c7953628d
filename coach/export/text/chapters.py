"""Timeline in, chapters out: one a section, with its sides; also as the JSON that podcast players read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from coach.timeline import MarkKind, Timeline
from coach.units import clock, frames_to_seconds

VERSION = "1.2.0"
"""Of the format of the JSON file.

Source: Podcasting 2.0, JSON Chapters Format.
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a stretch, in seconds from the start of the session."""

    name: str
    start_s: Fraction
    end_s: Fraction


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch, the opening or the closing; in exact seconds, whatever sample rate a file will have."""

    title: str
    start_s: Fraction
    end_s: Fraction
    sides: tuple[Side, ...] = ()

    @property
    def description(self) -> str:
        """Where its sides begin, such as “right 0:12, left 0:50” after the chapter's start; empty without sides."""
        return ", ".join(f"{side.name} {clock(float(side.start_s - self.start_s))}" for side in self.sides)


def chapters(timeline: Timeline) -> Iterator[Chapter]:
    """The chapters of a session, end to end, from its first frame to its last."""
    for index, section in enumerate(timeline.sections):

        def seconds(frame: int) -> Fraction:
            return frames_to_seconds(frame, timeline.sample_rate)

        sides = tuple(
            Side(mark.side, seconds(mark.start_frame), seconds(mark.end_frame))
            for mark in section.marks
            if mark.kind is MarkKind.SIDE
        )
        yield Chapter(section.title, seconds(section.start_frame), seconds(section.end_frame), sides)


def chapters_json(timeline: Timeline) -> Iterator[str]:
    """A Podcasting 2.0 chapters file, line by line.

    A side is a chapter inside its stretch that stays out of the table of contents (`toc`).
    """
    rows = []
    for chapter in chapters(timeline):
        rows.append(_row(chapter.title, chapter.start_s, chapter.end_s))
        rows += [_row(f"{chapter.title}, {side.name}", side.start_s, side.end_s, toc=False) for side in chapter.sides]
    yield f'{{"version": "{VERSION}", "title": {json.dumps(timeline.title)}, "chapters": ['
    yield ",\n".join(json.dumps(row) for row in rows)
    yield "]}"


def _row(title: str, start_s: Fraction, end_s: Fraction, **more: bool) -> dict[str, str | float | bool]:
    return {"startTime": round(float(start_s), 3), "endTime": round(float(end_s), 3), "title": title, **more}
