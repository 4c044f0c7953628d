"""Reads what coach remembers from a TOML file, its profiles and `COACH_*` variables, and changes that file.

A profile overrides the top of the file, and the environment overrides both. The command line, which overrides all
three, is the caller's business, and so is the meaning of a setting: the caller hands in a reader for each. Nothing is
written that could not be read again.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from coach.errors import CoachError, SettingsError, nearest
from coach.files import in_a_home, path_in_variable
from coach.settings._config_file import change, changing, parse, profiles_of, read_text, write

Readers = Mapping[str, Callable[[str], object]]
"""Every setting that can be remembered, spelt as on the command line, with the function that reads its text."""

Value = TypeVar("Value")

CLOSE = 0.8
"""difflib's ratio from which an unknown variable counts as a misspelt known one: one wrong letter in five."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A remembered value and where it was found.

    Attributes:
        text: The value as the command line takes it: `0.9`, `4:6`, `1.5,settle=6`. A number keeps its digits.
        origin: The path of the file, the path and the profile, or the name of the variable.
    """

    text: str
    origin: str


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file's path: `COACH_CONFIG` where that is set, else `coach/config.toml` in the platform's folder.

    Raises:
        SettingsError: The variable's value cannot be a path, or a file stands where a folder has to be.
    """
    if chosen := path_in_variable("COACH_CONFIG", environment):
        return chosen
    import platformdirs

    return in_a_home(platformdirs.user_config_path("coach", appauthor=False, roaming=True)) / "config.toml"


def read_choices(
    readers: Readers, profile: str | None = None, environment: Mapping[str, str] = os.environ
) -> dict[str, Choice]:
    """Read every setting that the file, the profile or the environment sets.

    The whole file is checked, the other profiles too. A missing file counts as empty and an empty variable as unset.
    An unknown variable `COACH_…` may belong to another program; it is an error only if it resembles a known one.

    Args:
        readers: The reader of each setting.
        profile: The table `[profile.NAME]` that overrides the rest; `COACH_PROFILE` when None or empty.
        environment: Variables by name.

    Raises:
        SettingsError: The file cannot be read or is not TOML, a key or profile is unknown, or a reader refuses a
            value; the sentence says where.
    """
    path = config_path(environment)
    top, profiles = _layers(path, read_text(path), readers)
    profile = profile or environment.get("COACH_PROFILE")
    chosen = _profile(path, profiles, profile) if profile else {}
    return top | chosen | _from_environment(environment, readers)


