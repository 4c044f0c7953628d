"""Draw a timeline as a square cover picture: the session goes once round the face of a clock.

Players show the cover as small as a thumb. It has the title, the length, a piece of a ring for each stretch, the holds
inside the ring, and the breath as a wave.
"""

import textwrap
from collections.abc import Iterable, Iterator
from math import ceil

from coach.drawing._colours import BAND, BREATH, BREATH_LINE, GREY, HOLD_LINE, INK, PAPER, RULE
from coach.drawing._lanes import Lanes, breath_at, description_of, lanes
from coach.drawing._shapes import Anchor, Line, Picture, Polygon, Shape, Words, on_circle, sector
from coach.drawing.chart import fitted
from coach.drawing.png import png
from coach.timeline import Timeline

SIDE = 400
CENTRE = (200.0, 232.0)
RING, HOLDS = (124, 152), (114, 120)
"""Inner and outer radius of each."""

BREATH_FOOT, BREATH_HEIGHT = 92, 18
"""The radius at which the lungs are empty, and how much further out they are full."""

GAP_TURNS = 0.002
"""Space on either side of a piece of the ring, as a share of a whole turn."""

POINTS = 1440
"""Number of points of the wave, however long the session is."""

PIXELS = 1000
TITLE_LINES = 2


def cover_png(timeline: Timeline, *, pixels: int = PIXELS) -> bytes:
    """Draw the cover as a PNG file, so many pixels wide and high."""
    return png(cover(timeline), scale=pixels / SIDE)


def cover(timeline: Timeline) -> Picture:
    """Draw the cover as a picture."""
    total_s = timeline.duration_s  # the lanes are read anew each time, since those of ten hours take 3 MB
    shapes = (*_title(timeline.title), *_breath(lanes(timeline), total_s), *_ring(lanes(timeline), total_s))
    minutes = f"{max(1, round(total_s / 60))}"
    x, y = CENTRE
    minutes, size = fitted(minutes, 120, 84)
    middle = (
        Words((x, y + 18), minutes, size, INK, Anchor.MIDDLE, bold=True),
        Words((x, y + 46), "min", 24, GREY, Anchor.MIDDLE),
    )
    description = description_of(timeline.title, lanes(timeline))
    return Picture(SIDE, SIDE, timeline.title, description, PAPER, shapes + middle)


def _title(title: str) -> Iterator[Shape]:
    lines = textwrap.wrap(title, max(20, ceil(len(title) / TITLE_LINES))) or [""]
    fits = [fitted(line, SIDE - 40, 36 if len(lines) == 1 else 27) for line in lines[:TITLE_LINES]]
    if len(lines) > TITLE_LINES and not fits[-1][0].endswith("…"):
        fits[-1] = (f"{fits[-1][0]}…", fits[-1][1])
    size = min(size for _, size in fits)
    for number, (line, _) in enumerate(fits):
        y = 50.0 if len(lines) == 1 else 34 + 29.0 * number
        yield Words((SIDE / 2, y), line, size, INK, Anchor.MIDDLE, bold=True)


def _ring(sections: Iterable[Lanes], total_s: float) -> Iterator[Shape]:
    for index, section in enumerate(sections):
        start, end = section.start_s / total_s, (section.start_s + section.length_s) / total_s
        gap = min(GAP_TURNS, (end - start) / 4)
        yield sector(CENTRE, RING, (start + gap, end - gap), BAND[index % 2] if section.number else RULE)
        for hold in section.holds:
            turns = tuple((section.start_s + time_s) / total_s for time_s in (hold.start_s, hold.end_s))
            yield sector(CENTRE, HOLDS, (turns[0], turns[1]), HOLD_LINE)


def _breath(sections: Iterable[Lanes], total_s: float) -> Iterator[Shape]:
    following = iter(sections)
    section = next(following)
    points = []
    for step in range(POINTS):
        time_s = total_s * step / POINTS
        while time_s >= section.start_s + section.length_s:
            section = next(following, section)
        radius = BREATH_FOOT + BREATH_HEIGHT * breath_at(section, time_s - section.start_s)
        points.append(on_circle(CENTRE, radius, step / POINTS))
    foot = [on_circle(CENTRE, BREATH_FOOT, step / POINTS) for step in range(POINTS, -1, -1)]
    yield Polygon((*points, points[0], *foot), BREATH)
    yield Line((*points, points[0]), BREATH_LINE, 1)
