"""Draw repetitions, efforts, rests and silences, and the legend that explains those that occur.

An effort is a high band and a rest a low one, both with a frame; a silence is a high band without one; repetitions are
ticks.
"""

from collections.abc import Callable, Iterator, Sequence

from coach.drawing._colours import GREY, STILL, WORK, WORK_LINE
from coach.drawing._lanes import Lanes, Span
from coach.drawing._shapes import Anchor, Line, Shape, Words, box

EFFORT_HEIGHT, REST_HEIGHT, TICK_HEIGHT = 28, 9, 18

LABELLED_WIDTH = 60
"""The least width of a silence with its word in it."""

LEGEND_HEIGHT, LEGEND_WIDTH = 13, 18
"""The size of a sample in the legend."""


def effort(x: float, width: float, ground: float, height: float = EFFORT_HEIGHT) -> Iterator[Shape]:
    """Draw an effort from its left end, on the line at the height `ground`."""
    yield box(x, ground - height, width, height, WORK)
    yield _frame(x, width, ground, height, WORK_LINE)


def rest(x: float, width: float, ground: float, height: float = REST_HEIGHT) -> Iterator[Shape]:
    """Draw a rest as `effort` draws an effort."""
    yield box(x, ground - height, width, height, STILL)
    yield _frame(x, width, ground, height, GREY)


def silence(x: float, width: float, ground: float, height: float = EFFORT_HEIGHT) -> Iterator[Shape]:
    """Draw a silence as `effort` draws an effort, with its word where there is room."""
    yield box(x, ground - height, width, height, STILL)
    if width >= LABELLED_WIDTH:
        yield Words((x + width / 2, ground - height / 2 + 4), "silence", 13, GREY, Anchor.MIDDLE)


def repetition(x: float, ground: float, height: float = TICK_HEIGHT) -> Shape:
    """Draw the beginning or the end of a repetition."""
    return Line(((x, ground - height), (x, ground)), WORK_LINE, 1.5)


def beginnings_and_ends(reps: Sequence[Span]) -> list[float]:
    """Return where repetitions begin or end, in seconds, in order; a place where one follows another comes once."""
    return sorted({round(time_s, 3) for rep in reps for time_s in (rep.start_s, rep.end_s)})


def legend_of_efforts(sections: Sequence[Lanes], x: float, baseline: float) -> list[Shape]:
    """Return a line of the legend for what occurs in the sections; an empty list if nothing does."""
    shapes: list[Shape] = []
    for name, draw, lane in _SAMPLES:
        if any(lane(section) for section in sections):
            shapes += draw(x, LEGEND_WIDTH, baseline + 2)
            shapes.append(Words((x + LEGEND_WIDTH + 5, baseline), name, 13, GREY))
            x += LEGEND_WIDTH + 20 + 6.4 * len(name)
    return shapes


def _frame(x: float, width: float, ground: float, height: float, stroke: str) -> Line:
    right, top = x + width, ground - height
    return Line(((x, ground), (x, top), (right, top), (right, ground)), stroke, 1)


def _sample_of_repetitions(x: float, width: float, ground: float) -> Iterator[Shape]:
    yield Line(((x, ground), (x + width, ground)), GREY, 1)
    for tick in range(4):
        yield repetition(x + width * tick / 3, ground, LEGEND_HEIGHT)


def _sample_of_effort(x: float, width: float, ground: float) -> Iterator[Shape]:
    return effort(x, width, ground, LEGEND_HEIGHT)


def _sample_of_silence(x: float, width: float, ground: float) -> Iterator[Shape]:
    return silence(x, width, ground, LEGEND_HEIGHT)


_SAMPLES: tuple[
    tuple[str, Callable[[float, float, float], Iterator[Shape]], Callable[[Lanes], Sequence[Span]]], ...
] = (
    ("repetitions", _sample_of_repetitions, lambda section: section.reps),
    ("work", _sample_of_effort, lambda section: section.works),
    ("rest", rest, lambda section: section.rests),
    ("silence", _sample_of_silence, lambda section: section.silences),
)
"""The word of each entry of the legend, its sample, and the lane in which it occurs."""
