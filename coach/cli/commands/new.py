"""new: writes a stretch or a routine to begin with, in which every key is explained."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.terminal import tell
from coach.errors import ExportError, SettingsError
from coach.files import replacing
from coach.script.kinds import NAME
from coach.script.skeleton import skeleton

app = CommandApp(
    help="Write a stretch or a routine to begin with.",
    no_args_is_help=True,
    examples={
        "coach new stretch side-bend": "Write side-bend.yaml.",
        "coach new routine morning": "Write morning.yaml, which names stretches.",
    },
)

ENDING = ".yaml"

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens, such as side-bend.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]


@app.command(
    "stretch",
    examples={
        "coach new stretch side-bend": "Write side-bend.yaml in this folder.",
        "coach new stretch side-bend --force": "Begin once more.",
    },
)
def write_stretch(*, name: NewName, force: ForceOption = False) -> None:
    """Write a stretch to NAME.yaml, with every key and step explained."""
    _write("stretch", name, force=force)


@app.command(
    "routine",
    examples={
        "coach new routine morning": "Write morning.yaml in this folder.",
        "coach new routine morning --force": "Begin once more.",
    },
)
def write_routine(*, name: NewName, force: ForceOption = False) -> None:
    """Write a routine to NAME.yaml, with every key explained."""
    _write("routine", name, force=force)


def _write(kind: str, name: str, *, force: bool) -> None:
    """Write the file in the folder that one stands in.

    Raises:
        SettingsError: A script of this name could not be called by it.
        ExportError: There is such a file, or the system refused.
    """
    name = name.removesuffix(ENDING)
    if not re.fullmatch(NAME, name):
        plain = "-".join(re.findall("[a-z0-9]+", name.lower()))
        remedy = f"Take {plain}." if plain else "Take small letters, digits and hyphens."
        raise SettingsError(f"A script cannot be called “{name}”.", remedy)
    target = Path(f"{name}{ENDING}")
    if os.path.lexists(target) and not force:  # false too if the name is too long for a file
        raise ExportError(f"{target} exists already.", "Give --force to replace it, or another name.")
    title = name.replace("-", " ").capitalize()
    try:
        with replacing(target) as file:
            file.write(skeleton(kind, title).encode())
    except OSError as error:
        problem = f"{target} could not be written: {error.strerror or error}."
        raise ExportError(problem, "Go to a folder where you may write.") from error
    tell(f"{target} is written. Change it, look with `coach check {name}`, and hear it with `coach play {name}`.")
