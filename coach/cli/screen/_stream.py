"""Writing to a stream that may be closed or broken without disturbing the session."""

import os
from typing import IO

from coach.cli.terminal import fitted


def print_line(line: str, stream: IO[str] | None, *, indent: int = 0) -> None:
    """Print a line at once. If it cannot be written, drop it and everything that is printed later.

    A disk that is full or a terminal that is gone is nobody's wish. A reader that has had enough, as `head` has, is.

    Args:
        line: The text without a line break.
        stream: The stream to print to; None, if it was closed before coach began, prints nothing.
        indent: Spaces before what is wrapped on a terminal.

    Raises:
        BrokenPipeError: The reader of a pipe is gone; raised once.
    """
    if stream is None:
        return
    try:
        print(fitted(line, stream, indent=indent), file=stream, flush=True)
    except BrokenPipeError:
        silence(stream)
        raise
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
