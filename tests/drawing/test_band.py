"""Checks the narrow band that a page shows: a place on it is a time of the session, and it stays small."""

import xml.etree.ElementTree as ET
from dataclasses import replace

from coach.drawing._shapes import Picture, Polygon, Words
from coach.drawing.band import HEIGHT, SECTIONS_HEIGHT, WIDTH, band
from coach.drawing.svg import svg
from coach.timeline import MarkKind
from tests.export.sessions import timeline_of


def polygons(picture: Picture) -> list[Polygon]:
    return [shape for shape in picture.shapes if isinstance(shape, Polygon)]


def test_each_section_begins_where_its_time_is_with_the_whole_width_for_the_whole_session() -> None:
    timeline = timeline_of("middle-back")
    lefts = [shape.points[0][0] for shape in polygons(band(timeline)) if shape.points[2][1] == SECTIONS_HEIGHT]
    expected = [WIDTH * section.start_frame / timeline.frames for section in timeline.sections]
    assert all(abs(left - wanted) < 0.01 for left, wanted in zip(lefts, expected, strict=True))


def test_the_stretches_are_numbered_and_nothing_lies_outside() -> None:
    picture = band(timeline_of("middle-back"))
    assert [shape.text for shape in picture.shapes if isinstance(shape, Words)] == [*map(str, range(1, 10))]
    points = [point for shape in polygons(picture) for point in shape.points]
    assert all(-0.01 <= x <= WIDTH + 1.01 and 0 <= y <= HEIGHT for x, y in points)


def test_a_long_session_has_no_more_shapes_than_can_be_seen() -> None:
    timeline = timeline_of("back-strength")
    first = timeline.sections[1]
    length = first.end_frame - first.start_frame
    many = []
    for index in range(400):
        by = index * length - first.start_frame
        moved = [
            replace(mark, start_frame=mark.start_frame + by, end_frame=mark.end_frame + by) for mark in first.marks
        ]
        many.append(replace(first, start_frame=index * length, end_frame=(index + 1) * length, marks=tuple(moved)))
    picture = band(replace(timeline, sections=tuple(many)))
    doses = [shape for shape in polygons(picture) if shape.points[2][1] == HEIGHT]
    assert sum(mark.kind == MarkKind.REP for section in many for mark in section.marks) > 4000
    assert 0 < len(doses) <= 2 * WIDTH
    assert ET.fromstring("".join(svg(picture))).tag.endswith("svg")
