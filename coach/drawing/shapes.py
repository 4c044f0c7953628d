"""What a picture is made of: filled polygons, lines and words, in the unit of a phone's pixel (CSS pixel).

Drawn by `svg` and by `png`, to the same effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


class Anchor(StrEnum):
    """Which end of a text stands at its place; named as SVG does."""

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
        at: Where its anchor is.
        size: Of the font, in pixels.
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
    """A drawing.

    Attributes:
        title: Its name, for those who hear it.
        description: What it shows, in words.
        background: A colour.
        shapes: Later ones lie over earlier ones.
    """

    width: float
    height: float
    title: str
    description: str
    background: str
    shapes: tuple[Shape, ...]


def box(x: float, y: float, width: float, height: float, fill: str) -> Polygon:
    """An upright rectangle."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill)


def sector(centre: Point, radii: tuple[float, float], turns: tuple[float, float], fill: str) -> Polygon:
    """A piece of a ring, between two radii and between two parts of a turn: 0 is up, 0.25 is right."""
    start, end = turns
    steps = max(2, round((end - start) * 360))
    around = [start + (end - start) * step / steps for step in range(steps + 1)]
    inner, outer = radii
    there = [on_circle(centre, outer, turn) for turn in around]
    back = [on_circle(centre, inner, turn) for turn in reversed(around)]
    return Polygon((*there, *back), fill)


def on_circle(centre: Point, radius: float, turn: float) -> Point:
    """The point at a part of a turn: 0 is up, 0.25 is right."""
    return centre[0] + radius * sin(2 * pi * turn), centre[1] - radius * cos(2 * pi * turn)


def polygon(centre: Point, points: Sequence[Point], size: float, fill: str) -> Polygon:
    """A small sign: points within ±0.5, so large, around a centre."""
    return Polygon(tuple((centre[0] + x * size, centre[1] + y * size) for x, y in points), fill)
