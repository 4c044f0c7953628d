"""A terminal's screen: takes what a program writes, and gives it back as text or as an SVG picture.

It knows the sequences that coach's display uses: move, clear, and styles. All others change nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 9.0, 18.0, 15, 18
"""The picture's measures, in pixels. A letter of a usual monospaced font is 0.6 of its size wide."""

PAPER, INK = "#14191f", "#e6edf3"
COLOURS = {31: "#ff7b72", 32: "#7ee787", 33: "#f2cc60", 34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd"}
"""The colours of the foreground by their numbers in SGR."""

BLOCKS = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 1.0), "─": (0.46, 0.54)}
"""Letters that are drawn as boxes, since fonts leave gaps between them: their top and bottom as shares of a cell."""

_SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z=>]|\r|\n|[^\x1b]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a letter is drawn: its colour, and whether it is bold or dim."""

    colour: str = INK
    bold: bool = False
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A letter and its style."""

    letter: str = " "
    style: Style = Style()


class Screen:
    """A screen of so many columns and rows."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._unfinished = ""
        self._style = Style()
        self._clear()

    @property
    def text(self) -> str:
        """The lines of the screen, without the spaces at their ends."""
        return "\n".join("".join(cell.letter for cell in row).rstrip() for row in self.cells)

    def feed(self, output: str) -> None:
        """Take what a program has written. A sequence that is cut off waits for its rest."""
        output = self._unfinished + output
        whole = re.sub(r"\x1b(\[[0-9;?]*|\][^\x07\x1b]*)?\Z", "", output)
        self._unfinished = output[len(whole) :]
        for match in _SEQUENCE.finditer(whole):
            if match[2]:
                self._obey(match[1], match[2])
            elif match[0] == "\r":
                self._column = 0
            elif match[0] == "\n":
                self._row = min(self._row + 1, self.rows - 1)
            elif not match[0].startswith("\x1b"):
                self._put(match[0])

    def _put(self, letter: str) -> None:
        if self._column < self.columns:
            self.cells[self._row][self._column] = Cell(letter, self._style)
        self._column += 1

    def _obey(self, parameters: str, final: str) -> None:
        numbers = [int(number) for number in parameters.split(";") if number.isdecimal()]
        if final == "H":
            row, column = numbers or (1, 1)
            self._row, self._column = min(row, self.rows) - 1, column - 1
        elif final == "J" or (final == "h" and parameters == "?1049"):
            self._clear()
        elif final == "m":
            for number in numbers or [0]:
                self._style = _styled(self._style, number)

    def _clear(self) -> None:
        self.cells = [[Cell()] * self.columns for _ in range(self.rows)]
        self._row = self._column = 0


def _styled(style: Style, number: int) -> Style:
    if number == 0:
        return Style()
    if number == 1:
        return replace(style, bold=True)
    if number == 2:
        return replace(style, dim=True)
    return replace(style, colour=COLOURS.get(number, style.colour))


def as_svg(screen: Screen, title: str) -> str:
    """Draw a screen. The picture says in words what is on it."""
    width = screen.columns * CELL_WIDTH + 2 * MARGIN
    height = screen.rows * CELL_HEIGHT + 2 * MARGIN
    words = " / ".join(line.strip() for line in screen.text.splitlines() if re.search(r"\w", line))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="title description">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(re.sub("[█─]+", "", words))}</desc>',
        f'<rect width="100%" height="100%" rx="10" fill="{PAPER}"/>',
        f'<g font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="{FONT_SIZE}" '
        f'transform="translate({MARGIN} {MARGIN})">',
        *(line for row, cells in enumerate(screen.cells) for line in _row(cells, row * CELL_HEIGHT)),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(cells: list[Cell], top: float) -> Iterator[str]:
    """Draw a row: a box for each run of one block letter, and a text for each run of other letters of one style."""
    column = 0
    for (block, style), group in groupby(cells, key=lambda cell: (BLOCKS.get(cell.letter), cell.style)):
        letters = "".join(cell.letter for cell in group)
        x, width = column * CELL_WIDTH, len(letters) * CELL_WIDTH
        column += len(letters)
        look = f'fill="{style.colour}"' + (' opacity="0.6"' if style.dim else "")
        if block:
            y, tall = top + block[0] * CELL_HEIGHT, (block[1] - block[0]) * CELL_HEIGHT
            yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{tall:g}" {look} shape-rendering="crispEdges"/>'
        elif letters.strip():
            start = len(letters) - len(letters.lstrip())
            words, x = letters.strip(), x + start * CELL_WIDTH
            weight = ' font-weight="bold"' if style.bold else ""
            yield (
                f'<text x="{x:g}" y="{top + 0.75 * CELL_HEIGHT:g}" textLength="{len(words) * CELL_WIDTH:g}" '
                f'lengthAdjust="spacingAndGlyphs" xml:space="preserve" {look}{weight}>{escape(words)}</text>'
            )
