"""The one place where coach prints: exit codes, sentences on stderr, and texts, tables and JSON on stdout.

All that is printed is made harmless, since titles, names and files are anybody's. On a terminal it is wrapped between
words; a pipe gets whole lines. Loads nothing but Python's own modules.
"""

import errno
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from coach.cli.harmless import brief, harmless, harmless_json
from coach.cli.wrapping import table_lines, wrap

DONE, FAILED, USAGE, INTERRUPTED, UNREAD, TERMINATED = 0, 1, 2, 130, 141, 143
"""Exit codes. The last three are as shells count them: 128 and the number of the signal, SIGINT, SIGPIPE or SIGTERM."""

UNKNOWN_SIZE = os.terminal_size((80, 24))
"""The size of a terminal that does not know its own: that of the first ones, which programs still take for granted."""


def tell(*lines: str) -> None:
    """Print a message on stderr; nowhere if stderr is closed or on a full disk.

    What it quotes from elsewhere, and each of its lines, is shortened if it is far too long. A line break in a line, as
    the name of a file may have, begins no other one.

    Raises:
        BrokenPipeError: Nobody reads stderr any more.
    """
    if sys.stderr is None:
        return
    try:
        for line in lines:
            print(fitted(brief(line), sys.stderr), file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError:  # nothing is left to tell it with, and the work goes on without
        return


def tell_error(error: object, beginning: str = "Error:") -> None:
    """Tell an error after some words; each of the mistakes that it stands for has a line."""
    tell(*f"{beginning} {error}".split("\n"))


def print_text(*lines: str, indent: int = 0) -> None:
    """Print lines on stdout; `indent` is the number of spaces before what is wrapped."""
    for line in lines:
        print(fitted(line, sys.stdout, indent=indent))


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print a table on stdout, the first row a heading. No cell is cut, so that a pipe gets all."""
    cells = [[harmless(cell) for cell in row] for row in rows]
    for line in table_lines(cells, columns_of(sys.stdout)):
        print(line)


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print a value as JSON on stdout: in one line, unless there is an `indent`."""
    print_json_text(json.dumps(value, indent=indent))


def print_json_text(text: str) -> None:
    """Print a text that is JSON already, with escapes for all but the printable characters of ASCII."""
    print(harmless_json(text))


def flush_output() -> None:
    """Send to its reader what was printed on stdout; do nothing if coach was started with stdout closed."""
    if sys.stdout is not None:
        sys.stdout.flush()


def ask(question: str) -> bool:
    """Ask on stderr, and read yes or no from stdin; anything else, and the end of the input, is no.

    The caller sees to it that a person is there to answer.
    """
    print(fitted(brief(f"{question} [y/N]"), sys.stderr), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def fitted(line: str, stream: IO[str] | None, *, indent: int = 0) -> str:
    """Make a line harmless, and wrap it if it goes to a terminal."""
    return "\n".join(wrap(harmless(line), columns_of(stream), indent=indent))


def columns_of(stream: IO[str] | None) -> int | None:
    """Return how many columns the terminal of a stream has; None if the stream goes elsewhere.

    `COLUMNS` in the environment goes first, as in other programs. A terminal that does not know its size has 80.
    """
    if stream is None or not stream.isatty():
        return None
    with suppress(ValueError):
        if (chosen := int(os.environ.get("COLUMNS", ""))) > 0:
            return chosen
    with suppress(OSError):
        return window_size(stream.fileno()).columns
    return UNKNOWN_SIZE.columns


def window_size(terminal: int) -> os.terminal_size:
    """Return the columns and rows of a terminal, 80 × 24 for one that does not know them.

    Pseudo-terminals of containers, editors and `script` are often 0 × 0.

    Args:
        terminal: A file descriptor of it.

    Raises:
        OSError: The terminal is gone.
    """
    size = os.get_terminal_size(terminal)
    return os.terminal_size((size.columns or UNKNOWN_SIZE.columns, size.lines or UNKNOWN_SIZE.lines))


def in_foreground(terminal: int) -> bool:
    """Tell whether coach may draw on a terminal, and whether what is typed there is meant for coach.

    Args:
        terminal: A file descriptor of it. A terminal that does not control the process has no background, nor has
            Windows.
    """
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError as error:
        return error.errno == errno.ENOTTY and os.isatty(terminal)
