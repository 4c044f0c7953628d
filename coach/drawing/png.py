"""Convert a picture to PNG. The only module that imports Pillow.

The bytes are the same on every machine, because the font comes with coach. The text alternative is in two text chunks.
Letters that the font lacks, such as Chinese ones, are left out; an SVG shows them all.
"""

import io
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from coach.drawing._shapes import Anchor, Line, Picture, Point, Polygon, Shape, Words

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SMOOTHNESS = 4
"""How many times larger the picture is drawn before it is averaged: Pillow's own lines have jagged edges."""

STRIP_PIXELS = 256
"""Height of the strip that is drawn at once, so that a long picture takes little memory."""

_ANCHORS = {Anchor.START: "ls", Anchor.MIDDLE: "ms", Anchor.END: "rs"}


def png(picture: Picture, *, scale: float) -> bytes:
    """Return the bytes of a PNG file, in 256 colours.

    Args:
        picture: The picture to draw.
        scale: Pixels for each of the picture's units.
    """
    from PIL import Image, PngImagePlugin

    width, height = round(picture.width * scale), round(picture.height * scale)
    image = Image.new("RGB", (width, height), picture.background)
    for top in range(0, height, STRIP_PIXELS):
        image.paste(_strip(picture, scale, top, min(STRIP_PIXELS, height - top)), (0, top))
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Title", picture.title)
    words.add_itxt("Description", picture.description)
    file = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True, pnginfo=words)
    return file.getvalue()


def _strip(picture: Picture, scale: float, top: int, height: int) -> "Image":
    from PIL import Image, ImageDraw

    width, large = round(picture.width * scale), scale * SMOOTHNESS
    image = Image.new("RGB", (width * SMOOTHNESS, height * SMOOTHNESS), picture.background)
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        if _reaches(shape, top / scale, (top + height) / scale):
            _draw(draw, shape, large, top * SMOOTHNESS)
    return image.reduce(SMOOTHNESS)


def _reaches(shape: Shape, top: float, bottom: float) -> bool:
    points: tuple[Point, ...] = (shape.at,) if isinstance(shape, Words) else shape.points
    margin = shape.size if isinstance(shape, Words) else 10
    heights = [y for _, y in points]
    return min(heights) - margin < bottom and max(heights) + margin > top


def _draw(draw: "ImageDraw", shape: Shape, scale: float, top: int) -> None:
    def placed(points: tuple[Point, ...]) -> Iterator[Point]:
        return ((x * scale, y * scale - top) for x, y in points)

    match shape:
        case Polygon(points, fill):
            draw.polygon(list(placed(points)), fill)
        case Line(points, stroke, width):
            draw.line(list(placed(points)), stroke, round(width * scale), joint="curve")
            radius = width * scale / 2
            for x, y in placed((points[0], points[-1])):
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), stroke)
        case Words(at, text, size, fill, anchor, bold):
            (place,) = placed((at,))
            font = _font(size * scale, bold)
            drawn = " ".join("".join(filter(_has_glyph, text)).split())
            draw.text(place, drawn, fill, font, _ANCHORS[anchor])


@cache
def _has_glyph(letter: str) -> bool:
    """Whether the font has a letter: else it draws the box that it draws for a character that can never be."""
    font = _font(32, bold=False)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@cache
def _font(size: float, bold: bool) -> "FreeTypeFont":
    from font_source_sans_pro import font_files_ttf
    from PIL import ImageFont

    name = "SourceSansProSemibold" if bold else "SourceSansPro"
    return ImageFont.truetype(font_files_ttf[name], size, layout_engine=ImageFont.Layout.BASIC)
