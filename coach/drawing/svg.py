"""A picture in, SVG out, with its text alternative in it.

Source: SVG 1.1, and the ARIA role `img` for readers of the screen.
"""

from collections.abc import Iterable, Iterator
from html import escape

from coach.drawing.shapes import Line, Picture, Point, Polygon, Shape, Words

FONTS = "Source Sans Pro, Source Sans 3, system-ui, sans-serif"
"""The first two are what the PNG is drawn with; the reader's own is as good, and has every script."""


def svg(picture: Picture) -> Iterator[str]:
    """Lines of an SVG file, of the picture's size; whoever shows it may scale it."""
    size = f'viewBox="0 0 {picture.width:g} {picture.height:g}" width="{picture.width:g}" height="{picture.height:g}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">'
    yield f'<title id="title">{escape(picture.title)}</title>'
    yield f'<desc id="description">{escape(picture.description)}</desc>'
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
            return f'<text {place} fill="{fill}"{weight}>{escape(text)}</text>'


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
