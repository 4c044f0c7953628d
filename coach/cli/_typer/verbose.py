"""The option `--verbose`, which every command and every group has, so that it may stand before or after a command."""

from functools import cache
from typing import Annotated, Any

import typer
from typer.main import get_command

from coach.cli.diagnosis import faults, log
from coach.cli.terminal import tell


def with_verbose(parameters: list[Any]) -> list[Any]:
    """Return the parameters of a command, and `--verbose` before the last of them, which is `--help`."""
    return [*parameters[:-1], _verbose(), *parameters[-1:]]


@cache
def _verbose() -> Any:
    help_line = "Write a log of this run, for a bug report."
    flag = typer.Option("--verbose", help=help_line, callback=_begin, is_eager=True, expose_value=False)

    def declare(*, verbose: Annotated[bool, flag] = False) -> None:
        """Stand in for a command with this one option, because Typer makes options from a function's parameters."""

    app = typer.Typer(add_completion=False)
    app.command()(declare)
    return next(option for option in get_command(app).params if option.name == "verbose")


def _begin(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing and not log.is_running():
        tell(f"Log: {faults.shortened(str(log.begin_log()))}")
