"""Shows a long text through the person's pager, as other commands do, and prints a short one.

The pager is `$PAGER`, else `less`; an empty one or `cat` prints. So does Windows, which has none that shows UTF-8.
"""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePath

from coach.cli.terminal import in_foreground, window_size

_DUMB = ("dumb", "unknown")


def page(lay_out: Callable[[bool], str]) -> None:
    """Show a text: through a pager on a terminal that it does not fit into, else directly.

    Args:
        lay_out: Makes the text, which ends with a new line; it is told whether the text may be styled.
    """
    rows = _rows()
    styled = rows is not None and not os.environ.get("NO_COLOR")
    text = lay_out(styled)
    pager = _pager() if rows is not None and text.count("\n") >= rows else []
    if not (pager and _piped(text if _shows_styles(pager) else lay_out(False), pager)):
        print(text, end="")


def _rows() -> int | None:
    """Return the rows of the terminal that standard output is; None if it is none, or one without styles."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM") in _DUMB:
        return None
    with suppress(OSError, ValueError):
        return window_size(sys.stdout.fileno()).lines
    return None


def _pager() -> list[str]:
    """Return the command of the pager; empty for none, or where nobody could leave it."""
    listening = sys.stdin is not None and sys.stdin.isatty() and in_foreground(sys.stdin.fileno())
    if sys.platform == "win32" or not listening:
        return []
    try:
        command = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # a quotation mark without its partner
        return []
    return [] if command == ["cat"] else command


def _shows_styles(pager: list[str]) -> bool:
    return PurePath(pager[0]).name == "less"


def _piped(text: str, pager: list[str]) -> bool:
    """Give a text to a pager, and wait until the person leaves it; False if the pager cannot be started.

    Ctrl-C is the pager's while it runs: coach must not end before it, or the shell would read the same keys. `less`
    shows styles, and does not warn first that it knows too little of the terminal, as over SSH from a newer one.
    """
    options = ["-dR"] if _shows_styles(pager) else []
    try:
        process = subprocess.Popen([*pager, *options], stdin=subprocess.PIPE)  # noqa: S603 (the person's own choice)
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError):
            process.communicate(text.encode(sys.stdout.encoding, sys.stdout.errors or "replace"))
        process.wait()
    finally:
        if process.poll() is None:  # coach was terminated
            process.terminate()
        signal.signal(signal.SIGINT, before)
    return True
