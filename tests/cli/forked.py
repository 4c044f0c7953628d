"""Runs many command lines, each in a process of its own that is forked from one that has imported everything.

`run_all` starts that one. A run takes some milliseconds instead of half a second, and is real in all else: arguments,
environment, streams, exit code.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from tests.require import require
from tests.terminals import open_terminal

LONGEST_S = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A command line.

    Attributes:
        arguments: The words after `coach`.
        environment: Variables beside those of the parent.
        columns: The width of the terminal that it prints to; None gives it two pipes.
        rows: The terminal's height.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    columns: int | None = None
    rows: int = 24


@dataclass(frozen=True, slots=True)
class Ran:
    """The outcome of a run: its exit code, and what it printed. On a terminal all of that is in `stdout`."""

    run: Run
    code: int
    stdout: str
    stderr: str


def run_all(runs: Sequence[Run], folder: Path, environment: Mapping[str, str] | None = None) -> list[Ran]:
    """Run command lines one after the other.

    Args:
        runs: The command lines.
        folder: Where they run.
        environment: The environment of all of them; by default that of the tests. It decides the encoding.
    """
    require(hasattr(os, "fork"), "a system that can fork")
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.forked"],
        input=json.dumps([str(folder), [asdict(run) for run in runs]]),
        env={**(environment or os.environ), "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [Ran(run, *ran) for run, ran in zip(runs, json.loads(done.stdout), strict=True)]


def _serve() -> None:
    from coach.cli import COMMANDS

    for module in (*(command._module for command in COMMANDS), "coach.cli.console"):
        import_module(module)
    folder, runs = json.loads(sys.stdin.buffer.read())
    sys.stdin.close()
    results = [_run(Run(**run), folder) for run in runs]
    sys.stdout.write(json.dumps(results))


def _run(run: Run, folder: str) -> tuple[int, str, str]:
    ends = [_terminal(run.columns, run.rows)] * 2 if run.columns is not None else [os.pipe(), os.pipe()]
    child = os.fork()
    if child == 0:
        for number, (_, end) in enumerate(ends, start=1):
            os.dup2(end, number)
        _become(run, folder)
    for end in {end for _, end in ends}:
        os.close(end)
    output, error = _read_all([reader for reader, _ in ends])
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), output, error


def _become(run: Run, folder: str) -> None:
    """Be the command. Does not return."""
    import signal

    from coach.cli import main

    sys.modules["__main__"].__package__ = None  # else it is named in the help as the program
    signal.alarm(LONGEST_S)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0)
    os.chdir(folder)
    os.environ.update(run.environment)
    sys.argv = ["coach", *run.arguments]
    main()


def _terminal(columns: int, rows: int) -> tuple[int, int]:
    import tty

    screen, end = open_terminal(columns, rows)
    tty.setraw(end)  # or every end of a line would get a carriage return
    return screen, end


def _read_all(readers: Sequence[int]) -> list[str]:
    import select

    contents = dict.fromkeys(readers, b"")
    reading = set(contents)
    while reading:
        for reader in select.select(list(reading), [], [])[0]:
            data = b""
            with suppress(OSError):  # the other end of a terminal is gone
                data = os.read(reader, 1 << 16)
            contents[reader] += data
            if not data:
                reading.remove(reader)
                os.close(reader)
    texts = [content.decode("utf-8", "surrogateescape") for content in contents.values()]
    return texts if len(texts) == 2 else [*texts, ""]


if __name__ == "__main__":
    _serve()
