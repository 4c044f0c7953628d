"""Shows a session while it plays: in a whole window, as lines of text, or by its announcements alone.

`find_display` chooses a `display`, and `background` runs it in a thread. A full-screen display turns each status into
the facts of a `_moment`, the `_layout` of a window and `_big_letters`; a `_plain` one prints lines.
"""

from coach.cli.screen.background import BackgroundDisplay
from coach.cli.screen.display import find_display

__all__ = ["BackgroundDisplay", "find_display"]
