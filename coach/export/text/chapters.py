"""Convert a timeline to chapters, one for each section, with its sides; also to the JSON that podcast players read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from coach.timeline import MarkKind, Section, Timeline
from coach.units import clock, frames_to_seconds

FORMAT_VERSION = "1.2.0"
"""The version of the JSON file's format.

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
    """The opening, a stretch or the closing, in exact seconds that do not depend on a file's sample rate.

    Attributes:
        title: The section's title.
        start_s: Where it begins, in seconds from the start of the session.
        end_s: Where it ends.
        sides: The sides of a stretch that has some.
    """

    title: str
    start_s: Fraction
    end_s: Fraction
    sides: tuple[Side, ...] = ()

    @property
    def description(self) -> str:
        """Where its sides begin after the chapter's start, such as “right 0:12, left 0:50”; empty without sides."""
        return ", ".join(f"{side.name} {clock(float(side.start_s - self.start_s))}" for side in self.sides)


def chapters(timeline: Timeline) -> Iterator[Chapter]:
    """Yield the chapters of a session, end to end, from its first frame to its last."""
    for section in timeline.sections:
        yield _chapter(section, timeline.sample_rate)


def chapters_json(timeline: Timeline) -> Iterator[str]:
    """Yield a Podcasting 2.0 chapters file line by line.

    A side is a chapter inside its stretch that stays out of the table of contents (`toc`).
    """
    rows = []
    for chapter in chapters(timeline):
        rows.append(_row(chapter.title, chapter.start_s, chapter.end_s))
        rows += [_row(f"{chapter.title}, {side.name}", side.start_s, side.end_s, toc=False) for side in chapter.sides]
    yield f'{{"version": "{FORMAT_VERSION}", "title": {json.dumps(timeline.title)}, "chapters": ['
    yield ",\n".join(json.dumps(row) for row in rows)
    yield "]}"


def _chapter(section: Section, sample_rate: int) -> Chapter:
    def seconds(frame: int) -> Fraction:
        return frames_to_seconds(frame, sample_rate)

    sides = tuple(
        Side(mark.side, seconds(mark.start_frame), seconds(mark.end_frame))
        for mark in section.marks
        if mark.kind is MarkKind.SIDE
    )
    return Chapter(section.title, seconds(section.start_frame), seconds(section.end_frame), sides)


def _row(title: str, start_s: Fraction, end_s: Fraction, **more: bool) -> dict[str, str | float | bool]:
    return {"startTime": round(float(start_s), 3), "endTime": round(float(end_s), 3), "title": title, **more}
