"""Keys that are pressed while a session plays: their names, how terminals spell them, and who reads them here.

By the standard library: `readchar` and `click.getchar` set the terminal's mode for each key, so that one pressed in
between echoes, and wait with no way to end them; `prompt_toolkit` wants an event loop and a screen of its own.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum


class Key(StrEnum):
    """What a key asks for."""

    PAUSE = "pause or go on"
    FORWARD = "next stretch"
    BACK = "stretch before"
    REPEAT = "this stretch again"
    LOUDER = "louder"
    QUIETER = "quieter"
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
    "q": Key.END,
}
"""Also as capitals. As in other players; = and _ are + and - with or without the shift key. Not Escape: it begins
the sequences below, and is too easily hit for the key that ends."""

_ARROWS = {"A": Key.LOUDER, "B": Key.QUIETER, "C": Key.FORWARD, "D": Key.BACK}
_SEQUENCES = {
    **{f"\x1b{mode}{letter}": key for mode in "[O" for letter, key in _ARROWS.items()},
    "\x1b[5~": Key.BACK,
    "\x1b[6~": Key.FORWARD,
}
"""Arrows in a terminal's normal and application mode; page up and page down, which are what a presenter's remote sends.

Source: xterm control sequences, “PC-Style Function Keys”.
"""

_PRESS = re.compile(r"\x1b\[[0-?]{0,16}[ -/]{0,4}[@-~]|\x1bO[@-~]|.", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(\[[0-?]{0,16}[ -/]{0,4}|O)?\Z")


def keys_in(typed: str) -> tuple[list[Key], str]:
    """The keys in what was typed, and an unfinished sequence at its end, to be put before what is typed next.

    Whatever is no key of ours is dropped. An Escape alone, which waits for the rest of a sequence, does no harm to the
    key that comes instead.
    """
    unfinished = _UNFINISHED.search(typed)
    rest = unfinished.group() if unfinished else ""
    presses = _PRESS.findall(typed[: len(typed) - len(rest)])
    found = (_SEQUENCES.get(press) or LETTERS.get(press.lower()) for press in presses)
    return [key for key in found if key], rest


Handle = Callable[[Key], None]
"""What is done with a key; called in the thread that reads them."""
