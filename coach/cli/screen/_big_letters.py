"""Draws text in letters of four or five lines, which can be read from two metres. Knows no terminal.

The font is coach's own and made of half blocks, whose dots are square on a screen. Among the fonts of pyfiglet (8 MB),
those that have small letters are hairlines or twice as wide.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

ROWS = 5
"""Rows in a line of letters: four above the baseline, and one for the tails below it."""

_WORD_SPACE = ("  ",) * ROWS

_SHEET = """
A     B     C     D     E     F     G     H     I   J     K     L     M       N     O     P     Q     R     S
▄▀▀▀▄ █▀▀▀▄ ▄▀▀▀▄ █▀▀▀▄ █▀▀▀▀ █▀▀▀▀ ▄▀▀▀▄ █   █ ▀█▀     █ █  ▄▀ █     █▄   ▄█ █▄  █ ▄▀▀▀▄ █▀▀▀▄ ▄▀▀▀▄ █▀▀▀▄ ▄▀▀▀▀
█▄▄▄█ █▄▄▄▀ █     █   █ █▄▄▄  █▄▄▄  █ ▄▄▄ █▄▄▄█  █      █ █▄▀   █     █ ▀▄▀ █ █ ▀▄█ █   █ █▄▄▄▀ █   █ █▄▄▄▀ ▀▄▄▄
█   █ █   █ █   ▄ █   █ █     █     █   █ █   █  █  ▄   █ █ ▀▄  █     █     █ █   █ █   █ █     █ ▀▄▀ █ ▀▄      █
▀   ▀ ▀▀▀▀   ▀▀▀  ▀▀▀▀  ▀▀▀▀▀ ▀      ▀▀▀  ▀   ▀ ▀▀▀  ▀▀▀  ▀   ▀ ▀▀▀▀▀ ▀     ▀ ▀   ▀  ▀▀▀  ▀      ▀▀ ▀ ▀   ▀ ▀▀▀▀

T     U     V     W       X     Y     Z     . ,  : ! ?     ’ ' &     (  )  /     +     –    -
▀▀█▀▀ █   █ █   █ █     █ █   █ █   █ ▀▀▀▀█        █ ▄▀▀▀▄ █ █ ▄▀▀▄  ▄▀ ▀▄     █
  █   █   █ █   █ █  ▄  █  ▀▄▀   ▀▄▀    ▄▀       ▀ █   ▄▄▀     ▀▄▄▀  █   █   ▄▀  ▄▄█▄▄ ▄▄▄▄ ▄▄▄▄
  █   █   █ ▀▄ ▄▀ █ ▄▀▄ █ ▄▀ ▀▄   █   ▄▀         ▄ ▀   ▀       █ ▀▄▀ █   █ ▄▀      ▀
  ▀    ▀▀▀    ▀    ▀   ▀  ▀   ▀   ▀   ▀▀▀▀▀ ▀ ▄▀   ▀   ▀        ▀▀ ▀  ▀ ▀  ▀

a     b     c    d     e     f    g     h     i j   k    l  m       n     o     p     q     r    s
      █              █        ▄▀▀       █     ▀   ▀ █    █
 ▀▀▀▄ █▀▀▀▄ ▄▀▀▀ ▄▀▀▀█ ▄▀▀▀▄ ▄█▄  ▄▀▀▀█ █▀▀▀▄ █   █ █ ▄▀ █  █▀▀█▀▀▄ █▀▀▀▄ ▄▀▀▀▄ █▀▀▀▄ ▄▀▀▀█ █▄▀▀ ▄▀▀▀▀
▄▀▀▀█ █   █ █    █   █ █▀▀▀▀  █   █   █ █   █ █   █ █▀▄  █  █  █  █ █   █ █   █ █   █ █   █ █     ▀▀▀▄
 ▀▀▀▀ ▀▀▀▀   ▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀    ▀▀▀█ ▀   ▀ ▀   █ ▀  ▀  ▀ ▀  ▀  ▀ ▀   ▀  ▀▀▀  █▀▀▀   ▀▀▀█ ▀    ▀▀▀▀
                                   ▀▀▀          ▀▀                              ▀         ▀
t    u     v     w       x     y     z    0     1     2     3     4     5     6     7     8     9     ß
 █                                        ▄▀▀▀▄  ▄█   ▄▀▀▀▄ ▀▀▀▀▄ █   █ █▀▀▀▀ ▄▀▀▀  ▀▀▀▀█ ▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▄
