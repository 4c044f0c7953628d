"""Reads colours such as `#1d2b36`, and measures how well one can be read on another.

Source: W3C, Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
"""

import re
from dataclasses import dataclass

from coach.errors import SettingsError

LEAST_CONTRAST = 4.5
"""The least contrast of words against what is behind them, level AA."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a site, each as `#rrggbb` in small letters.

    Attributes:
        background: What is behind everything.
        text: Words.
        accent: Links, buttons, and the ring of the page.
    """

    background: str
    text: str
    accent: str


def read_colour(text: str) -> str:
    """Read a colour: `#1d2b36`, `1D2B36` or `#123`.

    Raises:
        SettingsError: It is none.
    """
    if not text:
        remedy = 'Write it between quotes, such as "#1d2b36": without them a # begins a comment.'
        raise SettingsError("the colour is missing.", remedy)
    found = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})", text.lower())
    if not found:
        raise SettingsError(f"“{text}” is not a colour.", 'Write red, green and blue, such as "#1d2b36".')
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 for equal ones to 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
