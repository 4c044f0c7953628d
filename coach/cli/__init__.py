"""The command line: reads options, and writes to a terminal. The only package that prints."""

import os
import signal
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import typer

from coach.cli._typer import CommandApp, LazyCommand, LazyGroup, lazy_group
from coach.cli.beginning import FIRST_WORDS, SUMMARY, InstallOption, ShowOption, VersionOption
from coach.cli.diagnosis import faults, log
from coach.cli.interrupts import Interrupts
from coach.cli.spelling import SPELLED
from coach.cli.terminal import (
    DONE,
    FAILED,
    INTERRUPTED,
    TERMINATED,
    UNREAD,
    USAGE,
    flush_output,
    print_text,
    tell,
    tell_error,
)
from coach.errors import CoachError, SettingsError, UnknownNameError

_PRACTISE, _WRITE, _SET_UP = "To practise", "To write scripts", "To set up"

COMMANDS = (
    LazyCommand("play", "Play a session on the loudspeaker.", "coach.cli.commands.play", _PRACTISE),
    LazyCommand(
        "list", "List stretches and routines with position, dose and length.", "coach.cli.commands.list", _PRACTISE
    ),
    LazyCommand(
        "show", "Draw the timeline, and print what will be said and when.", "coach.cli.commands.show", _PRACTISE
    ),
    LazyCommand("export", "Write a session to a file, or to several.", "coach.cli.commands.export", _PRACTISE),
    LazyCommand("serve", "Bring sessions to a phone, or to a browser here.", "coach.cli.commands.serve", _PRACTISE),
    LazyCommand("publish", "Write a site for phones, and a podcast feed.", "coach.cli.commands.publish", _PRACTISE),
    LazyCommand("history", "Print days, streak and minutes of practice.", "coach.cli.commands.history", _PRACTISE),
    LazyCommand("new", "Write a stretch or a routine to begin with.", "coach.cli.commands.new", _WRITE),
    LazyCommand(
        "check", "Print which laws of a session a script breaks, and where.", "coach.cli.commands.check", _WRITE
    ),
    LazyCommand("watch", "Check a script each time it is saved.", "coach.cli.commands.watch", _WRITE),
    LazyCommand(
        "timeline", "Print each cue, hold, breath and pause with its times.", "coach.cli.commands.timeline", _WRITE
    ),
    LazyCommand(
        "schema", "Print the JSON Schema of a kind of script, for editors.", "coach.cli.commands.schema", _WRITE
    ),
    LazyCommand("voices", "List the voices, try one, and install more.", "coach.cli.commands.voices", _SET_UP),
    LazyCommand(
        "devices", "List the loudspeakers, and the sink that plays to each.", "coach.cli.commands.devices", _SET_UP
    ),
    LazyCommand("config", "Show and change the settings that coach remembers.", "coach.cli.commands.config", _SET_UP),
    LazyCommand(
        "doctor", "Check that coach works on this machine, for a bug report.", "coach.cli.commands.doctor", _SET_UP
    ),
    LazyCommand("help", "Show a page of help, or the help of a command.", "coach.cli.commands.help", _SET_UP),
)
"""Every command in the order of the help: its name, the first line of its own help, its module, and its group."""

app = CommandApp(
    cls=LazyGroup,
    help=SUMMARY,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    examples={
        "coach play": "Play the nine stretches for the middle back.",
        "coach play --help": "See how to make them shorter, slower or easier.",
    },
)


@app.callback()
def options(
    context: typer.Context,
    version: VersionOption = False,  # noqa: ARG001 (these three act by themselves)
    install_completion: InstallOption = False,  # noqa: ARG001
    show_completion: ShowOption = False,  # noqa: ARG001
) -> None:
    """Take the options that come before the command, and say how to begin where there is none."""
    if context.invoked_subcommand is None:
        print_text(*FIRST_WORDS)


def main() -> None:
    """Run the command line; `coach.__main__` is the entry point of `coach` and `python -m coach`.

    Exit codes: 0 done, which includes a session that was told to end; 1 the work failed; 2 usage; 130 interrupted; 141
    nobody reads the output any more; 143 terminated. An error is one or two sentences on stderr; one that coach did not
    expect is reported in a file too.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # or numpy starts threads for large matrices; coach has none
    with suppress(OSError):
        if home := os.environ.get("HOME"):  # about a relative one a library of sound prints lines of its own
            os.environ["HOME"] = str(Path(home).absolute())
    _set_encodings()
    interrupts, last_words = Interrupts(), dict[str, None]()
    interrupts.obey()
    faults.catch_dropped(last_words.setdefault, interrupts.repeat_if_lost)
    try:
        code = _run()
    except BaseException as error:
        log.note("ended by an error", error=error)
        code = FAILED if interrupts.asked else _tell_of(error)
    interrupts.ignore()
    for sentence in last_words:
        tell(f"Error: {sentence}")
    if interrupts.asked is signal.SIGTERM:
        code = TERMINATED
    elif interrupts.asked and code != DONE:  # or it is the end of a command that lasts until Ctrl-C
        tell("Stopped.")
        code = INTERRUPTED
    log.note("exit code %d", code)
    _leave(code)


def _set_encodings() -> None:
    """Write UTF-8 to files and pipes, also where Windows would take a code page.

    A terminal whose encoding lacks a letter shows a similar one. An encoding that a person asks for in
    `PYTHONIOENCODING` is kept.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if chosen else "utf-8", errors=SPELLED)


def _run() -> int:
    try:
        lazy_group(app, COMMANDS)()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # of which Typer makes an exit code of its own
            raise end.__context__ from None
        flush_output()  # a full disk shows here at the latest, where it can still be told
        return int(end.code or DONE)
    return DONE


def _tell_of(error: BaseException) -> int:
    """Tell a person of an error, and return the exit code for it.

    A reader that has had enough, as `head` has, is no error to be told of.
    """
    if isinstance(error, BrokenPipeError):
        _drop_output()
        return UNREAD
    if isinstance(error, CoachError):
        tell_error(error)
        return USAGE if isinstance(error, SettingsError | UnknownNameError) else FAILED
    if isinstance(error, FileNotFoundError) and error.filename is None:  # as from `os.getcwd`, and from no stream
        tell("Error: The folder that you are in is gone. Go to another one.")
    elif isinstance(error, OSError) and error.filename is None:
        tell(f"Error: The output could not be written: {error.strerror or error}.")
        _drop_output()
    elif isinstance(error, MemoryError):
        tell("Error: There is not enough memory for this. Close other programs, or take a shorter session.")
    else:
        tell(f"Error: {faults.describe(error)}")
    return FAILED


def _drop_output() -> None:
    """Send what stdout still holds to nowhere, or Python tries to write it once more, and complains."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
