"""Exit codes, sentences on stderr and tables on stdout. Loads nothing but Python's own modules."""

import errno
import os
import sys
from collections.abc import Sequence

DONE, FAILED, USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143
"""Exit codes. The last two are as shells count them: 128 and the signal's number."""


def tell(sentence: str) -> None:
    """Print a sentence on stderr, as it is; nowhere if coach was started with stderr closed."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest cell, the first row a heading. No cell is cut, so that a pipe gets all."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


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
