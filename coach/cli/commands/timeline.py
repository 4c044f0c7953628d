"""timeline: prints the cue sheet of a session."""

from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.session.command import FittedSessionCommand, session_choices
from coach.cli.session.options import NameArgument
from coach.cli.session.preparing import prepare
from coach.cli.terminal import print_json, print_text
from coach.export.text.cue_sheet import cue_sheet
from coach.script import DEFAULT_NAME
from coach.session.session import plan_session

app = CommandApp()


@app.command(
    cls=FittedSessionCommand,
    examples={
        "coach timeline cobra": "Print the cues of a stretch.",
        "coach timeline --json": "Give those of a routine to a program.",
    },
)
def show_cue_sheet(
    *,
    context: typer.Context,
    name: NameArgument = DEFAULT_NAME,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Print each cue, hold, breath and pause with its times."""
    choices = session_choices(context)
    timeline = prepare(plan_session(name, choices.settings, choices.minutes))
    for row in cue_sheet(timeline):
        if as_json:
            print_json(row)
        else:
            words = " ".join(str(row[key]) for key in ("name", "sound", "text", "side") if key in row)
            print_text(f"{row['start_s']:12.6f} {row['end_s']:12.6f}  {row['kind']:<8} {words}".rstrip(), indent=37)
