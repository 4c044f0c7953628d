"""Finds the script that a person names. It says on stderr if that is a guess, or hides one that comes with coach."""

from pathlib import Path
from typing import TYPE_CHECKING

from coach.cli.terminal import tell
from coach.files import given_path, own_scripts_folder
from coach.settings.values import Settings

if TYPE_CHECKING:
    from coach.script.library import Found


def own_folder(chosen: str | None) -> Path:
    """Return the folder of the person's own scripts, which may not exist.

    Args:
        chosen: The folder as the person gave it; None or an empty text takes `scripts` in coach's folder for data.

    Raises:
        SettingsError: Nothing can have such a path.
    """
    return given_path(chosen) if chosen else own_scripts_folder()


def find_script(name: str, settings: Settings) -> "Found":
    """Find a script among those that stand here, the person's own and those that come with coach.

    Raises:
        UnknownNameError: There is no such script, or several; the error names those that are near.
        ScriptError: There is no such file, or it is a link that leads out of its folder.
        SettingsError: Nothing can have such a path.
    """
    from coach.session.session import library_of

    found = library_of(settings).meant(name, Path())
    if found.guessed:
        tell(f"“{name}” is taken as {found.name}.")
    if found.hides:
        tell(f"Note: “{found.path.stem}” is your own, {found.path}, and not the one that comes with coach.")
    return found
