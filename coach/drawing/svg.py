"""Convert a picture to SVG, with its text alternative inside.

Sources: SVG 1.1; WAI-ARIA, role `img`, for screen readers.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

from coach.drawing._shapes import Line, Picture, Point, Polygon, Shape, Words

FONTS = "Source Sans Pro, Source Sans 3, system-ui, sans-serif"
"""The first two are the font of the PNG, under its old and its new name. The reader's own font, which comes next, is as
good and has every script."""

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture) -> Iterator[str]:
    """Yield the lines of an SVG file. It has the picture's size, and can be shown at any other."""
    size = f'viewBox="0 0 {picture.width:g} {picture.height:g}" width="{picture.width:g}" height="{picture.height:g}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">'
    yield f'<title id="title">{_text(picture.title)}</title>'
    yield f'<desc id="description">{_text(picture.description)}</desc>'
    yield f'<rect width="100%" height="100%" fill="{picture.background}"/>'
    yield f'<g font-family="{FONTS}">'
    for shape in picture.shapes:
        yield _element(shape)
    yield "</g>"
    yield "</svg>"


def _element(shape: Shape) -> str:
    match shape:
        case Polygon(points, fill):
            return f'<path d="{_path(points)}Z" fill="{fill}"/>'
        case Line(points, stroke, width):
            round_ends = 'stroke-linecap="round" stroke-linejoin="round"'
            return f'<path d="{_path(points)}" fill="none" stroke="{stroke}" stroke-width="{width:g}" {round_ends}/>'
        case Words(at, text, size, fill, anchor, bold):
            weight = ' font-weight="600"' if bold else ""
            place = f'x="{_number(at[0])}" y="{_number(at[1])}" font-size="{size:g}" text-anchor="{anchor}"'
            return f'<text {place} fill="{fill}"{weight}>{_text(text)}</text>'


def _text(text: str) -> str:
    """Return a text without the characters that no XML file may have, such as controls."""
    return escape(_FORBIDDEN.sub("", text))


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
