"""Draw a timeline as a picture: the whole session as a band, then each section to scale, from top to bottom.

The picture is as wide as a phone. It can be read without colour: things that differ in colour also differ in form or in
lightness.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos

from coach.drawing._colours import BAND, BREATH, BREATH_LINE, GREY, HOLD, HOLD_LINE, INK, PAPER, RULE
from coach.drawing._efforts import beginnings_and_ends, effort, legend_of_efforts, repetition, rest, silence
from coach.drawing._lanes import Lanes, Span, breath_at, description_of, lanes, stretches_in
from coach.drawing._shapes import Anchor, Line, Picture, Point, Polygon, Shape, Words, box, polygon
from coach.timeline import Timeline
from coach.units import clock

WIDTH, MARGIN = 390, 16
INNER = WIDTH - 2 * MARGIN
LONGEST_ROW_S = 240
"""The longest row, in seconds. A longer section goes on in another row: below 1.5 pixels a second a breath cannot be
seen."""

SIGNS: dict[str, tuple[Point, ...]] = {
    "start": ((-0.4, -0.5), (0.5, 0), (-0.4, 0.5)),
    "inhale": ((-0.5, 0.4), (0, -0.5), (0.5, 0.4)),
    "exhale": ((-0.5, -0.4), (0, 0.5), (0.5, -0.4)),
    "switch": ((-0.6, 0), (0, -0.6), (0.6, 0), (0, 0.6)),
    "end": ((-0.45, -0.45), (0.45, -0.45), (0.45, 0.45), (-0.45, 0.45)),
}
"""The corners of each sound's sign. Start and end look like a player's keys, inhale points up, exhale points down, and
switch is a diamond."""

SIGN_SIZE = 7.5

LEAST_SHARE = 0.6
"""The smallest font of a long title, as a share of the usual size: the smallest that is still read on a phone."""

LETTER_WIDTH = 0.55
"""Width of an average letter as a share of the font's size; a little more than in Source Sans, to fit other fonts."""

TITLE_BASELINE, FACTS_BASELINE = 36, 58
BAND_TOP, BAND_HEIGHT = 72, 22
LEGEND_BASELINE, LEGEND_LINE = 118, 20
ROWS_TOP = 152
"""The head of the picture, measured from its top."""

HEADING_BASELINE, CHIMES_MIDDLE, CHIMES_BOTTOM = 16, 30, 36
"""The upper part of a row, measured from the row's top."""

HOLD_HEIGHT, CURVE_HEIGHT = 28, 24
"""The middle of a row, measured upwards from the row's ground: the line on which the breath's curve stands."""

VOICE_TOP, VOICE_HEIGHT, SIDE_BASELINE, ROW_BOTTOM = 4, 8, 28, 34
"""The lower part of a row, measured downwards from the row's ground."""

SIDES_HEIGHT = 20
"""Added to the height of a row that has sides."""

TICK_S = 30


def chart(timeline: Timeline) -> Picture:
    """Draw a session, with its text alternative."""
    sections = list(lanes(timeline))
    longest_s = max((section.length_s for section in sections), default=1.0)
    scale = INNER / min(max(longest_s, 1.0), LONGEST_ROW_S)
    efforts = legend_of_efforts(sections, MARGIN, LEGEND_BASELINE + 2 * LEGEND_LINE)
    shapes = [*_head(timeline, sections), *_band(sections, timeline.duration_s), *_legend(sections), *efforts]
    top = float(ROWS_TOP + (LEGEND_LINE if efforts else 0))
    for section in sections:
        shapes += _heading(section, top)
        for start_s in range(0, max(1, ceil(section.length_s)), LONGEST_ROW_S):
            row = _Row(section, start_s, min(section.length_s, start_s + LONGEST_ROW_S), top, scale)
            shapes += row.shapes()
            top += row.height
    description = description_of(timeline.title, sections)
    return Picture(WIDTH, top, timeline.title, description, PAPER, tuple(shapes))


def fitted(text: str, width: float, largest: float) -> tuple[str, float]:
    """Return a text and the size of a font in which it is no wider than `width`.

    The size is at most `largest` and at least `LEAST_SHARE` of that; a text that is still too long ends with ….
    """
    size = min(largest, max(width / (LETTER_WIDTH * max(len(text), 1)), LEAST_SHARE * largest))
    most = int(width / (LETTER_WIDTH * size) + 1e-6)
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…"), size


