"""Reads and writes what many settings are made of: exact decimal numbers, decibels and words."""

from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from coach.errors import SettingsError, nearest

Word = TypeVar("Word", bound=StrEnum)

LONGEST_NUMBER = 12
"""Characters of the longest number that is read."""


def read_number(text: str) -> Fraction | None:
    """Read an exact, plain decimal number of a sane length; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not text.replace(".", "", 1).isdecimal() or not text.isascii():
        return None
    return Fraction(f"{text}0" if text.endswith(".") else text)


def is_decimal(number: Fraction) -> bool:
    """Tell whether a number has a finite decimal form."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def write_number(number: Fraction) -> str:
    """Write a number in decimals, exact where it has at most nine of them."""
    return f"{float(number):.9f}".rstrip("0").rstrip(".")


def read_db(text: str, bounds_db: tuple[int, int], kind: str) -> float:
    """Read decibels between two bounds, with or without a sign.

    Raises:
        SettingsError: The text is no such number; the error calls it no `kind`.
    """
    sign, digits = (text.strip()[:1], text.strip()[1:]) if text.strip()[:1] in ("+", "-") else ("", text.strip())
    number = read_number(digits)
    loudness_db = -number if number is not None and sign == "-" else number
    if loudness_db is None or not bounds_db[0] <= loudness_db <= bounds_db[1]:
        remedy = f"Give decibels from {bounds_db[0]} to {bounds_db[1]}, such as -12."
        raise SettingsError(f"“{text}” is not {kind}.", remedy)
    return float(loudness_db)


def read_word(words: type[Word], text: str, problem: str) -> Word:
    """Read one of a few words, in any case.

    Raises:
        SettingsError: The text is none of them; with the problem that is given, and the nearest word.
    """
    word = plain(text)
    if word not in set(words):
        raise SettingsError(problem, nearest(text, words))
    return words(word)


def plain(text: str) -> str:
    """Return a word in small letters, without space around it."""
    return text.strip().lower()
