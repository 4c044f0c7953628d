"""Lists the keys and what they do, as lines of text or as the lines of a window."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.cli.keyboard.keys import NAMES

if TYPE_CHECKING:
    from rich.text import Text

_TITLE, _END = "Keys", "? goes back; the session goes on."


def key_lines() -> Iterator[str]:
    """Yield a line for each key."""
    yield from (f"{name}: {key}" for key, name in NAMES.items())


def lay_out_keys(size: tuple[int, int]) -> list["Text"]:
    """Lay out the list; in a low window without its title.

    Args:
        size: The window's columns and rows.

    Returns:
        Exactly as many lines as the window has rows, none wider than the window.
    """
    from rich.text import Text

    columns, rows = size
    width = max(map(len, NAMES.values()))
    keys = [Text.assemble((f"  {name.ljust(width)}  ", "bold"), key.value) for key, name in NAMES.items()]
    framed = [Text(), Text(f"  {_TITLE}", "bold cyan"), Text(), *keys, Text(), Text(f"  {_END}", "dim")]
    lines = framed if len(framed) <= rows else keys
    lines = [*lines, *(Text() for _ in range(rows - len(lines)))][:rows]
    for line in lines:
        line.truncate(columns, overflow="ellipsis")
    return lines