def _head(timeline: Timeline, sections: Sequence[Lanes]) -> Iterator[Shape]:
    title, size = fitted(timeline.title, INNER, 24)
    yield Words((MARGIN, TITLE_BASELINE), title, size, INK, bold=True)
    facts = f"{clock(timeline.duration_s)} · {stretches_in(section.number for section in sections)}"
    yield Words((MARGIN, FACTS_BASELINE), facts, 15, GREY)


def _band(sections: Iterable[Lanes], total_s: float) -> Iterator[Shape]:
    """Draw the whole session in one line, with a piece for each section and the stretches' numbers where they fit."""
    for index, section in enumerate(sections):
        x, width = MARGIN + INNER * section.start_s / total_s, INNER * section.length_s / total_s
        fill = BAND[index % 2] if section.number else RULE
        yield box(x, BAND_TOP, max(width - 1, 0.25), BAND_HEIGHT, fill)
        if width > 9 * len(section.number):
            on_dark = section.number and not index % 2
            place = (x + width / 2 - 0.5, BAND_TOP + BAND_HEIGHT / 2 + 4.5)
            yield Words(place, section.number, 13, PAPER if on_dark else INK, Anchor.MIDDLE, bold=True)


def _legend(sections: Sequence[Lanes]) -> Iterator[Shape]:
    """Draw the lanes, the sides if there are any, and the sounds that occur."""
    occurring = {chime.name for section in sections for chime in section.chimes}
    x, y = float(MARGIN), float(LEGEND_BASELINE)
    yield box(x, y - 9, 18, 8, INK)
    yield Words((x + 23, y), "voice", 13, GREY)
    wave = tuple((x + 66 + step, y - 5 - 4 * cos(step / 3.2)) for step in range(21))
    yield Line(wave, BREATH_LINE, 1.5)
    yield Words((x + 92, y), "breath", 13, GREY)
    yield box(x + 142, y - 11, 18, 13, HOLD)
    yield from _frame(x + 142, y - 11, 18, 13)
    yield Words((x + 165, y), "hold", 13, GREY)
    scale = x + 204
    if any(section.sides for section in sections):
        yield from _bracket(x + 204, x + 222, y - 4)
        yield Words((x + 228, y), "side", 13, GREY)
        scale = x + 270
    yield Line(((scale, y - 4), (scale + 22, y - 4)), GREY, 1)
    yield from _tick(scale + 3, y - 4)
    yield from _tick(scale + 19, y - 4)
    yield Words((scale + 27, y), f"{TICK_S} s", 13, GREY)
    for sound in filter(occurring.__contains__, SIGNS):
        yield from _sign(sound, (x + 4, y + LEGEND_LINE - 4))
        yield Words((x + 13, y + LEGEND_LINE), sound, 13, GREY)
        x += 26 + 6.6 * len(sound)


def _heading(section: Lanes, top: float) -> Iterator[Shape]:
    yield Line(((MARGIN, top - 6), (WIDTH - MARGIN, top - 6)), RULE, 1)
    heading, size = fitted(section.heading, INNER - 110, 17)
    yield Words((MARGIN, top + HEADING_BASELINE), heading, size, INK, bold=True)
    yield Words((WIDTH - MARGIN, top + HEADING_BASELINE), section.facts, 14, GREY, Anchor.END)


