"""Writing a file so that its old content or its new content is there, whole, and never anything between."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target, and rename it over the target when everything was written.

    A target that is a device or a pipe is written to directly: there is nothing to keep, and nothing to rename.

    Args:
        target: A file's path in a folder that exists.

    Yields:
        A binary file, open for writing.

    Raises:
        OSError: The system refused. Whatever was at the target still is, and no other file is left; so it is when
            anything else is raised while writing.
    """
    if _is_special(target):
        with target.open("wb") as file:
            yield file
        return
    unfinished = target.with_name(f".coach-{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _is_special(target: Path) -> bool:
    """Whether something stands there that is neither a file nor a folder."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
