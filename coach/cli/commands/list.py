"""list: prints the scripts that come with coach."""

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
    rows = list_scripts(session_choices(context).settings)
    routines = [row for row in rows if row.stretches]
    stretches = [row for row in rows if not row.stretches]
    print_table(
        [("ROUTINE", "TITLE", "STRETCHES", "LENGTH")]
        + [(row.name, row.title, str(row.stretches), _length(row)) for row in routines]
    )
    print()
    print_table(
        [("STRETCH", "TITLE", "POSITION", "DOSE", "LENGTH")]
        + [(row.name, row.title, row.position, row.dose, _length(row)) for row in stretches]
    )


def _length(row: ScriptRow) -> str:
    length = clock(row.length_s)
    return f"~{length}" if row.is_estimated else length