▀█▀  █   █ █   █ █  █  █ ▀▄ ▄▀ █   █ ▀▀▀█ █   █   █     ▄▄▀  ▄▄▄▀ █▄▄▄█ █▄▄▄  █▄▄▄     █  ▀▄▄▄▀ ▀▄▄▄█ █ ▄█
 █   █   █ ▀▄ ▄▀ █  █  █  ▄▀▄  █   █ ▄▀▀  █   █   █   ▄▀        █     █     █ █   █   █   █   █     █ █   █
  ▀▀  ▀▀▀▀   ▀    ▀▀ ▀▀  ▀   ▀  ▀▀▀█ ▀▀▀▀  ▀▀▀   ▀▀▀  ▀▀▀▀▀ ▀▀▀▀      ▀ ▀▀▀▀   ▀▀▀    ▀    ▀▀▀   ▀▀▀  ▀ ▀▀
                                ▀▀▀
Ä     Ö     Ü     É     à     á     â     ä     å     è     é     ê     ë     ç    ñ
 ▀ ▀   ▀ ▀   ▀ ▀     ▀   ▀       ▀   ▀▀▀   ▀ ▀    ▀    ▀       ▀   ▀▀▀   ▀ ▀        ▀▀ ▀
▄▀▀▀▄ ▄▀▀▀▄ █   █ █▀▀▀▀  ▀▀▀▄  ▀▀▀▄  ▀▀▀▄  ▀▀▀▄  ▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀ █▀▀▀▄
█▀▀▀█ █   █ █   █ █▀▀▀  ▄▀▀▀█ ▄▀▀▀█ ▄▀▀▀█ ▄▀▀▀█ ▄▀▀▀█ █▀▀▀▀ █▀▀▀▀ █▀▀▀▀ █▀▀▀▀ █    █   █
▀   ▀  ▀▀▀   ▀▀▀  ▀▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀█▀ ▀   ▀
                                                                               ▀
ò     ó     ô     ö     ù     ú     û     ü
 ▀       ▀   ▀▀▀   ▀ ▀   ▀       ▀   ▀▀▀   ▀ ▀
▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀▄ ▄▀▀▀▄ █   █ █   █ █   █ █   █
█   █ █   █ █   █ █   █ █   █ █   █ █   █ █   █
 ▀▀▀   ▀▀▀   ▀▀▀   ▀▀▀   ▀▀▀▀  ▀▀▀▀  ▀▀▀▀  ▀▀▀▀

"""
"""The letters in groups of six lines: the first line names each letter above its first column, the others draw it."""

_TOP_HALF = {"█": "██", "▀": "██", "▄": "  ", " ": "  "}
_BOTTOM_HALF = {"█": "██", "▀": "  ", "▄": "██", " ": "  "}


def big_letters(text: str, columns: int, *, scale: int = 1) -> list[str]:
    """Draw text, wrapped at its spaces.

    Args:
        text: Text in the letters of western Europe.
        columns: How wide a line may be.
        scale: 1, or 2 for letters of twice the size.

    Returns:
        Lines of full and half blocks without trailing spaces: five times `scale` for each line of text, less the empty
        ones at the end. An empty list, if the font lacks a letter or a word is too wide: then show the text as it is.
    """
    words = text.split()
    if not all(letter in _font() for word in words for letter in word):
        return []
    wrapped = _wrap(words, columns // scale)
    drawn = [row for line in wrapped for row in _draw(line)]
    if scale == 2:
        drawn = list(_double(drawn))
    lines = [row.rstrip() for row in drawn]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wrap(words: list[str], columns: int) -> list[str]:
    """Join words to lines as wide as they may be; an empty list, if a word is too wide."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and _width(longer) <= columns:
            lines[-1] = longer
        elif _width(word) <= columns:
            lines.append(word)
        else:
            return []
    return lines


def _width(line: str) -> int:
    return sum(len(_glyph(letter)[0]) + 1 for letter in line) - 1


def _draw(line: str) -> list[str]:
    return [" ".join(row) for row in zip(*(_glyph(letter) for letter in line), strict=True)]


def _double(rows: list[str]) -> Iterator[str]:
    for row in rows:
        for half in (_TOP_HALF, _BOTTOM_HALF):
            yield "".join(half[cell] for cell in row)


def _glyph(letter: str) -> tuple[str, ...]:
    return _font().get(letter, _WORD_SPACE)


@cache
def _font() -> dict[str, tuple[str, ...]]:
    """Return the rows of each letter; the rows of one letter are equally wide."""
    font = {}
    sheet = _SHEET.strip("\n").split("\n")
    for top in range(0, len(sheet), ROWS + 1):
        names, *rows = sheet[top : top + ROWS + 1]
        width = max(map(len, rows)) + 1
        starts = [column for column, letter in enumerate(names) if letter != " "]
        for start, end in pairwise([*starts, width]):
            font[names[start]] = tuple(row.ljust(width)[start : end - 1] for row in rows)
    return font
