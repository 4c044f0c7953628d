"""Write the picture of a timeline to an SVG or a PNG file, by the ending of its name."""

from pathlib import Path

from coach.errors import ExportError
from coach.export.target import writing
from coach.timeline import Timeline

ENDINGS = (".svg", ".png")

PIXELS_A_UNIT = 3
"""Pixels of a PNG for each unit of the picture: as sharp as the screens of phones."""


def check_picture(target: Path) -> None:
    """Check before any work that a name asks for a picture.

    Raises:
        ExportError: The name has another ending.
    """
    if target.suffix.lower() not in ENDINGS:
        raise ExportError(f"coach cannot draw a picture to {target.name}.", "Give a name that ends in .svg or .png.")


def write_picture(target: Path, timeline: Timeline) -> None:
    """Draw a session and write the picture.

    Args:
        target: The file, replaced when everything was written. An SVG can be scaled and shows every script; a PNG has
            the same bytes on every machine and is 1170 pixels wide.
        timeline: The session to draw.

    Raises:
        ExportError: The file could not be written; whatever was at the target still is.
    """
    from coach.drawing.chart import chart  # drawing takes 20 ms to import, and `ENDINGS` are asked for without it
    from coach.drawing.png import png
    from coach.drawing.svg import svg

    check_picture(target)
    picture = chart(timeline)
    with writing(target) as file:
        if target.suffix.lower() == ".png":
            file.write(png(picture, scale=PIXELS_A_UNIT))
        else:
            file.writelines(f"{line}\n".encode() for line in svg(picture))
