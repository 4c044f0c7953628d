"""list: prints the scripts of one's own, and those that come with coach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.session.command import SessionCommand, session_choices
from coach.cli.session.remembered import explained
from coach.cli.terminal import print_json, print_table, print_text, tell, tell_error
from coach.errors import CoachError
from coach.files import given_path
from coach.script import DEFAULT_NAME
from coach.session.choices import CHOICES
from coach.session.overview import ScriptRow, list_scripts
from coach.settings.config import Choice
from coach.settings.values import Settings
from coach.units import clock

app = CommandApp()


@app.command(
    cls=SessionCommand,
    examples={
        "coach list": "List everything that can be played.",
        "coach list --level gentle --speed 0.9": "See how long it is with other settings.",
    },
)
def print_scripts(
    *,
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a script.")] = False,
) -> None:
    """List stretches and routines with position, dose and length.

    A length after ~ is an estimate: the voice has not spoken all of that session yet.
    """
    chosen = session_choices(context)
    settings, rows = _listed(chosen.settings, chosen.remembered)
    if as_json:
        for row in rows:
            print_json(_facts(row))
        return
    own = [row for row in rows if row.is_own]
    if own:
        print_text(f"Your own, in {given_path(settings.scripts)}:")
        _print_scripts([row for row in own if not row.problem])
        for row in own:
            if row.problem:
                print_text(f"{row.name} cannot be played: {row.problem}", indent=2)
        print_text("", "With coach:")
    _print_scripts([row for row in rows if not row.is_own])
    if choices := _choices(rows):
        print_text("")
        print_table([("CHOICE", "VALUES", "IN"), *choices])
    estimate = "~ is an estimate. " if any(row.is_estimated for row in rows) else ""
    tell(f"{estimate}`coach play NAME` plays, `coach show NAME` prints the words.")


def _listed(settings: Settings, remembered: Mapping[str, Choice]) -> tuple[Settings, list[ScriptRow]]:
    """List the scripts; with the default instead of what is remembered and cannot be used, which is told.

    Returns:
        The settings that were used, and the rows.
    """
    try:
        return settings, list_scripts(settings)
    except CoachError as error:
        fields = [CHOICES[key].field for key in error.settings if key in remembered]
        usual = replace(settings, **{field: getattr(Settings(), field) for field in fields})
        if usual == settings:
            raise
        tell_error(explained(error, remembered), "Note:")
    return _listed(usual, remembered)


def _print_scripts(rows: Sequence[ScriptRow]) -> None:
    routines = [row for row in rows if row.stretches]
    stretches = [row for row in rows if not row.stretches]
    if routines:
        print_table(
            [("ROUTINE", "TITLE", "STRETCHES", "LENGTH")]
            + [(row.name, _title(row), str(row.stretches), _length(row)) for row in routines]
        )
    if routines and stretches:
        print_text("")
    if stretches:
        print_table(
            [("STRETCH", "TITLE", "POSITION", "DOSE", "LENGTH")]
            + [(row.name, _title(row), row.position, row.dose, _length(row)) for row in stretches]
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


def _title(row: ScriptRow) -> str:
    return f"{row.title} (default)" if row.name == DEFAULT_NAME else row.title


def _length(row: ScriptRow) -> str:
    length = clock(row.length_s)
    return f"~{length}" if row.is_estimated else length


def _facts(row: ScriptRow) -> dict[str, object]:
    """Return a row for JSON, of a script with a mistake only its name, that it is one's own, and the mistake."""
    facts: dict[str, object] = {"name": row.name, "own": row.is_own}
    if row.problem:
        return facts | {"problem": row.problem}
    facts |= {"kind": "routine" if row.stretches else "stretch", "title": row.title}
    if row.stretches:
        facts |= {"stretches": row.stretches}
    else:
        facts |= {"position": row.position, "dose": row.dose}
    choices = [choice.partition("=") for choice in row.choices.split()]
    return facts | {
        "length_s": round(row.length_s, 6),
        "estimated": row.is_estimated,
        "choices": {name: values.split("|") for name, _, values in choices},
        "default": row.name == DEFAULT_NAME,
    }
