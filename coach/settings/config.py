"""What coach remembers: a TOML file, its profiles and `COACH_*` variables in, one text a setting out.

The later wins: file, profile, environment. The command line comes after these and is the caller's, and so is what a
setting means: the caller hands in a reader for each. Nothing is written that could not be read again.
"""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from coach.errors import CoachError, SettingsError, nearest
from coach.files import replacing

Readers = Mapping[str, Callable[[str], object]]
"""The settings that a person can set, spelt as on the command line, each with what reads its text or raises."""

Value = TypeVar("Value")

CLOSE = 0.8
"""difflib's ratio from which an unknown variable counts as a misspelt one: one wrong letter in five."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, as the command line would take it.

    Attributes:
        text: `0.9`, `4:6`, `1.5,settle=6`; a number keeps the digits that it was written with.
        origin: Where it was chosen: the path of the file, that and the profile, or the name of the variable.
    """

    text: str
    origin: str


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """`COACH_CONFIG` where it is set, else `coach/config.toml` in the platform's folder for such files."""
    folder = platformdirs.user_config_path("coach", appauthor=False, roaming=True)
    return Path(environment.get("COACH_CONFIG") or folder / "config.toml")


def read_choices(
    readers: Readers, profile: str | None = None, environment: Mapping[str, str] = os.environ
) -> dict[str, Choice]:
    """What the file, the profile and the environment choose; what none of them does is left out.

    The whole file is read and checked, the other profiles too. No file is an empty one, and an empty variable is none.
    A variable `COACH_…` that is unknown may be another program's, and is an error only when it is nearly a known one.

    Args:
        readers: One for each setting.
        profile: The table `[profile.NAME]` to lay over the rest; `COACH_PROFILE` when None or empty.
        environment: Variables by name.

    Raises:
        SettingsError: A file that cannot be read or is not TOML, an unknown key or profile, or a value that its reader
            refuses; each with where it stands.
    """
    path = config_path(environment)
    top, profiles = _layers(path, readers)
    profile = profile or environment.get("COACH_PROFILE")
    chosen = _profile(path, profiles, profile) if profile else {}
    return top | chosen | _from_environment(environment, readers)


def set_value(readers: Readers, path: Path, key: str, text: str, profile: str | None = None) -> None:
    """Remember one value, and leave every other line of the file as it was.

    The file and its folder are made when missing, and a profile is made by setting something in it. Of two runs at the
    same moment the later wins; the file is whole at any time.

    Raises:
        SettingsError: An unknown key, a value that its reader refuses, a file that is not TOML or cannot be written.
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
    """Forget one value; one that was not set is no error. A key that is unknown but stands in the file goes too.

    All profiles are never dropped at once: `profile` is not a key.

    Raises:
        SettingsError: A key or profile that is neither known nor there, a file that is not TOML or cannot be written.
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
    """Whether TOML takes it as a plain decimal number, digit for digit."""
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
    """The file's tables and values; a fraction stays the text that it was written as."""
    try:
        return tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        what = "nested too deeply" if isinstance(error, RecursionError) else error
        raise SettingsError(f"{path} is not TOML: {what}.", 'Write lines such as level = "gentle".') from error


def _edit(path: Path, change: Callable[[Any], None], change_layout: Callable[[Any], None]) -> None:
    """Change the file's values with its layout, and see that the one says the same as the other before it is kept."""
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
    """Replace the file behind the path, which may be a link into a folder of dotfiles, and keep its mode."""
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
