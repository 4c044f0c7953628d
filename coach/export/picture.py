"""Timeline in, a file with its picture out: SVG or PNG, by the ending of its name."""

from pathlib import Path

from coach.drawing.chart import drawing
from coach.drawing.png import png
from coach.drawing.svg import svg
from coach.errors import ExportError
from coach.export.target import writing
from coach.timeline import Timeline

ENDINGS = (".svg", ".png")
PIXELS_A_UNIT = 3
"""Of a PNG: as sharp as the screens of phones."""


def check_picture(target: Path) -> None:
    """Find out before any work whether a name asks for a picture.

    Raises:
        ExportError: It does not.
    """
    if target.suffix.lower() not in ENDINGS:
        raise ExportError(f"coach cannot draw a picture to {target.name}.", "Give a name that ends in .svg or .png.")


def write_picture(target: Path, timeline: Timeline) -> None:
    """Draw a session.

    Args:
        target: Replaced when everything was written. SVG has every script, and any size; PNG is the same on every
            machine, 1170 pixels wide.
        timeline: What is drawn.

    Raises:
        ExportError: It could not be written; whatever was at the target still is.
    """
    check_picture(target)
    picture = drawing(timeline)
    with writing(target) as file:
        if target.suffix.lower() == ".png":
            file.write(png(picture, scale=PIXELS_A_UNIT))
        else:
            file.writelines(f"{line}\n".encode() for line in svg(picture))
