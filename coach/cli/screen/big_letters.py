"""Text in, the same in letters of four or five lines out, to be read from two metres. Knows no terminal.

An own font of half blocks, whose dots are square on a screen: of pyfiglet's fonts (8 MB) those in sentence case are
hairlines, or twice as wide.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

ROWS = 5
"""Of a line: four stand on the baseline, the last is for what hangs below it."""

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
"""The letters in runs of six lines: what they are, each where it begins, and how they look."""

_TOP_HALF = {"█": "██", "▀": "██", "▄": "  ", " ": "  "}
_BOTTOM_HALF = {"█": "██", "▀": "  ", "▄": "██", " ": "  "}


def big_letters(text: str, columns: int, *, scale: int = 1) -> list[str]:
    """Draw text, wrapped at its spaces.

    Args:
        text: In the letters of western Europe; drawn in one colour by full and half blocks.
        columns: The most that a line may be wide.
        scale: 1, or 2 for letters of twice the size.

    Returns:
        Lines without trailing spaces, five times `scale` for each line of text, less what is empty at the end. None
        at all where a letter is not in the font or a word is too wide: then the text is to be shown as it is.
    """
    words = text.split()
    if not all(letter in _font() for word in words for letter in word):
        return []
    wrapped = _wrap(words, columns // scale)
    drawn = [row for line in wrapped for row in _drawn(line)]
    lines = [row.rstrip() for row in (_doubled(drawn) if scale == 2 else drawn)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wrap(words: list[str], columns: int) -> list[str]:
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


def _drawn(line: str) -> list[str]:
    return [" ".join(row) for row in zip(*(_glyph(letter) for letter in line), strict=True)]


def _doubled(rows: list[str]) -> Iterator[str]:
    for row in rows:
        for half in (_TOP_HALF, _BOTTOM_HALF):
            yield "".join(half[cell] for cell in row)


def _glyph(letter: str) -> tuple[str, ...]:
    return _font().get(letter, _WORD_SPACE)


@cache
def _font() -> dict[str, tuple[str, ...]]:
    """Each letter's rows, all of its own width."""
    font = {}
    sheet = _SHEET.strip("\n").split("\n")
    for top in range(0, len(sheet), ROWS + 1):
        names, *rows = sheet[top : top + ROWS + 1]
        width = max(map(len, rows)) + 1
        starts = [column for column, letter in enumerate(names) if letter != " "]
        for start, end in pairwise([*starts, width]):
            font[names[start]] = tuple(row.ljust(width)[start : end - 1] for row in rows)
    return font
