"""Reads and writes the settings of sound: chimes and their theme, breath prompts, and what lies under a session."""

import math

from coach.errors import UnknownNameError, nearest
from coach.files import given_path
from coach.settings.notation._values import plain, read_db, read_word
from coach.settings.values import AMBIENT_DB, CHIMES_DB, OFF, BreathPrompts
from coach.soundscape.names import AmbientName, theme_names


def read_chimes(text: str) -> float:
    """Read the loudness of the sounds against the voice, from -40 to 10 dB; `off` is minus infinity.

    Raises:
        SettingsError: The text is neither.
    """
    return -math.inf if plain(text) == OFF else read_db(text, CHIMES_DB, f"a loudness of the chimes, or {OFF}")


def write_chimes(chimes_db: float) -> str:
    """Write a loudness in dB, such as `-10`; minus infinity is `off`."""
    return OFF if chimes_db == -math.inf else f"{chimes_db:.10g}"


def read_breath_prompts(text: str) -> BreathPrompts:
    """Read `word`, `tone` or `both`.

    Raises:
        SettingsError: The text is none of them.
    """
    return read_word(BreathPrompts, text, f"There is no breath prompt “{text}”.")


def read_theme_name(text: str) -> str:
    """Read a theme: `bowl`, `soft`, or the path of a folder, which is opened only when it is needed.

    Raises:
        UnknownNameError: The text is neither; with the nearest name.
    """
    if plain(text) in theme_names():
        return plain(text)
    if not _is_path(text) and not given_path(text).is_dir():
        raise UnknownNameError(f"There is no theme and no folder “{text}”.", nearest(text, theme_names()))
    return text


def read_ambient(text: str) -> str:
    """Read an ambient sound: `off`, `rain`, `noise`, `drone`, or the path of a file, opened only when it is needed.

    Raises:
        UnknownNameError: The text is neither; with the nearest name.
    """
    names = (OFF, *AmbientName)
    if plain(text) in names:
        return plain(text)
    if not _is_path(text) and not given_path(text).is_file():
        raise UnknownNameError(f"There is no ambient sound and no file “{text}”.", nearest(text, names))
    return text


def read_ambient_loudness(text: str) -> float:
    """Read the loudness of the ambient sound against the voice, from -50 to 0 dB.

    Raises:
        SettingsError: The text is no such number.
    """
    return read_db(text, AMBIENT_DB, "a loudness of the ambient sound")


def write_db(loudness_db: float) -> str:
    """Write a loudness in dB, such as `-18`."""
    return f"{loudness_db:.10g}"


def _is_path(text: str) -> bool:
    """Tell whether a text is meant as a path, without looking: a drive that is away must not break everything else."""
    return bool(set(text) & set("./\\"))
