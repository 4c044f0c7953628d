"""Reads the tree of coach's commands: what each says of itself, its options in their groups, and its examples.

The pages of help and the manual page are made from this, so that they say what `--help` says.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from typer import Context

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli._typer.help import Term, examples, option_groups


@dataclass(frozen=True, slots=True)
class Described:
    """A command.

    Attributes:
        path: Its words, such as `coach voices try`.
        group: The heading that it stands under in the list of commands; empty for a command in a group.
        usage: The words that follow in its usage line.
        help: Its help, paragraph by paragraph, each one line.
        options: Its arguments and options under the headings of the help.
        examples: Command lines, each with its meaning.
    """

    path: str
    group: str
    usage: tuple[str, ...]
    help: tuple[str, ...]
    options: tuple[tuple[str, tuple[Term, ...]], ...]
    examples: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Its arguments and options, whatever their heading."""
        return tuple(term for _, terms in self.options for term in terms)


@cache
def commands() -> tuple[Described, ...]:
    """Return coach itself and every command in the order of the help, each group before its own commands."""
    root = lazy_group(app, COMMANDS)
    return tuple(_under(None, "coach", root))


def command(path: str) -> Described:
    """Return the command of a path, such as `coach voices try`."""
    return next(each for each in commands() if each.path == path)


def _under(parent: Any, name: str, found: Any) -> Iterator[Described]:
    loaded = found.load() if hasattr(found, "load") else found
    context = Context(loaded, parent=parent, info_name=name, **loaded.context_settings)
    yield Described(
        context.command_path,
        getattr(found, "rich_help_panel", None) or "",
        tuple(loaded.collect_usage_pieces(context)),
        tuple(" ".join(each.split()) for each in inspect.cleandoc(loaded.help or "").split("\n\n")),
        tuple((heading, tuple(terms)) for heading, terms in option_groups(loaded, context) if terms),
        tuple(examples(loaded)),
    )
    for child in getattr(loaded, "commands", None) or {}:
        yield from _under(context, child, loaded.commands[child])
