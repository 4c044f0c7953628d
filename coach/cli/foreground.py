"""Whether a terminal is ours: a program in the background must leave it to the shell."""

import errno
import os


def in_foreground(terminal: int) -> bool:
    """Whether what is typed on a terminal is meant for us, and we may draw on it.

    Args:
        terminal: A file descriptor of it. One that does not control us has no background, nor has Windows.
    """
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError as error:
        return error.errno == errno.ENOTTY and os.isatty(terminal)
