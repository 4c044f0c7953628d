"""Runs commands with any arguments and a voice that takes no time: each ends as the exit codes say, and harmlessly."""

import io
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli.session.options import REMEMBERED
from coach.cli.terminal import DONE, FAILED, USAGE
from coach.errors import CoachError
from coach.session import voices
from coach.speech.voice import Voice
from tests.fakes import FakeVoice
from tests.fuzz.scripts import assert_readable

RUN = ("list", "show", "timeline", "check", "export", "history", "new", "schema", "config")
"""The commands that neither play, nor wait for a person, nor use the network."""

LEADING_OUT = ("..", "/", "~", "edit")
"""Marks of an argument with which a command could write outside the fuzzer's folder, or start an editor."""

WORDS = (
    *(f"\n--{name}\n" for name in REMEMBERED),
    *("\n--json", "\n--help", "\n-o\nx.wav", "\n--force", "\n--split\nstretch", "\n--all", "\n--with\ntext", "\n--"),
    *(
        "\ncobra",
        "\nmiddle-back",
        "gentle",
        "4:6",
        "0.9",
        "off",
        "rain",
        "settle=6",
        "tones",
        "\nset",
        "\nunset",
        "\nget",
    ),
    *("\x1b[31m", "\x00", "\u202e", "[bold]", "\n--laws", "\n--explain\n3", "\nstretch\n", "\nroutine\n"),
)

SEEDS = (
    "list\n--level\ngentle",
    "timeline\ncobra\n--json\n--breath\n4:6",
    "export\ncobra\n-o\nx.wav\n--force\n--verbosity\ntones",
    "check\ncobra\nwall-angels",
    "config\nset\nspeed\n0.9",
    "show\nchild\n--width\n60",
    "new\nstretch\nneck\n--force",
)

_group = lazy_group(app, COMMANDS)


def seeds() -> Iterator[bytes]:
    """Return a line of each command, an argument a line."""
    yield from (line.encode() for line in SEEDS)


def fuzz(data: bytes) -> None:
    """Run the arguments that the lines of a text are."""
    arguments = data.decode("utf-8", "surrogateescape").split("\n")
    if arguments[0] not in RUN or any(mark in argument for mark in LEADING_OUT for argument in arguments):
        return
    os.chdir(os.environ["HOME"])
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = _run(arguments)
    assert code in {DONE, FAILED, USAGE}, f"exit code {code}"
    assert "\x1b" not in out.getvalue()
    for made in (path for path in Path().iterdir() if path.is_file() and path.suffix != ".toml"):
        made.unlink()


def _run(arguments: list[str]) -> int:
    try:
        _group(arguments)
    except SystemExit as end:
        return int(end.code or DONE)
    except CoachError as error:
        assert_readable(error)
        return FAILED
    return DONE


def _find_voice(name: str) -> Voice:
    _find_real_voice(name)
    return FakeVoice()


_find_real_voice = voices.find_voice
voices.find_voice = _find_voice
