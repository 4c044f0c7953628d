"""Reads the keys that a person presses while a session plays.

`find_keyboard` chooses a reader for this terminal, `_posix` or `_windows`, in a thread of its own; `keys` says which
keys there are and how terminals spell them.
"""

from coach.cli.keyboard.find import find_keyboard
from coach.cli.keyboard.keys import NAMES, Handle, Key

__all__ = ["NAMES", "Handle", "Key", "find_keyboard"]