@dataclass(frozen=True, slots=True)
class _Row:
    """The part of a section between two times.

    Attributes:
        section: The section.
        start_s: Where the part begins, in seconds from the start of the section.
        end_s: Where it ends.
        top: The row's top.
        scale: Pixels a second.
    """

    section: Lanes
    start_s: float
    end_s: float
    top: float
    scale: float

    @property
    def ground(self) -> float:
        """The height at which the lungs are empty; less far down in a row without breaths and doses."""
        section = self.section
        lanes_above = (section.holds, section.breaths, section.reps, section.works, section.rests, section.silences)
        return self.top + CHIMES_BOTTOM + (HOLD_HEIGHT if any(lanes_above) else 4)

    @property
    def height(self) -> float:
        return self.ground - self.top + ROW_BOTTOM + (SIDES_HEIGHT if self.section.sides else 0)

    def shapes(self) -> Iterator[Shape]:
        for hold in self._seen(self.section.holds):
            x, width = self._x(hold.start_s), self._x(hold.end_s) - self._x(hold.start_s)
            yield box(x, self.ground - HOLD_HEIGHT, width, HOLD_HEIGHT, HOLD)
            yield from _frame(x, self.ground - HOLD_HEIGHT, width, HOLD_HEIGHT)
        yield from self._efforts()
        yield from self._breath()
        yield Line(((self._x(self.start_s), self.ground), (self._x(self.end_s), self.ground)), GREY, 1)
        for time_s in range(TICK_S, ceil(self.end_s - self.start_s), TICK_S):
            yield from _tick(self._x(self.start_s + time_s), self.ground)
        for cue in self._seen(self.section.voice):
            x = self._x(cue.start_s)
            width = max(self._x(cue.end_s) - x - 0.6, 1)
            yield box(x, self.ground + VOICE_TOP, width, VOICE_HEIGHT, INK)
        for chime in self.section.chimes:
            if self.start_s <= chime.start_s < self.end_s:
                yield from _sign(chime.name, (self._x(chime.start_s), self.top + CHIMES_MIDDLE))
        for side in self._seen(self.section.sides):
            yield from self._side(side)

    def _efforts(self) -> Iterator[Shape]:
        section = self.section
        for spans, draw in ((section.silences, silence), (section.rests, rest), (section.works, effort)):
            for span in self._seen(spans):
                x = self._x(span.start_s)
                yield from draw(x, self._x(span.end_s) - x, self.ground)
        for time_s in beginnings_and_ends(section.reps):
            if self.start_s <= time_s <= self.end_s:
                yield repetition(self._x(time_s), self.ground)

    def _side(self, side: Span) -> Iterator[Shape]:
        start, end, y = self._x(side.start_s) + 1, self._x(side.end_s) - 1, self.ground + SIDE_BASELINE - 4
        half = (len(side.name) * 13 * LETTER_WIDTH + 8) / 2
        middle = (start + end) / 2
        if end - start > 2 * half + 8:
            yield Line(((start, y - 4), (start, y), (middle - half, y)), GREY, 1)
            yield Line(((middle + half, y), (end, y), (end, y - 4)), GREY, 1)
            yield Words((middle, y + 4), side.name, 13, GREY, Anchor.MIDDLE)
        else:
            yield from _bracket(start, end, y)

    def _breath(self) -> Iterator[Shape]:
        """Draw a filled curve for every run of breaths."""
        for run in _runs(self._seen(self.section.breaths)):
            count = max(8, round(run.length_s * self.scale))
            times_s = [run.start_s + run.length_s * step / count for step in range(count)]
            curve = tuple((self._x(time_s), self._height(breath_at(self.section, time_s))) for time_s in times_s)
            start, end = (self._x(run.start_s), self._height(0)), (self._x(run.end_s), self._height(0))
            yield Polygon((start, *curve, end), BREATH)
            yield Line((start, *curve, end), BREATH_LINE, 1.25)

    def _height(self, fullness: float) -> float:
        return self.ground - CURVE_HEIGHT * fullness

    def _x(self, time_s: float) -> float:
        return MARGIN + (time_s - self.start_s) * self.scale

    def _seen(self, spans: Iterable[Span]) -> Iterator[Span]:
        for span in spans:
            start_s, end_s = max(span.start_s, self.start_s), min(span.end_s, self.end_s)
            if start_s < end_s:
                yield Span(start_s, end_s, span.name)


def _runs(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that follow one another without a gap."""
    run: Span | None = None
    for span in sorted(spans, key=lambda span: span.start_s):
        if run and span.start_s - run.end_s < 0.01:
            run = Span(run.start_s, span.end_s)
        else:
            if run:
                yield run
            run = span
    if run:
        yield run


def _frame(x: float, y: float, width: float, height: float) -> Iterator[Shape]:
    right, bottom = x + width, y + height
    yield Line(((x, bottom), (x, y), (right, y), (right, bottom)), HOLD_LINE, 1)


def _sign(sound: str, centre: Point) -> Iterator[Shape]:
    """Draw a sound's sign, with a rim in the colour of the paper that keeps neighbouring signs apart."""
    yield polygon(centre, SIGNS[sound], SIGN_SIZE + 2.5, PAPER)
    yield polygon(centre, SIGNS[sound], SIGN_SIZE, INK)


def _tick(x: float, y: float) -> Iterator[Shape]:
    yield Line(((x, y - 3), (x, y + 3)), GREY, 1)


def _bracket(start: float, end: float, y: float) -> Iterator[Shape]:
    yield Line(((start, y - 4), (start, y), (end, y), (end, y - 4)), GREY, 1)
