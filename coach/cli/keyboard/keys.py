"""The keys of a playing session, and how terminals spell them.

Only the standard library reads them. `readchar` and `click.getchar` set the terminal's mode for each key, so that a key
pressed in between echoes, and their waiting cannot be ended; `prompt_toolkit` needs an event loop and the whole screen.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum


class Key(StrEnum):
    """A key, named by its effect."""

    PAUSE = "pause or go on"
    FORWARD = "next stretch"
    BACK = "stretch before"
    REPEAT = "this stretch again"
    LOUDER = "louder"
    QUIETER = "quieter"
    HELP = "show the keys"
    END = "end"


LETTERS: Mapping[str, Key] = {
    " ": Key.PAUSE,
    "p": Key.PAUSE,
    "k": Key.PAUSE,
    "n": Key.FORWARD,
    "b": Key.BACK,
    "r": Key.REPEAT,
    "+": Key.LOUDER,
    "=": Key.LOUDER,
    "-": Key.QUIETER,
    "_": Key.QUIETER,
    "?": Key.HELP,
    "q": Key.END,
}
"""The keys by their letters, small or capital, chosen as in other players.

= is + without the shift key, and _ is - with it. Escape is missing: the sequences below begin with it, and it is too
easily hit to end a session.
"""

NAMES: Mapping[Key, str] = {
    Key.PAUSE: "space, p or k",
    Key.FORWARD: "→ or n",
    Key.BACK: "← or b",
    Key.REPEAT: "r",
    Key.LOUDER: "↑ or +",
    Key.QUIETER: "↓ or -",
    Key.HELP: "?",
    Key.END: "q",
}
"""The names of the keys for a person, without page up and page down, and without what is hit in place of + and -."""

ARROWS = {"A": Key.LOUDER, "B": Key.QUIETER, "C": Key.FORWARD, "D": Key.BACK}
"""The arrow keys by the last letter of what they send: up, down, right and left."""

_SEQUENCES = {
    **{f"\x1b{mode}{letter}": key for mode in "[O" for letter, key in ARROWS.items()},
    "\x1b[5~": Key.BACK,
    "\x1b[6~": Key.FORWARD,
}
"""The arrows in a terminal's normal and application mode, and page up and page down, which a presenter's remote sends.

Source: xterm control sequences, “PC-Style Function Keys”.
"""

_PRESS = re.compile(r"\x1b\[[0-?]{0,16}[ -/]{0,4}[@-~]|\x1bO[@-~]|.", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(\[[0-?]{0,16}[ -/]{0,4}|O)?\Z")


def keys_in(typed: str) -> tuple[list[Key], str]:
    """Find the keys in typed text, and drop everything else.

    An Escape alone counts as the beginning of a sequence; if another key follows instead, that key is still found.

    Returns:
        The keys in order, and an unfinished sequence at the end of the text: put it before the text that comes next.
    """
    unfinished = _UNFINISHED.search(typed)
    rest = unfinished.group() if unfinished else ""
    presses = _PRESS.findall(typed[: len(typed) - len(rest)])
    found = (_SEQUENCES.get(press) or LETTERS.get(press.lower()) for press in presses)
    return [key for key in found if key], rest


Handle = Callable[[Key], None]
"""A function that acts on a key; called in the thread that reads the keys."""
