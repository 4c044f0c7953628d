"""Sets a page of help, which is Markdown, for a terminal or for a pipe. Loads rich, and thus only when one is shown."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown, TableElement, TextElement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from coach.cli.pages import COMMENT

MIN_COLUMNS, MAX_COLUMNS = 40, 100
"""Bounds of the width of a page. Lines of more than 100 characters are hard to follow with the eye."""

_TABLE_COLUMNS = 72
"""In fewer columns than this, each row of a table becomes an item of a list."""

_THEME = Theme({"markdown.code": "cyan", "markdown.h2": "bold", "markdown.h3": "bold", "markdown.table.border": "dim"})
"""Styles that can be read on light and on dark terminals; those of rich put a black box behind code."""

_PAGE_LINK = re.compile(r"\[([^\]]+)\]\((\w+)\.md(?:#[\w-]+)?\)")
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]+\)\n+", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_CELL_END = re.compile(r"(?<!\\)\|")


def set_page(page: str, columns: int, *, styled: bool) -> str:
    """Set a page as lines for a terminal.

    Args:
        page: The Markdown.
        columns: The width of the terminal; a page is 40 to 100 columns wide.
        styled: Whether bold and colours are wanted; otherwise the lines are plain text.
    """
    width = min(max(columns, MIN_COLUMNS), MAX_COLUMNS)
    text = _PICTURE.sub("", COMMENT.sub("", page))
    text = _PAGE_LINK.sub(r"\1 (`coach help \2`)", text)
    if width < _TABLE_COLUMNS:
        text = _TABLE.sub(lambda table: "".join(_listed(table.group())), text)
    if not styled:
        text = "".join(part if part.startswith("```") else _with_backticks(part) for part in _FENCE.split(text))
    console = Console(
        width=width, force_terminal=styled, color_system="standard" if styled else None, legacy_windows=False,
        highlight=False, emoji=False, theme=_THEME, _environ={},
    )  # fmt: skip
    with console.capture() as capture:
        console.print(_Page(text, hyperlinks=False))
    lines = "\n".join(line.rstrip() for line in capture.get().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def _listed(table: str) -> Iterator[str]:
    """Yield the rows of a table as items of a list: the first cell, and what the others say of it."""
    rows = [[cell.strip() for cell in _CELL_END.split(line.strip()[1:-1])] for line in table.splitlines()]
    for first, *others in rows[2:]:
        yield f"- {first}: {'; '.join(filter(None, others))}\n".replace(r"\|", "|")


def _with_backticks(text: str) -> str:
    """Keep the backticks of code in running text: without styles nothing else tells it from the words around."""
    return "\n".join(line if line.startswith("|") else _CODE.sub(r"`` `\1` ``", line) for line in text.split("\n"))


class _LeftHeading(Heading):
    """A heading at the left margin, where a reader's eye is."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text
        text.justify = "left"
        text.stylize("bold underline" if self.tag == "h1" else "bold")
        if self.tag != "h1":
            yield Text()
        yield text


class _OpenTable(TableElement):
    """A table with a line below its heading, and none around it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in super().__rich_console__(console, options):
            if isinstance(table, Table):
                table.box, table.show_edge, table.pad_edge = box.SIMPLE, False, False
            yield table


class _PlainCode(TextElement):
    """A block of code, indented and without colours of its language."""

    style_name = "none"

    @classmethod
    def create(cls, markdown: Markdown, token: Any) -> "_PlainCode":  # noqa: ARG003
        """Make the element of a token."""
        return cls()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Padding(Text(self.text.plain.rstrip(), style="cyan"), (0, 0, 0, 4))


class _Page(Markdown):
    """Markdown with our headings, tables and blocks of code."""

    elements: ClassVar[Any] = {
        **Markdown.elements,
        "heading_open": _LeftHeading,
        "table_open": _OpenTable,
        "fence": _PlainCode,
        "code_block": _PlainCode,
    }
