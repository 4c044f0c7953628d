"""The command line: reads options, and writes to a terminal. The only package that prints."""

import os
import signal
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from coach.cli._typer import CommandApp, LazyCommand, LazyGroup, lazy_group
from coach.cli.terminal import DONE, FAILED, TERMINATED, USAGE, tell
from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.version import __version__

COMMANDS = (
    LazyCommand("list", "List stretches and routines with position, dose and length.", "coach.cli.commands.list"),
    LazyCommand("show", "Draw the timeline, and print what will be said and when.", "coach.cli.commands.show"),
    LazyCommand("play", "Play a session on the loudspeaker.", "coach.cli.commands.play"),
    LazyCommand("export", "Write a session to a file, or to several.", "coach.cli.commands.export"),
    LazyCommand("timeline", "Print each cue, hold, breath and pause with its times.", "coach.cli.commands.timeline"),
    LazyCommand("check", "Print which laws of a session a script breaks, and where.", "coach.cli.commands.check"),
    LazyCommand("new", "Write a stretch or a routine to begin with.", "coach.cli.commands.new"),
    LazyCommand("watch", "Check a script each time it is saved.", "coach.cli.commands.watch"),
    LazyCommand("schema", "Print the JSON Schema of a kind of script, for editors.", "coach.cli.commands.schema"),
    LazyCommand("history", "Print days, streak and minutes of practice.", "coach.cli.commands.history"),
    LazyCommand("devices", "List the loudspeakers, and the sink that plays to each.", "coach.cli.commands.devices"),
    LazyCommand("voices", "List the voices, try one, and install more.", "coach.cli.commands.voices"),
    LazyCommand("config", "Show and change the settings that coach remembers.", "coach.cli.commands.config"),
)
"""Every command in the order of the help: its name, the first line of its own help, and its module."""

app = CommandApp(
    cls=LazyGroup,
    help="A voice that guides you through stretches while your eyes are closed.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"coach {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that come before the command."""


def main() -> None:
    """Run the command line; the entry point of `coach` and `python -m coach`.

    Exit codes: 0 done, which includes a session that was told to end; 1 the work failed; 2 usage; 130 interrupted;
    143 terminated. An error is one or two sentences on stderr.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # or numpy starts threads for large matrices; coach has none
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without “ ” shows ? instead of a traceback
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # leave through every `finally`
    try:
        code = _run()
    except CoachError as error:
        tell(f"Error: {error}")
        code = USAGE if isinstance(error, SettingsError | UnknownNameError) else FAILED
    except OSError as error:
        tell(f"Error: The output could not be written: {error.strerror or error}.")
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries and complains once more
        code = FAILED
    _leave(code)


def _run() -> int:
    try:
        lazy_group(app, COMMANDS)()
    except SystemExit as end:
        _flush()  # a full disk shows here at the latest, where it can still be told
        return int(end.code or DONE)
    return DONE


def _flush() -> None:
    if sys.stdout is not None:  # None if coach was started with stdout closed
        sys.stdout.flush()


def _leave(code: int) -> NoReturn:
    """End the process without taking the interpreter apart.

    That would take 20 ms, and would crash while a thread is in the middle of a foreign library: a voice that speaks a
    sentence, a terminal that nobody reads.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.flush()
    os._exit(code)
