"""Waits for files that other programs have open: Windows alone refuses to open or replace them meanwhile."""

import time
from collections.abc import Callable
from typing import TypeVar

BUSY_WAIT_S, BUSY_POLL_S = 2, 0.02
"""Seconds to go on trying to read or replace a file that another program has open, on Windows; and between two tries.
A virus scanner or an indexer has a new file open for less than a second, another coach that replaces it for less."""

Result = TypeVar("Result")


def when_free(action: Callable[[], Result]) -> Result:
    """Do what Windows refuses while another program has the file open; try again for `BUSY_WAIT_S`."""
    give_up_s = time.monotonic() + BUSY_WAIT_S
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() >= give_up_s:
                raise
            time.sleep(BUSY_POLL_S)
