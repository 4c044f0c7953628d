"""The TOML file of remembered settings: its text and its values in, a changed text out. Knows no single setting."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coach.errors import SettingsError
from coach.files import locked, read_given, replacing

MAX_SIZE_BYTES = 256 * 1024
"""The largest file, in bytes. A hundred profiles with every setting have under 100 KB."""

_OTHER_FILE = "Make it writable, or name another file in COACH_CONFIG."


def read_text(path: Path) -> str:
    """Return the file's text; a missing file counts as empty.

    Raises:
        SettingsError: It cannot be read, is no regular file, is larger than 256 KiB or not UTF-8.
    """
    try:
        return read_given(path, MAX_SIZE_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        problem = f"{path} could not be read: {error.strerror or error}."
        raise SettingsError(problem, "Make it readable, or name another file in COACH_CONFIG.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8: byte {error.start}.", "Save it as UTF-8.") from error


def parse(path: Path, text: str) -> dict[str, Any]:
    """Parse the file's tables and values; a fraction stays the text that was written.

    Raises:
        SettingsError: The text is not TOML.
    """
    if not text:
        return {}  # as in most runs, which need no parser then
    import tomllib

    try:
        return tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        what = "nested too deeply" if isinstance(error, RecursionError) else error
        raise SettingsError(f"{path} is not TOML: {what}.", 'Write lines such as level = "gentle".') from error


def profiles_of(path: Path, tree: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """Return the table of each profile.

    Raises:
        SettingsError: The value of `profile` does not consist of tables.
    """
    profiles = tree.get("profile", {})
    if not isinstance(profiles, dict) or not all(isinstance(table, dict) for table in profiles.values()):
        raise SettingsError(f"{path}: “profile” holds profiles.", "Begin each with a line such as [profile.evening].")
    return profiles


def change(path: Path, change_values: Callable[[Any], None], change_layout: Callable[[Any], None]) -> None:
    """Change the file's text and its values alike, and keep the text only if it still reads as these values.

    Args:
        path: The file; it and its folder are made if they are missing.
        change_values: Changes the values as `parse` gives them.
        change_layout: Changes tomlkit's document, which keeps comments and layout, in the same way.

    Raises:
        SettingsError: The file cannot be read, changed or written; it is as it was.
    """
    import tomlkit

    with changing(path):
        before = read_text(path)
        tree = parse(path, before)
        profiles_of(path, tree)
        change_values(tree)
        try:
            document = tomlkit.parse(before)
            change_layout(document)
            text = document.as_string()
            same = parse(path, text) == tree
            encoded = text.encode()
        except (tomlkit.exceptions.TOMLKitError, SettingsError, LookupError, TypeError, ValueError) as error:
            raise _unchangeable(path) from error
        if not same:
            raise _unchangeable(path)
        write(path, encoded)


def _unchangeable(path: Path) -> SettingsError:
    return SettingsError(f"{path} could not be changed without harm to the rest of it.", "Change it in an editor.")


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Keep other runs from changing the file until the block ends; its folder is made if it is missing.

    Raises:
        SettingsError: The system refuses the folder or the file, or another run keeps the file for ten seconds.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target):
            yield
    except OSError as error:
        raise SettingsError(f"{path} could not be written: {error.strerror or error}.", _OTHER_FILE) from error


def write(path: Path, content: bytes) -> None:
    """Replace the file behind the path, which may be a link into a folder of dotfiles.

    Raises:
        OSError: The system refused.
        SettingsError: The file is write-protected.
    """
    target = path.resolve()
    if target.is_file() and not os.access(target, os.W_OK):
        raise SettingsError(f"{path} is write-protected.", _OTHER_FILE)
    with replacing(target) as file:
        file.write(content)
