"""Writing to a stream that may be closed, or whose reader may be gone, without disturbing the session."""

import os
from typing import IO

from coach.cli.terminal import fitted


def print_line(line: str, stream: IO[str] | None, *, indent: int = 0) -> None:
    """Print a line at once. If it cannot be written, drop it and everything that is printed later.

    Args:
        line: The text without a line break.
        stream: The stream to print to; None, if it was closed before coach began, prints nothing.
        indent: Spaces before what is wrapped on a terminal.
    """
    if stream is None:
        return
    try:
        print(fitted(line, stream, indent=indent), file=stream, flush=True)
    except (OSError, ValueError):
        silence(stream)


def silence(stream: IO[str]) -> None:
    """Redirect a broken stream to nowhere, or Python would try to write its buffer at exit, and complain."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
