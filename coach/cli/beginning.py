"""The words of `coach` alone, and the options that come before a command: the version, and the completion of shells."""

from typing import Annotated

import typer

from coach.cli.terminal import DONE, print_text, tell
from coach.version import __version__

SUMMARY = "A voice that guides you through stretches while your eyes are closed."

FIRST_WORDS = (
    SUMMARY,
    "coach play   Begin: nine stretches for the middle back.",
    "coach list   See what else there is; `coach --help` shows every command.",
)


def _show_version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        print_text(f"coach {__version__}")
        raise typer.Exit(DONE)


def _show_completion(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from coach.cli._typer.shells import completion_script, shell_in_use

        print(completion_script(shell_in_use()))  # not to be wrapped
        raise typer.Exit(DONE)


def _install_completion(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from coach.cli._typer.shells import install_completion, shell_in_use

        shell = shell_in_use()
        tell(f"{install_completion(shell)} is written. Completion works in the next {shell} that you start.")
        raise typer.Exit(DONE)


VersionOption = Annotated[
    bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Show the version and exit.")
]
InstallOption = Annotated[
    bool,
    typer.Option(
        "--install-completion",
        callback=_install_completion,
        is_eager=True,
        help="Let the Tab key complete names, options and their values in this shell.",
    ),
]
ShowOption = Annotated[
    bool,
    typer.Option(
        "--show-completion",
        callback=_show_completion,
        is_eager=True,
        help="Print the lines that do so, to put them into a file of your own.",
    ),
]
