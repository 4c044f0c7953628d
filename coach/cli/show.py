"""show: a session to look at, in the terminal or as a picture."""

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.commands import NameArgument
from coach.cli.options import shapes_session
from coach.cli.overwriting import check_targets
from coach.cli.sessions import prepare
from coach.cli.terminal import stderr
from coach.export.outline import outline
from coach.export.picture import check_picture, write_picture
from coach.script.library import DEFAULT_NAME
from coach.settings import Settings


@shapes_session
def show(
    *,
    name: NameArgument = DEFAULT_NAME,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE", help="Draw it to this file instead: .svg or .png.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the picture without asking.")] = False,
    settings: Settings,
    minutes: Fraction | None,
) -> None:
    """What will be said and when, with the timeline drawn."""
    if picture:
        check_picture(picture)
        check_targets([picture], force=force)
    session = prepare(name, settings, minutes)[1]
    if picture:
        write_picture(picture, session)
        stderr.print(str(picture), soft_wrap=True, markup=False)
        return
    for line in outline(session, width=shutil.get_terminal_size().columns):
        print(line)
