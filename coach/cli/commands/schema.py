"""schema: prints the JSON Schema of stretches or routines, by which an editor completes and checks a script."""

from typing import Annotated

import typer

from coach.cli import completion
from coach.cli._typer import CommandApp
from coach.cli.terminal import print_json
from coach.errors import SettingsError, nearest
from coach.script.json_schema import DOCUMENTS, json_schema

app = CommandApp()


def read_kind(text: str) -> str:
    """Read a kind of script: `stretch` or `routine`.

    Raises:
        SettingsError: There is no such kind.
    """
    if text.lower() not in DOCUMENTS:
        raise SettingsError(f"“{text}” is no kind of script.", nearest(text, DOCUMENTS))
    return text.lower()


@app.command(
    examples={
        "coach schema stretch > stretch.json": "Keep the schema of stretches for an editor.",
        "coach schema routine > routine.json": "The same for routines.",
    }
)
def print_schema(
    *,
    kind: Annotated[
        str,
        typer.Argument(
            parser=read_kind,
            metavar="|".join(DOCUMENTS),
            help="The kind of script.",
            autocompletion=completion.one_of(*DOCUMENTS),
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of script, for editors.

    Keep it in a file, and name that in the first line of a script: `# yaml-language-server: $schema=stretch.json`.
    """
    print_json(json_schema(kind), indent=2)
