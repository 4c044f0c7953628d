"""config: shows and changes the settings that coach remembers between sessions."""

from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.options import READERS, REMEMBERED, lasting_text
from coach.cli.terminal import print_table
from coach.settings.config import Choice, config_path, read_choices, set_value, unset_value

app = CommandApp(help="Show and change the settings that coach remembers.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=f"One of {', '.join(READERS)}.")]
ValueArgument = Annotated[str, typer.Argument(metavar="VALUE", help="As the option takes it: 0.9, 4:6, gentle.")]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="The profile; without it, the settings for all.")
]


@app.command("show")
def show_config(*, profile: ProfileOption = None) -> None:
    """Print every setting, its value and where it was chosen."""
    defaults = {key: Choice(option.default or "", "default") for key, option in REMEMBERED.items()}
    choices = defaults | read_choices(READERS, profile)
    rows = [(key, choice.text or "-", choice.origin) for key, choice in choices.items()]
    print_table([("SETTING", "VALUE", "FROM"), *rows])


@app.command("set", context_settings={"ignore_unknown_options": True})  # a loudness may be -12
def set_config(*, key: KeyArgument, value: ValueArgument, profile: ProfileOption = None) -> None:
    """Remember a value, written as the option of that name takes it."""
    set_value(READERS, config_path(), key, lasting_text(key, value), profile)


@app.command("unset")
def unset_config(*, key: KeyArgument, profile: ProfileOption = None) -> None:
    """Forget a value."""
    unset_value(READERS, config_path(), key, profile)


@app.command("path")
def locate_config() -> None:
    """Print where the file is, or would be."""
    print(config_path())
