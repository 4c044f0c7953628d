"""show: draws a session, in the terminal or as a picture."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from coach.cli import completion
from coach.cli._typer import FILE, CommandApp
from coach.cli.overwriting import may_write
from coach.cli.session.command import FittedSessionCommand, session_choices
from coach.cli.session.options import NameArgument
from coach.cli.session.preparing import prepare
from coach.cli.terminal import print_text, tell
from coach.drawing.outline import WORDS_INDENT, outline
from coach.export.picture import ENDINGS, check_picture, write_picture
from coach.script import DEFAULT_NAME
from coach.session.session import plan_session

app = CommandApp()

PictureOption = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        help="Draw it to this file instead: .svg or .png.",
        rich_help_panel=FILE,
        autocompletion=completion.files_of(*ENDINGS),
    ),
]


ForceOption = Annotated[bool, typer.Option("--force", help="Replace the picture without asking.", rich_help_panel=FILE)]


@app.command(
    cls=FittedSessionCommand,
    examples={
        "coach show cobra": "Print what will be said in a stretch.",
        "coach show --picture middle-back.png": "Draw a routine as a picture.",
    },
)
def show(
    *,
    context: typer.Context,
    name: NameArgument = DEFAULT_NAME,
    picture: PictureOption = None,
    force: ForceOption = False,
) -> None:
    """Draw the timeline, and print what will be said and when."""
    choices = session_choices(context)
    if picture:
        check_picture(picture)
        if not may_write([picture], force=force):
            return
    plan = plan_session(name, choices.settings, choices.minutes)
    timeline = prepare(plan)
    if picture:
        write_picture(picture, timeline)
        tell(str(picture))
        return
    for line in outline(timeline, width=shutil.get_terminal_size().columns):
        print_text(line, indent=WORDS_INDENT if line.startswith(" ") else 0)
    chosen = dict(choices.settings.choose)
    for name_of_choice, values in plan.choices:
        value = chosen.get(name_of_choice)
        print_text(f"Choice: {name_of_choice}={value if value in values else values[0]} of {', '.join(values)}.")
