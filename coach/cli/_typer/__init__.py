"""Gives coach the parts of Typer that go beyond its documented decorators. No other package knows how Typer works.

Typer declares and parses; coach reads every text itself, words every error, sets every help, and completes in every
shell. So no command loads pydantic, with which Typer converts even a text to a text (80 ms), or rich, with which it
sets its help (70 ms).
"""

from coach.cli._typer.commands import (
    Command,
    CommandApp,
    LazyCommand,
    LazyGroup,
    lazy_group,
    parameter_name,
    text_option,
)
from coach.cli._typer.headings import FILE, OTHER, SESSION, SOUND

__all__ = [
    "FILE",
    "OTHER",
    "SESSION",
    "SOUND",
    "Command",
    "CommandApp",
    "LazyCommand",
    "LazyGroup",
    "lazy_group",
    "parameter_name",
    "text_option",
]
