"""The command line. The only package that prints, and the only one that names concrete voices and sinks."""

import os
import signal
import sys
import threading
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from coach.cli.commands import inspect as commands
from coach.cli.commands.config import config_app
from coach.cli.commands.devices import list_devices
from coach.cli.commands.export import export
from coach.cli.commands.history import show_history
from coach.cli.commands.play import play
from coach.cli.commands.show import show
from coach.cli.commands.voices import voices_app
from coach.cli.screen.background import THREAD as DISPLAY_THREAD
from coach.cli.terminal import DONE, FAILED, TERMINATED, USAGE, stderr
from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.session.preparation import THREAD as PREPARATION_THREAD

app = typer.Typer(
    help="A voice that guides you through stretches while your eyes are closed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("list")(commands.list_scripts)
app.command("show")(show)
app.command("play")(play)
app.command("export")(export)
app.command("timeline")(commands.show_cue_sheet)
app.command("check")(commands.check_scripts)
app.command("history")(show_history)
app.command("devices")(list_devices)
app.add_typer(voices_app, name="voices")
app.add_typer(config_app, name="config")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"coach {version('coach')}")
        raise typer.Exit(DONE)


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What stands before the command."""


def main() -> None:
    """Run the command line; the entry point of `coach` and `python -m coach`.

    Exit codes: 0 done, also for a session that was told to end, 1 the work failed, 2 usage, 130 interrupted, 143
    terminated. Errors are one or two sentences on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without “ ” shows ? instead of a traceback
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # leave through every `finally`
    try:
        code = _run()
    except CoachError as error:
        stderr.print(f"Error: {error}", soft_wrap=True, markup=False)
        code = USAGE if isinstance(error, SettingsError | UnknownNameError) else FAILED
    except OSError as error:
        stderr.print(
            f"Error: The output could not be written: {error.strerror or error}.", soft_wrap=True, markup=False
        )
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries, and complains, once more
        code = FAILED
    if any(thread.name in LEFT_BEHIND for thread in threading.enumerate()):
        os._exit(code)  # a thread in the middle of a foreign library takes an interpreter that exits down with it
    sys.exit(code)


LEFT_BEHIND = {PREPARATION_THREAD, DISPLAY_THREAD}
"""Threads that may still be at work at the end: a voice in the middle of a sentence, a terminal that nobody reads."""


def _run() -> int:
    try:
        app()
    except SystemExit as end:
        if sys.stdout is not None:  # it was not closed before coach began
            sys.stdout.flush()  # a full disk shows here at the latest, where it can still be told
        return int(end.code or DONE)
    return DONE
