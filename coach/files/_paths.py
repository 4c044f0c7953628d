"""Finds coach's own folders, and the paths that a person gives."""

import os
from collections.abc import Mapping
from pathlib import Path

from coach.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled(folder: str) -> Path:
    """Return the path of `scripts` or `sounds`.

    A checkout and an editable install have them at the top of the tree; the wheel has them in `coach/bundled`.
    """
    inside = _PACKAGE / "bundled" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for the history and the unfinished sessions; it may not exist yet.

    It is `COACH_DATA_DIR` where that is set, else the platform's folder for a program's data.

    Raises:
        SettingsError: The variable's value cannot be a path, or a file stands where a folder has to be.
    """
    if chosen := path_in_variable("COACH_DATA_DIR", environment):
        return chosen
    import platformdirs

    return in_a_home(platformdirs.user_data_path("coach", appauthor=False))


def own_scripts_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the person's own scripts where no other is chosen; it may not exist yet.

    Raises:
        SettingsError: The folder for data cannot be one; see `data_folder`.
    """
    return data_folder(environment) / "scripts"


def in_a_home(folder: Path) -> Path:
    """Return one of coach's own folders in the person's home folder; neither of them has to exist.

    Raises:
        SettingsError: A file stands where the home folder or another folder on the way has to be.
    """
    there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not os.path.isdir(there):  # noqa: PTH112 (it raises nothing, whatever stands there)
        problem = f"{there} is not a folder, so that {folder} cannot be one."
        raise SettingsError(problem, "Set HOME to your home folder.")
    return folder


def given_path(text: str) -> Path:
    """Return the path that a person gave, with a `~` or `~name` at its beginning expanded; it may not exist.

    Raises:
        SettingsError: Nothing can have this path, or the system does not tell what is there: it names an unknown home
            folder, has a NUL or a name that is too long, lies in a folder that is closed, or leads round in links.
    """
    try:
        path = Path(text).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, RuntimeError, ValueError) as error:
        reason = "it has a character that no path can have"
        if isinstance(error, RuntimeError):
            reason = "its home folder is not known"
        elif isinstance(error, OSError):
            reason = error.strerror or str(error)
        raise SettingsError(f"The path “{text}” cannot be used: {reason}.", "Give another path.") from error
    return path


def path_in_variable(name: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path in an environment variable, expanded as `given_path` does; None where it is unset or empty.

    Raises:
        SettingsError: The value cannot be a path.
    """
    text = environment.get(name)
    if not text:
        return None
    try:
        return given_path(text)
    except SettingsError as error:
        raise SettingsError(f"{name}: {error.problem}", f"Set {name} to another path, or unset it.") from error
