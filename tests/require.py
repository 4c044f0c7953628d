"""Skip a test where the machine lacks a tool; under COACH_REQUIRE_ALL=1 (continuous integration) fail instead."""

import os
from contextlib import suppress
from pathlib import Path

import pytest


def require(condition: object, reason: str) -> None:
    if not condition:
        (pytest.fail if os.environ.get("COACH_REQUIRE_ALL") == "1" else pytest.skip)(reason)


def link(path: Path, target: Path | str) -> None:
    """Make a symbolic link, or skip the test where there are none: Windows asks for a right, and Wine makes nothing."""
    with suppress(OSError, NotImplementedError):
        path.symlink_to(target)
    require(path.is_symlink(), "links cannot be made here")
