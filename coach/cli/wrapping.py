"""Fits sentences and tables into columns, between words. Takes texts, returns lines, prints nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from unicodedata import category, east_asian_width

GAP = "  "
"""The space between two columns of a table."""

_INDENT = "  "
_WORD = re.compile(r"(\s*)(\S+(?:(?<=\d) (?:s|min|h)\b)?(?: ·(?= ))?)")
"""A word with the space before it. A number keeps its unit, and a dot between two facts stays at the end of a line."""

_JOINER, _EMOJI = "\u200d", "\ufe0f"


def cells_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for each letter of East Asia and most emoji."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if category(character) in {"Mn", "Me"} or character in {_JOINER, _EMOJI}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def wrap(line: str, columns: int | None, *, indent: int = 0) -> list[str]:
    """Break a line between words.

    Args:
        line: A text without line breaks. The spaces that it begins with stay.
        columns: The most columns that a line may take; None breaks nothing. A longer word, such as a path, is left
            whole on a line of its own, so that it can be copied.
        indent: Spaces before each line but the first, at least as many as before that; none in lines too narrow for it.
    """
    if columns is None or cells_of(line) <= columns:
        return [line]
    indent = max(indent, len(line) - len(line.lstrip()))
    hanging = " " * (indent if 2 * indent <= columns else 0)
    lines = []
    text = ""
    for space, word in _WORD.findall(line):
        if not text.strip() or cells_of(text + space + word) <= columns:
            text += space + word
        else:
            lines.append(text)
            text = hanging + word
    return [*lines, text.rstrip()]


def table_lines(rows: Sequence[Sequence[str]], columns: int | None) -> Iterator[str]:
    """Yield the lines of a table, the first row of which is its heading.

    Its columns are as wide as their widest cells. Where there is no room for that, cells are wrapped between words. If
    even that does not fit, each row becomes a line with its first cell and, indented, the other ones below it.

    Args:
        rows: The cells, equally many in each row.
        columns: The most columns that a line may take; None wraps nothing.
    """
    rows = [[cell.strip() for cell in row] for row in rows]
    widths = [max(map(cells_of, column)) for column in zip(*rows, strict=True)]
    if columns is not None:
        least = [max(map(_least_cells, column)) for column in zip(*rows, strict=True)]
        room = columns - len(GAP) * (len(widths) - 1)
        if sum(least) > room:
            yield from _stacked(rows, columns)
            return
        widths = _shared(widths, least, room)
    for row in rows:
        yield from _row_lines(row, widths)


def _least_cells(cell: str) -> int:
    return max(map(cells_of, wrap(cell, 1)))


def _shared(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Narrow the widest columns until all fit, none below its least width."""
    shared = list(widths)
    while sum(shared) > room:
        widest = max((width, index) for index, width in enumerate(shared) if width > least[index])[1]
        shared[widest] -= 1
    return shared


def _row_lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    for cells in zip_longest(*wrapped, fillvalue=""):
        padded = (f"{cell}{' ' * (width - cells_of(cell))}" for cell, width in zip(cells, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _stacked(rows: Iterable[Sequence[str]], columns: int) -> Iterator[str]:
    for first, *others in rows:
        yield from wrap(first, columns, indent=len(_INDENT))
        rest = " · ".join(filter(None, others))
        if rest:
            yield from wrap(f"{_INDENT}{rest}", columns, indent=len(_INDENT))
