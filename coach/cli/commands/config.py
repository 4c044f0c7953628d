"""config: shows and changes the settings that coach remembers between sessions."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from coach.cli import completion
from coach.cli._typer import CommandApp
from coach.cli.session.options import READERS, REMEMBERED, lasting_text
from coach.cli.terminal import FAILED, ask, print_table, print_text, tell, tell_error
from coach.errors import CoachError, SettingsError, nearest
from coach.settings.config import Choice, config_path, edit_text, read_choices, set_value, unset_value

app = CommandApp(
    help="Show and change the settings that coach remembers.",
    no_args_is_help=True,
    examples={
        "coach config set speed 0.9": "Speak a little slower from now on.",
        "coach config show": "Print every setting, and where it was chosen.",
    },
)


TEMPLATE = """\
# What coach remembers, a line each, as on the command line. `coach config show` lists all settings.
# speed = 0.9
# level = "gentle"

# What holds with --profile evening alone:
# [profile.evening]
# speed = 0.8
"""
"""The text to begin with where there is no file yet."""


def complete_value(context: typer.Context, incomplete: str) -> completion.Completed:
    """Complete the value of the setting that the command line names."""
    option = REMEMBERED.get(_key(context.params["key"]))
    return option.complete(context, incomplete) if option and option.complete else []


KeyArgument = Annotated[
    str,
    typer.Argument(metavar="KEY", help=f"One of {', '.join(READERS)}.", autocompletion=completion.one_of(*REMEMBERED)),
]
KeysArgument = Annotated[
    list[str],
    typer.Argument(metavar="KEY", help=f"One of {', '.join(READERS)}.", autocompletion=completion.one_of(*REMEMBERED)),
]
ValueArgument = Annotated[
    str,
    typer.Argument(metavar="VALUE", help="As the option takes it: 0.9, 4:6, gentle.", autocompletion=complete_value),
]
ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="The profile; without it, the settings for all.",
        autocompletion=completion.profiles,
    ),
]


@app.command(
    "show",
    examples={
        "coach config show": "Print every setting.",
        "coach config show --profile evening": "Print what holds with a profile.",
    },
)
def show_config(*, profile: ProfileOption = None) -> None:
    """Print every setting, its value and where it was chosen."""
    choices = _defaults() | read_choices(READERS, profile)
    rows = [(key, choice.text or "-", choice.origin) for key, choice in choices.items()]
    print_table([("SETTING", "VALUE", "FROM"), *rows])


@app.command(
    "get",
    examples={
        "coach config get speed": "Print the speed that holds when no other is given.",
        "coach config get level --profile evening": "Print the level that holds with a profile.",
    },
)
def get_config(*, key: KeyArgument, profile: ProfileOption = None) -> None:
    """Print the value of one setting that holds where the command line gives none: the remembered one or the default.

    The exit code is 1 if there is none.
    """
    key = _key(key)
    if key not in READERS:
        raise SettingsError(f"“{key}” is not a setting.", nearest(key, READERS))
    choice = (_defaults() | read_choices(READERS, profile))[key]
    if not choice.text:
        tell(f"`{key}` is not set, and has no default.")
        raise typer.Exit(FAILED)
    print_text(choice.text)


@app.command(
    "set",
    context_settings={"ignore_unknown_options": True},  # a loudness may be -12
    examples={
        "coach config set speed 0.9": "Speak a little slower from now on.",
        "coach config set level gentle --profile evening": "Do less where --profile evening is given.",
    },
)
def set_config(*, key: KeyArgument, value: ValueArgument, profile: ProfileOption = None) -> None:
    """Remember a value, written as the option of that name takes it."""
    key = _key(key)
    with suppress(CoachError, KeyError):  # which `set_value` tells, with the name of the setting
        value = lasting_text(key, value, READERS[key](value))
    set_value(READERS, config_path(), key, value, profile)
    option = f" --profile {profile}" if profile else ""
    when = f"with{option}" if profile else "from now on"
    tell(f"`{key}` is {value} {when}; `coach config unset {key}{option}` forgets it.")


@app.command(
    "unset",
    examples={
        "coach config unset speed": "Speak at the usual speed again.",
        "coach config unset level --profile evening": "Forget what a profile sets.",
    },
)
def unset_config(*, keys: KeysArgument, profile: ProfileOption = None) -> None:
    """Forget a value, or several."""
    for key in keys:
        name = _key(key) if _key(key) in READERS else key
        unset_value(READERS, config_path(), name, profile)
        tell(f"`{name}` is forgotten.")


@app.command(
    "edit",
    examples={
        "coach config edit": "Open the file in your editor.",
        "EDITOR=nano coach config edit": "Open it in another one.",
    },
)
def edit_config() -> None:
    """Open the file in your editor, VISUAL or EDITOR, and keep what you write if it has no mistake."""
    import tempfile
    from shutil import rmtree

    draft = Path(tempfile.mkdtemp(prefix="coach-"), "config.toml")
    try:
        while not _edited(draft):
            pass
    except SettingsError:
        raise  # it names the draft, which stays
    except BaseException:
        rmtree(draft.parent, ignore_errors=True)
        raise
    rmtree(draft.parent, ignore_errors=True)


@app.command(
    "path",
    examples={
        "coach config path": "Print the path.",
        'cat "$(coach config path)"': "Print the file.",
    },
)
def locate_config() -> None:
    """Print where the file is, or would be."""
    print_text(str(config_path()))


def _edited(draft: Path) -> bool:
    """Let the person edit a draft of the file, and replace the file by it; return False for once more.

    Raises:
        SettingsError: The draft has a mistake, and nobody is there to mend it.
    """
    from coach.cli.editor import edit

    def write_by_hand(before: str) -> str:
        begun = before or TEMPLATE
        if not draft.exists():
            draft.write_bytes(begun.encode())
        after = edit(draft)
        return before if after == begun else after

    try:
        changed = edit_text(READERS, config_path(), write_by_hand)
    except SettingsError as error:
        if not draft.exists():
            raise
        if sys.stdin is not None and sys.stdin.isatty():
            tell_error(error)
            if ask("Edit it again?"):
                return False
        remedy = f"{error.remedy} The settings are as they were; what you wrote is in {draft}."
        raise SettingsError(error.problem, remedy) from error
    tell(f"{config_path()} is written." if changed else "Nothing was changed.")
    return True


def _defaults() -> dict[str, Choice]:
    return {key: Choice(option.default or "", "default") for key, option in REMEMBERED.items()}


def _key(text: str) -> str:
    """Write the name of a setting as coach does, whether it was written as an option, a variable or a word."""
    return text.strip().lstrip("-").lower().removeprefix("coach_").replace("_", "-")
