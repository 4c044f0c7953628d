"""Reads what coach remembers from a TOML file, its profiles and `COACH_*` variables, and changes that file.

A profile overrides the top of the file, and the environment overrides both. The command line, which overrides all
three, is the caller's business, and so is the meaning of a setting: the caller hands in a reader for each. Nothing is
written that could not be read again.
"""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from coach.errors import CoachError, SettingsError, nearest
from coach.files import replacing

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
    """Return the file's path: `COACH_CONFIG` where that is set, else `coach/config.toml` in the platform's folder."""
    folder = platformdirs.user_config_path("coach", appauthor=False, roaming=True)
    return Path(environment.get("COACH_CONFIG") or folder / "config.toml")


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
    top, profiles = _layers(path, readers)
    profile = profile or environment.get("COACH_PROFILE")
    chosen = _profile(path, profiles, profile) if profile else {}
    return top | chosen | _from_environment(environment, readers)


def set_value(readers: Readers, path: Path, key: str, text: str, profile: str | None = None) -> None:
    """Remember one value, and leave every other line of the file as it was.

    Makes the file, its folder and the profile if they are missing. If two programs write at once, the later one wins;
    the file is whole at any time.

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
    _edit(path, lambda tree: put(tree, plain), lambda tree: put(tree, tomlkit.value(text) if number else text))


def unset_value(readers: Readers, path: Path, key: str, profile: str | None = None) -> None:
    """Forget one value. A value that was not set is no error, and an unknown key that is in the file is removed too.

    `profile` is not a key, so that all profiles are never removed at once.

    Raises:
        SettingsError: The key or profile is neither known nor in the file, or the file is not TOML or cannot be
            written.
    """
    tree = _parse(path, _read(path))
    profiles = _profiles(path, tree)
    table = _profile(path, profiles, profile) if profile else {name: tree[name] for name in tree if name != "profile"}

    def drop(tree: Any) -> None:
        del (tree["profile"][profile] if profile else tree)[key]

    if key in table:
        _edit(path, drop, drop)
    elif key not in readers:
        raise _unknown(key, readers)


def _layers(path: Path, readers: Readers) -> tuple[dict[str, Choice], dict[str, dict[str, Choice]]]:
    tree = _parse(path, _read(path))
    profiles = {
        name: _table(table, f"{path} [profile.{name}]", readers) for name, table in _profiles(path, tree).items()
    }
    tree.pop("profile", None)
    return _table(tree, str(path), readers), profiles


def _profiles(path: Path, tree: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    profiles = tree.get("profile", {})
    if not isinstance(profiles, dict) or not all(isinstance(table, dict) for table in profiles.values()):
        raise SettingsError(f"{path}: “profile” holds profiles.", "Begin each with a line such as [profile.evening].")
    return profiles


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


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise SettingsError(problem, "Make it readable, or name another file in COACH_CONFIG.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8: byte {error.start}.", "Save it as UTF-8.") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Parse the file's tables and values; a fraction stays the text that was written."""
    if not text:
        return {}  # as in most runs, which need no parser then
    import tomllib

    try:
        return tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        what = "nested too deeply" if isinstance(error, RecursionError) else error
        raise SettingsError(f"{path} is not TOML: {what}.", 'Write lines such as level = "gentle".') from error


def _edit(path: Path, change: Callable[[Any], None], change_layout: Callable[[Any], None]) -> None:
    """Change the file's text and its values alike, and keep the text only if it still reads as these values."""
    import tomlkit

    before = _read(path)
    tree = _parse(path, before)
    _profiles(path, tree)
    change(tree)
    try:
        document = tomlkit.parse(before)
        change_layout(document)
        text = document.as_string()
        same = _parse(path, text) == tree
        encoded = text.encode()
    except (tomlkit.exceptions.TOMLKitError, SettingsError, LookupError, TypeError, ValueError) as error:
        raise _unchangeable(path) from error
    if not same:
        raise _unchangeable(path)
    _write(path, encoded)


def _unchangeable(path: Path) -> SettingsError:
    return SettingsError(f"{path} could not be changed without harm to the rest of it.", "Change it in an editor.")


def _write(path: Path, content: bytes) -> None:
    """Replace the file behind the path, which may be a link into a folder of dotfiles, and keep its permissions."""
    remedy = "Make it writable, or name another file in COACH_CONFIG."
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.is_file() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise SettingsError(f"{path} is write-protected.", remedy)
        with replacing(target) as file:
            file.write(content)
            if mode is not None:
                Path(file.name).chmod(mode)
    except OSError as error:
        raise SettingsError(f"{path} could not be written: {error.strerror or error}.", remedy) from error
