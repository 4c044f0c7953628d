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
        background: Lies behind everything.
        text: Words.
        accent: Links, buttons, and the ring of the page.
    """

    background: str
    text: str
    accent: str


USUAL = Colours("#0f171c", "#edf2f4", "#7fcfc4")
"""The colours that the pages have on a dark device; see `assets/colours.css`."""


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


def colours_style(colours: Colours) -> str:
    """Return CSS that gives a page these colours in place of its own, on dark and on light devices alike.

    All other colours of the page are mixed from the three, so that words can be read on each ground.
    """
    background, text, accent = colours.background, colours.text, colours.accent
    surface, raised = (_ground(colours, share) for share in (0.06, 0.12))
    black_or_white = max("#000000", "#ffffff", key=lambda colour: contrast(colour, accent))
    names = {
        "ground": background,
        "surface": surface,
        "raised": raised,
        "rule": _mixed(background, text, 0.25),
        "edge": _mixed(background, text, 0.65),
        "ink": text,
        "muted": _muted(text, (background, surface, raised)),
        "accent": accent,
        "on-accent": black_or_white,
        "hold": accent,
        "work": accent,
        "warn": text,
        "warn-ground": raised,
        "focus": accent,
    }
    scheme = "dark" if _luminance(background) < _luminance(text) else "light"
    return f":root{{color-scheme:{scheme};{';'.join(f'--{name}:{colour}' for name, colour in names.items())}}}"


def _ground(colours: Colours, share: float) -> str:
    """Mix a little of the text's colour into the background; none where words could not be read on it."""
    ground = _mixed(colours.background, colours.text, share)
    readable = all(contrast(colour, ground) >= LEAST_CONTRAST for colour in (colours.text, colours.accent))
    return ground if readable else colours.background


def _muted(text: str, grounds: tuple[str, ...]) -> str:
    """Return a quieter colour for words that matter less; the text's own where that could not be read."""
    quieter = _mixed(text, grounds[0], 0.25)
    return quieter if all(contrast(quieter, ground) >= LEAST_CONTRAST for ground in grounds) else text


def _mixed(one: str, other: str, share: float) -> str:
    pairs = ((int(one[start : start + 2], 16), int(other[start : start + 2], 16)) for start in (1, 3, 5))
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)
