"""Prints any text in every way that coach prints, at any width: no text moves the cursor, or turns what follows it."""

import io
import os
import unicodedata
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

from coach.cli.terminal import print_json, print_table, print_text, tell

WORDS = (
    "\x1b[2J",
    "\x1b]52;c;",
    "\x07",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200b",
    "[bold]",
    "[/b]",
    "“",
    "”",
    "…",
    "漢字",
    "👩\u200d⚕️",
)
SEEDS = (
    "Cobra pose",
    "“\x1b[31mred\x1b[0m” is not a stretch. Known names: cobra, child.",
    "a\tb\r\nc\u2028d",
    "\u202eevil" * 50,
)


TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Unicode's classes of characters that turn the direction of what follows."""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def seeds() -> Iterator[bytes]:
    """Return a title, an error with colours in it, odd line ends and a reversed text."""
    yield from (text.encode() for text in SEEDS)


def fuzz(data: bytes) -> None:
    """Print a text; the first byte is the width of the terminal, 0 for a pipe."""
    columns, text = data[0] if data else 0, data[1:].decode("utf-8", "surrogateescape")
    out: io.StringIO = _Terminal() if columns else io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), patch.dict(os.environ, {"COLUMNS": str(max(columns, 1))}):
        tell(f"Error: “{text}” is not a stretch. Did you mean “cobra”?")
        print_text(text, indent=2)
        print_table([("NAME", "TITLE"), (text, "x"), ("y", text)])
        print_json({text: text})
    _assert_harmless(out.getvalue())


def _assert_harmless(printed: str) -> None:
    for letter in printed.replace("\n", ""):
        assert unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}, ascii(letter)
        assert unicodedata.bidirectional(letter) not in TURNING, ascii(letter)
