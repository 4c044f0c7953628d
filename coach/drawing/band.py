"""Draw a timeline as one narrow band, from the first frame at its left edge to the last at its right edge.

A page shows it where a person taps to go to a place, so that it has no margins. It stays small for any session: what is
too narrow to be seen is drawn together with its neighbour.
"""

from collections.abc import Iterable, Iterator, Sequence

from coach.drawing._colours import BAND, BREATH_LINE, GREY, HOLD_LINE, INK, PAPER, WORK_LINE
from coach.drawing._lanes import Lanes, Span, description_of, lanes
from coach.drawing._shapes import Anchor, Picture, Shape, Words, box
from coach.timeline import Timeline

WIDTH, HEIGHT = 720, 44
"""The size; a page shows it as wide as it is itself."""

SECTIONS_HEIGHT, DOSES_TOP, DOSES_HEIGHT = 26, 31, 13
"""The upper lane has the sections, the lower one the doses."""

GAP = 1.5
"""Space between two sections."""

LEAST_GAP = 1.0
"""Doses that lie closer together are drawn as one, so that no session has more than 360 shapes of a kind."""

NARROWEST = 1.0
"""The narrowest shape."""

NUMBER_SIZE, DIGIT_WIDTH = 15, 11
"""The font of the sections' numbers, and the width from which a digit fits."""

TRANSPARENT = "none"


def band(timeline: Timeline) -> Picture:
    """Draw a session, with its text alternative. Its colours can be seen on a dark ground and on a light one."""
    sections = list(lanes(timeline))
    scale = WIDTH / max(timeline.duration_s, 1.0)
    shapes = (*_sections(sections, scale), *_doses(sections, scale))
    description = description_of(timeline.title, sections)
    return Picture(WIDTH, HEIGHT, timeline.title, description, TRANSPARENT, shapes)


def _sections(sections: Iterable[Lanes], scale: float) -> Iterator[Shape]:
    for index, section in enumerate(sections):
        x, width = section.start_s * scale, section.length_s * scale
        fill = BAND[index % 2] if section.number else GREY
        yield box(x, 0, max(width - GAP, NARROWEST), SECTIONS_HEIGHT, fill)
        if section.number and width > DIGIT_WIDTH * len(section.number):
            place = ((x + (width - GAP) / 2), SECTIONS_HEIGHT / 2 + NUMBER_SIZE / 3)
            yield Words(place, section.number, NUMBER_SIZE, INK if index % 2 else PAPER, Anchor.MIDDLE, bold=True)


def _doses(sections: Sequence[Lanes], scale: float) -> Iterator[Shape]:
    """Draw breaths and repetitions lower than holds and efforts; a silence is a line."""
    for height, fill, spans in (
        (2, GREY, _placed((section, section.silences) for section in sections)),
        (7, BREATH_LINE, _placed((section, section.breaths) for section in sections)),
        (7, WORK_LINE, _placed((section, section.reps) for section in sections)),
        (DOSES_HEIGHT, HOLD_LINE, _placed((section, section.holds) for section in sections)),
        (DOSES_HEIGHT, WORK_LINE, _placed((section, section.works) for section in sections)),
    ):
        for start_s, end_s in _together(spans, LEAST_GAP / scale):
            width = max((end_s - start_s) * scale, NARROWEST)
            yield box(start_s * scale, DOSES_TOP + DOSES_HEIGHT - height, width, height, fill)


def _placed(lane: Iterable[tuple[Lanes, Sequence[Span]]]) -> list[tuple[float, float]]:
    """Return the spans of a lane as seconds of the session, in order."""
    return sorted(
        (section.start_s + span.start_s, section.start_s + span.end_s) for section, spans in lane for span in spans
    )


def _together(spans: Iterable[tuple[float, float]], gap_s: float) -> Iterator[tuple[float, float]]:
    """Yield the spans; those with a shorter gap between them as one."""
    start_s, end_s = -1.0, -1.0
    for next_start_s, next_end_s in spans:
        if start_s >= 0 and next_start_s - end_s < gap_s:
            end_s = max(end_s, next_end_s)
            continue
        if start_s >= 0:
            yield start_s, end_s
        start_s, end_s = next_start_s, next_end_s
    if start_s >= 0:
        yield start_s, end_s
