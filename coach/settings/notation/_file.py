"""Reads the settings of files: sample rate, channels and bits, and the folder of a person's own scripts."""

from coach.errors import SettingsError
from coach.settings.notation._values import read_number
from coach.settings.values import SAMPLE_RATES_HZ


def read_sample_rate(text: str) -> int:
    """Read a sample rate in Hz that every player takes: `48000` or `48k`.

    Raises:
        SettingsError: The text is no such rate.
    """
    number = read_number(text.strip().removesuffix("k"))
    hz = number * 1000 if number is not None and text.strip().endswith("k") else number
    if hz not in SAMPLE_RATES_HZ:
        known = ", ".join(map(str, SAMPLE_RATES_HZ))
        raise SettingsError(f"“{text}” is not a sample rate that coach writes.", f"Give one of {known}.")
    return int(hz)


def read_channels(text: str) -> int:
    """Read `1` or `2`.

    Raises:
        SettingsError: The text is neither.
    """
    if text not in ("1", "2"):
        raise SettingsError(f"coach does not write “{text}” channels.", "Give 1, or 2 that are alike.")
    return int(text)


def read_bits(text: str) -> int:
    """Read `16` or `24`.

    Raises:
        SettingsError: The text is neither.
    """
    if text not in ("16", "24"):
        raise SettingsError(f"coach does not write samples of “{text}” bits.", "Give 16 or 24.")
    return int(text)


def read_folder(text: str) -> str:
    """Read the path of a folder, which is looked into only when it is needed.

    Raises:
        SettingsError: The text is empty.
    """
    if not text.strip():
        raise SettingsError("An empty text is no folder.", "Give the path of a folder.")
    return text
