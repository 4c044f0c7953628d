"""The terminal as rich draws on it. Takes 50 ms to import, so sentences and tables go through `terminal` instead."""

from rich.console import Console

stderr = Console(stderr=True, highlight=False)
