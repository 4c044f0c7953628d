"""show: a session to look at, in the terminal or as a picture."""

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.commands.inspect import NameArgument
from coach.cli.options import shapes_session
from coach.cli.terminal import check_targets, preparation_progress, stderr
from coach.drawing.outline import outline
from coach.export.picture import check_picture, write_picture
from coach.script.library import DEFAULT_NAME
from coach.session.session import plan_session
from coach.settings.values import Settings


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
    with preparation_progress() as on_progress:
        timeline = plan_session(name, settings, minutes).timeline(on_progress)
    if picture:
        write_picture(picture, timeline)
        stderr.print(str(picture), soft_wrap=True, markup=False)
        return
    for line in outline(timeline, width=shutil.get_terminal_size().columns):
        print(line)
