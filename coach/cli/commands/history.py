"""history: prints how much was practised and on which days; deletes the log on request."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.cli._typer import CommandApp
from coach.cli.practised import counted, length
from coach.cli.terminal import ask, print_json_text, print_table, print_text, tell
from coach.errors import SettingsError
from coach.practice.history import (
    History,
    Practice,
    Total,
    clear_history,
    history_path,
    in_last_days,
    in_week_of,
    local_now,
    read_history,
    streak,
    total,
)
from coach.units import clock

LAST_SESSIONS = 10
"""Sessions in the table where no other number is asked for: a week or two, so that the summary above stays in sight."""

app = CommandApp()


def read_days(text: str) -> int:
    """Read a number of days from 1.

    Raises:
        SettingsError: The text is no such number.
    """
    if not text.isdecimal() or int(text) < 1:
        raise SettingsError(f"“{text}” is not a number of days.", "Give a whole number from 1; 1 is today.")
    return int(text)


@app.command(
    examples={
        "coach history": "Print what was practised.",
        "coach history --days 7 --json": "Give the sessions of a week to a program.",
    }
)
def show_history(
    *,
    days: Annotated[
        Any, typer.Option(parser=read_days, metavar="N", help="List the sessions of the last N days; 1 is today.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"List every session, not only the last {LAST_SESSIONS}.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every session, or those of --days, one JSON object a line, as kept.")
    ] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Delete the history.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --clear: do not ask.")] = False,
) -> None:
    """Print days, streak and minutes of practice.

    The log is a file on this machine, and is sent nowhere.
    """
    if every and days:
        raise SettingsError("--all and --days say two things.", "Leave one of them out.")
    path = history_path()
    if clear:
        _clear(path, wants_yes=not yes)
        return
    history, now = read_history(path), local_now()
    listed = in_last_days(history, days, now) if days else history
    if as_json:
        for line in listed.lines:
            print_json_text(line)
    elif history.practices:
        _print_summary(history, now)
        _print_sessions(listed.practices if every or days else listed.practices[-LAST_SESSIONS:])
        tell(f"Kept in {path}; `coach history --clear` deletes it.")
    else:
        tell(f"No session is finished yet. Finished sessions will be kept in {path}.")
    if history.damaged:
        tell(f"Left out: {counted(history.damaged, 'damaged line')} in {path}.")


def _print_summary(history: History, now: datetime) -> None:
    days = streak(history.practices, now)
    print_text(f"This week  {_total(total(in_week_of(history.practices, now)))}")
    print_text(f"In total   {_total(total(history.practices))}")
    print_text(f"Streak     {counted(days.current_days, 'day')} · longest {counted(days.longest_days, 'day')}")


def _print_sessions(practices: Sequence[Practice]) -> None:
    rows = [
        (f"{each.finished_at:%Y-%m-%d %H:%M}", clock(each.practised_s), str(len(each.stretches)), each.title)
        for each in practices
    ]
    if rows:
        print_text("")
        print_table([("FINISHED", "LENGTH", "STRETCHES", "SESSION"), *rows])


def _clear(path: Path, *, wants_yes: bool) -> None:
    if not path.exists():
        tell("There is no history to delete.")
        return
    if wants_yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise SettingsError("Nobody is there to ask whether to delete the history.", "Say so with --clear --yes.")
    if not wants_yes or ask(f"Delete {path}, all of your history?"):
        clear_history(path)
        tell(f"Deleted {path}.")


def _total(sum_of: Total) -> str:
    return " · ".join((counted(sum_of.days, "day"), counted(sum_of.sessions, "session"), length(sum_of.practised_s)))
