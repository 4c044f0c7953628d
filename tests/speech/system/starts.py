"""Counts the starts of small programs that stand in for the system's speech engine."""

import os


def noting_starts(starts):
    """Return the first lines of a program that adds the process ID of each start to a file."""
    return f"import os, sys\nwith open({str(starts)!r}, 'a') as starts: print(os.getpid(), file=starts)\n"


def pids(starts):
    """Return the process IDs in such a file; none if there is no file yet."""
    return [int(line) for line in starts.read_text().split()] if starts.exists() else []


def is_running(pid):
    """Tell whether there is a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
