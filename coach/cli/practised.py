"""Tells of practice: lengths and counts in words, the streak at the end of a session, and the unfinished sessions."""

from collections.abc import Sequence

from coach.cli.terminal import print_table, tell
from coach.practice.history import HistoryError, history_path, local_now, read_history, streak, total
from coach.practice.unfinished import unfinished_sessions
from coach.units import clock


def counted(number: int, what: str) -> str:
    """Write a number of things, such as `1 day` or `2 days`."""
    plural = f"{what}es" if what.endswith(("ch", "s")) else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def length(seconds: float) -> str:
    """Write a length of practice in whole minutes, such as `54 min` or `38 h 12 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def what_was_done(done: Sequence[str], practised_s: float) -> str:
    """Write what was done of a session, such as `9 stretches in 18:02`."""
    return f"{counted(len(done), 'stretch')} in {clock(practised_s)}"


def tell_streak() -> None:
    """Tell of the run of days that goes on, and of all practice; say nothing if there is no log that can be read."""
    try:
        practices = read_history(history_path()).practices
    except HistoryError:
        return
    if not practices:
        return
    days, sum_of = streak(practices, local_now()), total(practices)
    run = f"{counted(days.current_days, 'day')} in a row" if days.current_days > 1 else "The first day of a streak"
    longest = f" (longest {days.longest_days})" if days.longest_days > days.current_days else ""
    tell(f"{run}{longest}; in all {counted(sum_of.sessions, 'session')}, {length(sum_of.practised_s)}.")


def print_unfinished() -> None:
    """Print a table of the sessions that are unfinished, and tell how to continue one."""
    sessions, faults = unfinished_sessions()
    rows = [
        (
            f"{each.bookmark.saved_at:%Y-%m-%d %H:%M}",
            clock(each.bookmark.practised_s),
            each.bookmark.stretch or "-",
            each.bookmark.name,
        )
        for each in sessions
    ]
    if rows:
        print_table([("STOPPED", "DONE", "IN", "SESSION"), *rows])
        tell("`coach play --resume` continues the first, and `coach play NAME --resume` the first of that name.")
    else:
        tell("No session is unfinished.")
    for fault in faults:
        tell(f"Left out: {fault.problem}")
