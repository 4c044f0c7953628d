"""A clock that does not stop when the machine does."""

import sys
import time


def awake_or_asleep_s() -> float:
    """Seconds on a clock that never goes back, and goes on while the machine sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # there it is `time.monotonic` that stands still; see clock_gettime(3)
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()
