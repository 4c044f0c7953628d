"""The shapes of a picture: filled polygons, lines and words. Lengths are in CSS pixels.

`svg` and `png` draw them, and both pictures look the same. Colours are written as in CSS, such as `#1d2b36`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


class Anchor(StrEnum):
    """The end of a text that stands at its place; the names are those of SVG."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled area."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, round at corners and ends."""

    points: tuple[Point, ...]
    stroke: str
    width: float


@dataclass(frozen=True, slots=True)
class Words:
    """A text on a baseline.

    Attributes:
        at: Where the anchor is.
        text: The text, in one line.
        size: The size of the font.
        fill: The colour.
        anchor: Which end of the text stands at its place.
        bold: Whether the text is bold.
    """

    at: Point
    text: str
    size: float
    fill: str
    anchor: Anchor = Anchor.START
    bold: bool = False


Shape: TypeAlias = Polygon | Line | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        width: The width.
        height: The height.
        title: The picture's name, for people who do not see it.
        description: The picture in words, for people who do not see it.
        background: The colour behind the shapes.
        shapes: The shapes; later ones lie over earlier ones.
    """

    width: float
    height: float
    title: str
    description: str
    background: str
    shapes: tuple[Shape, ...]


def box(x: float, y: float, width: float, height: float, fill: str) -> Polygon:
    """Return an upright rectangle; `x` and `y` are its upper left corner."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill)


def sector(centre: Point, radii: tuple[float, float], turns: tuple[float, float], fill: str) -> Polygon:
    """Return a piece of a ring.

    Args:
        centre: The centre of the ring.
        radii: The inner and the outer radius.
        turns: Where the piece starts and ends, as shares of a whole turn: 0 is up, 0.25 is right.
        fill: The colour.
    """
    start, end = turns
    steps = max(2, round((end - start) * 360))
    around = [start + (end - start) * step / steps for step in range(steps + 1)]
    inner, outer = radii
    forward = [on_circle(centre, outer, turn) for turn in around]
    back = [on_circle(centre, inner, turn) for turn in reversed(around)]
    return Polygon((*forward, *back), fill)


def on_circle(centre: Point, radius: float, turn: float) -> Point:
    """Return the point of a circle at a share of a whole turn: 0 is up, 0.25 is right."""
    return centre[0] + radius * sin(2 * pi * turn), centre[1] - radius * cos(2 * pi * turn)


def polygon(centre: Point, points: Sequence[Point], size: float, fill: str) -> Polygon:
    """Return a polygon around a centre; its points lie within ±0.5 and are scaled to `size`."""
    return Polygon(tuple((centre[0] + x * size, centre[1] + y * size) for x, y in points), fill)
