"""Draw the icon of a site: a ring of stretches round one breath. It has no words, since phones show it very small."""

from collections.abc import Iterator

from coach.drawing._shapes import Picture, Polygon, Shape, on_circle, sector
from coach.drawing.png import png

SIDE = 512
CENTRE = (256.0, 256.0)

WHOLE, MASKABLE = 0.92, 0.72
"""The width of what is drawn, as a share of the icon. A maskable icon is cut to any shape, and keeps the middle four
fifths in all of them.

Source: W3C, Web Application Manifest, icon masks.
"""

PIECES = 7
"""How many pieces the ring has: few enough to be seen at 48 pixels."""

GAP_TURNS = 0.012
RING, BREATH = (0.74, 1.0), 0.5
"""Inner and outer radius of the ring and the radius of the breath, as shares of what is drawn."""

POINTS = 72


def icon_png(pixels: int, background: str, colour: str, *, maskable: bool = False) -> bytes:
    """Draw the icon as a PNG file.

    Args:
        pixels: Its width and height.
        background: The colour behind the shapes, such as `#1d2b36`.
        colour: The colour of the shapes.
        maskable: Whether it keeps free what a system may cut off.
    """
    radius = SIDE / 2 * (MASKABLE if maskable else WHOLE)
    picture = Picture(SIDE, SIDE, "", "", background, tuple(_shapes(radius, colour)))
    return png(picture, scale=pixels / SIDE)


def _shapes(radius: float, colour: str) -> Iterator[Shape]:
    ring = (RING[0] * radius, RING[1] * radius)
    for piece in range(PIECES):
        yield sector(CENTRE, ring, (piece / PIECES + GAP_TURNS, (piece + 1) / PIECES - GAP_TURNS), colour)
    yield Polygon(tuple(on_circle(CENTRE, BREATH * radius, point / POINTS) for point in range(POINTS)), colour)
