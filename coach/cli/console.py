"""The terminal as rich draws on it: bars and the screen of a session. No text is read for marks of style or emoji.

Takes 50 ms to import, so sentences and tables go through `terminal` instead.
"""

from rich.console import Console

stderr = Console(stderr=True, highlight=False, markup=False, emoji=False)
