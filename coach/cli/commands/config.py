"""config: what coach remembers between sessions."""

from typing import Annotated

import typer

from coach.cli.options import PLAY_SETTINGS, READERS, SESSION_OPTIONS, lasting_text
from coach.cli.terminal import print_table
from coach.settings.config import Choice, config_path, read_choices, set_value, unset_value

config_app = typer.Typer(help="What coach remembers between sessions.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=f"One of {', '.join(READERS)}.")]
ValueArgument = Annotated[str, typer.Argument(metavar="VALUE", help="As the option takes it: 0.9, 4:6, gentle.")]
ProfileOption = Annotated[str | None, typer.Option("--profile", metavar="NAME", help="In this profile.")]

_DEFAULTS = {name: option.default for name, option in (SESSION_OPTIONS | PLAY_SETTINGS).items()}


@config_app.command("show")
def show_config(*, profile: ProfileOption = None) -> None:
    """Every setting, its value and where it was chosen."""
    defaults = {key: Choice(text or "", "default") for key, text in _DEFAULTS.items()}
    choices = defaults | read_choices(READERS, profile)
    rows = [(key, choice.text or "-", choice.origin) for key, choice in choices.items()]
    print_table([("SETTING", "VALUE", "FROM"), *rows])


@config_app.command("set", context_settings={"ignore_unknown_options": True})  # a level may be -12
def set_config(*, key: KeyArgument, value: ValueArgument, profile: ProfileOption = None) -> None:
    """Remember a value, as the option of that name takes it."""
    set_value(READERS, config_path(), key, lasting_text(key, value), profile)


@config_app.command("unset")
def unset_config(*, key: KeyArgument, profile: ProfileOption = None) -> None:
    """Forget a value."""
    unset_value(READERS, config_path(), key, profile)


@config_app.command("path")
def locate_config() -> None:
    """Where the file is, or would be."""
    print(config_path())