def profile_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of the profiles in the file, without checking what they set; none if there is no file.

    Raises:
        SettingsError: The file cannot be read or is not TOML.
    """
    path = config_path(environment)
    return [*profiles_of(path, parse(path, read_text(path)))]


def set_value(readers: Readers, path: Path, key: str, text: str, profile: str | None = None) -> None:
    """Remember one value, and leave every other line of the file as it was.

    Makes the file, its folder and the profile if they are missing. Two runs that change it at once wait for each other,
    and the file is whole at any time.

    Raises:
        SettingsError: The key is unknown, its reader refuses the value, or the file is not TOML or cannot be written.
            The file is as it was.
    """
    import tomlkit

    if key not in readers:
        raise _unknown(key, readers)
    _check(readers, key, text, f"`{key}`")
    number = _is_number(text)

    def put(table: Any, value: object) -> None:
        if profile:
            table = table.setdefault("profile", {}).setdefault(profile, {})
        table[key] = value

    plain = int(text) if number and "." not in text else text
    change(path, lambda tree: put(tree, plain), lambda tree: put(tree, tomlkit.value(text) if number else text))


def unset_value(readers: Readers, path: Path, key: str, profile: str | None = None) -> None:
    """Forget one value. A value that was not set is no error, and an unknown key that is in the file is removed too.

    `profile` is not a key, so that all profiles are never removed at once.

    Raises:
        SettingsError: The key or profile is neither known nor in the file, or the file is not TOML or cannot be
            written.
    """
    tree = parse(path, read_text(path))
    profiles = profiles_of(path, tree)
    table = _profile(path, profiles, profile) if profile else {name: tree[name] for name in tree if name != "profile"}

    def drop(tree: Any) -> None:  # another run may have dropped it already
        (tree.get("profile", {}).get(profile, {}) if profile else tree).pop(key, None)

    if key in table:
        change(path, drop, drop)
    elif key not in readers:
        raise _unknown(key, readers)


def edit_text(readers: Readers, path: Path, edit: Callable[[str], str]) -> bool:
    """Replace the file's text by what a function makes of it, if that has no mistake.

    Args:
        readers: The reader of each setting.
        path: The file; it counts as empty where it is missing, and is made.
        edit: Returns the new text. It may take its time: the file is not locked meanwhile.

    Returns:
        Whether the text is another one.

    Raises:
        SettingsError: The new text has a mistake, another run changed the file in the meantime, or it cannot be
            written. The file is as it was.
    """
    before = read_text(path)
    after = edit(before)
    if after == before:
        return False
    _layers(path, after, readers)
    with changing(path):
        if read_text(path) != before:
            raise SettingsError(f"{path} was changed in the meantime.", "Edit it again.")
        write(path, after.encode())
    return True


def _layers(path: Path, text: str, readers: Readers) -> tuple[dict[str, Choice], dict[str, dict[str, Choice]]]:
    tree = parse(path, text)
    profiles = {
        name: _table(table, f"{path} [profile.{name}]", readers) for name, table in profiles_of(path, tree).items()
    }
    tree.pop("profile", None)
    return _table(tree, str(path), readers), profiles


def _profile(path: Path, profiles: Mapping[str, dict[str, Value]], name: str) -> dict[str, Value]:
    if name not in profiles:
        remedy = nearest(name, profiles) if profiles else "Make one with `coach config set --profile`."
        raise SettingsError(f"There is no profile “{name}” in {path}.", remedy)
    return profiles[name]


def _table(table: Mapping[str, Any], origin: str, readers: Readers) -> dict[str, Choice]:
    for key, value in table.items():
        if key not in readers:
            raise _unknown(key, (*readers, "profile"), f"{origin}: ")
        if isinstance(value, bool) or not isinstance(value, str | int):
            remedy = "Write it as the command line takes it, between double quotes."
            raise SettingsError(f"{origin}: “{key}” is neither a text nor a number.", remedy)
        _check(readers, key, str(value), f"{origin}: `{key}`")
    return {key: Choice(str(value), origin) for key, value in table.items()}


def _from_environment(environment: Mapping[str, str], readers: Readers) -> dict[str, Choice]:
    variables = {f"COACH_{key.upper().replace('-', '_')}": key for key in readers}
    own = {name.removeprefix("COACH_"): name for name in (*variables, "COACH_CONFIG", "COACH_PROFILE")}
    choices = {}
    for name, text in environment.items():
        if name in variables and text:
            _check(readers, variables[name], text, name)
            choices[variables[name]] = Choice(text, name)
        elif name.startswith("COACH_") and name not in own.values():
            close = get_close_matches(name.removeprefix("COACH_"), own, n=1, cutoff=CLOSE)
            if close:
                problem = f"The environment variable {name} is not one of coach's."
                raise SettingsError(problem, f"Did you mean “{own[close[0]]}”?")
    return choices


def _unknown(key: str, known: Any, origin: str = "") -> SettingsError:
    return SettingsError(f"{origin}“{key}” is not a setting.", nearest(key, known))


def _check(readers: Readers, key: str, text: str, origin: str) -> None:
    try:
        readers[key](text)
    except CoachError as error:
        raise SettingsError(f"{origin}: {error.problem}", error.remedy) from error


def _is_number(text: str) -> bool:
    """Tell whether TOML keeps a text as a plain decimal number, digit for digit."""
    return re.fullmatch(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?", text) is not None
