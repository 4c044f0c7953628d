"""Convert a timeline to chapters, one for each section, with its sides and rounds.

Writes them as the JSON that podcast players read too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from coach.timeline import Mark, MarkKind, Section, Timeline
from coach.units import clock, frames_to_seconds

FORMAT_VERSION = "1.2.0"
"""The version of the JSON file's format.

Source: Podcasting 2.0, JSON Chapters Format.
"""


@dataclass(frozen=True, slots=True)
class Label:
    """A side or a round of a stretch, in seconds from the start of the session.

    Attributes:
        name: The side in the script's words, or “round 2”; inside another one, that one's name comes first, as in
            “round 2 left”.
        start_s: Where it begins.
        end_s: Where it ends.
    """

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
        labels: The sides and the rounds of a stretch, in order of start.
    """

    title: str
    start_s: Fraction
    end_s: Fraction
    labels: tuple[Label, ...] = ()

    @property
    def description(self) -> str:
        """Where its labels begin after the chapter's start, such as “right 0:12, left 0:50”; empty without labels."""
        return ", ".join(f"{label.name} {clock(float(label.start_s - self.start_s))}" for label in self.labels)


def chapters(timeline: Timeline) -> Iterator[Chapter]:
    """Yield the chapters of a session, end to end, from its first frame to its last."""
    for section in timeline.sections:
        yield _chapter(section, timeline.sample_rate)


def chapters_json(timeline: Timeline) -> Iterator[str]:
    """Yield a Podcasting 2.0 chapters file line by line.

    A side or a round is a chapter inside its stretch that stays out of the table of contents (`toc`).
    """
    rows = []
    for chapter in chapters(timeline):
        rows.append(_row(chapter.title, chapter.start_s, chapter.end_s))
        rows += [_row(f"{chapter.title}, {part.name}", part.start_s, part.end_s, toc=False) for part in chapter.labels]
    yield f'{{"version": "{FORMAT_VERSION}", "title": {json.dumps(timeline.title)}, "chapters": ['
    yield ",\n".join(json.dumps(row) for row in rows)
    yield "]}"


def _chapter(section: Section, sample_rate: int) -> Chapter:
    def seconds(frame: int) -> Fraction:
        return frames_to_seconds(frame, sample_rate)

    labels = tuple(Label(name, seconds(mark.start_frame), seconds(mark.end_frame)) for name, mark in _labelled(section))
    return Chapter(section.title, seconds(section.start_frame), seconds(section.end_frame), labels)


def _labelled(section: Section) -> Iterator[tuple[str, Mark]]:
    """Yield the spans that have a label, in order of start, each with its name."""
    around: list[tuple[str, Mark]] = []
    spans = [mark for mark in section.marks if _is_labelled(mark)]
    for mark in sorted(spans, key=lambda mark: (mark.start_frame, -mark.end_frame)):
        around = [(name, outer) for name, outer in around if mark.end_frame <= outer.end_frame]
        own_name = mark.side if mark.kind is MarkKind.SIDE else f"round {mark.n}"
        name = f"{around[-1][0]} {own_name}" if around else own_name
        around.append((name, mark))
        yield name, mark


def _is_labelled(mark: Mark) -> bool:
    return mark.kind is MarkKind.SIDE or (mark.kind is MarkKind.ROUND and mark.total > 1)


def _row(title: str, start_s: Fraction, end_s: Fraction, **more: bool) -> dict[str, str | float | bool]:
    return {"startTime": round(float(start_s), 3), "endTime": round(float(end_s), 3), "title": title, **more}
