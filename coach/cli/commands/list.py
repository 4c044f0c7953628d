"""list: prints the scripts of one's own, and those that come with coach."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from coach.cli._typer import CommandApp
from coach.cli.session_command import SessionCommand, session_choices
from coach.cli.terminal import print_table
from coach.session.overview import ScriptRow, list_scripts
from coach.units import clock

app = CommandApp()


@app.command(cls=SessionCommand)
def print_scripts(*, context: typer.Context) -> None:
    """List stretches and routines with position, dose and length.

    A length after ~ is an estimate: the voice has not spoken all of that session yet.
    """
    settings = session_choices(context).settings
    rows = list_scripts(settings)
    own = [row for row in rows if row.is_own]
    if own:
        print(f"Your own, in {Path(settings.scripts).expanduser()}:")
        _print_scripts([row for row in own if not row.problem])
        for row in own:
            if row.problem:
                print(f"{row.name} cannot be played: {row.problem}")
        print("\nWith coach:")
    _print_scripts([row for row in rows if not row.is_own])
    if choices := _choices(rows):
        print()
        print_table([("CHOICE", "VALUES", "IN"), *choices])


def _print_scripts(rows: Sequence[ScriptRow]) -> None:
    routines = [row for row in rows if row.stretches]
    stretches = [row for row in rows if not row.stretches]
    if routines:
        print_table(
            [("ROUTINE", "TITLE", "STRETCHES", "LENGTH")]
            + [(row.name, row.title, str(row.stretches), _length(row)) for row in routines]
        )
    if routines and stretches:
        print()
    if stretches:
        print_table(
            [("STRETCH", "TITLE", "POSITION", "DOSE", "LENGTH")]
            + [(row.name, row.title, row.position, row.dose, _length(row)) for row in stretches]
        )


def _choices(rows: Iterable[ScriptRow]) -> list[tuple[str, str, str]]:
    """Return each choice with its values, and the scripts that leave it."""
    scripts: dict[str, list[str]] = {}
    for row in rows:
        for choice in row.choices.split():
            scripts.setdefault(choice, []).append(row.name)
    return [(*_name_and_values(choice), ", ".join(names)) for choice, names in scripts.items()]


def _name_and_values(choice: str) -> tuple[str, str]:
    name, _, values = choice.partition("=")
    return name, values.replace("|", " or ")


def _length(row: ScriptRow) -> str:
    length = clock(row.length_s)
    return f"~{length}" if row.is_estimated else length
