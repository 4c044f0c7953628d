"""Gives coach the parts of Typer that go beyond its documented decorators. No other module knows how Typer works.

Typer declares and parses; coach reads every text itself. So no command loads pydantic, with which Typer converts even a
text to a text (80 ms), and the help is plain, which takes no rich (70 ms).
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Command(TyperCommand):
    """A command whose parameters read their texts without pydantic."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments."""
        _read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of commands, whose own parameters read their texts without pydantic."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments."""
        _read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


class CommandApp(typer.Typer):
    """An app for one command or for a group of them: with plain help, and without options of Typer's own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"cls": Group, **options}, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Declare a command, of the class `Command` unless another is given as `cls`."""
        return super().command(name, **{"cls": Command, **options})


class LazyCommand(TyperCommand):
    """A command that is known by its name and the first line of its help until it is run.

    Args:
        name: The name as a person types it.
        help_line: The first line of its help.
        module: The module whose `app` declares it; `load` imports it.
    """

    def __init__(self, name: str, help_line: str, module: str) -> None:
        super().__init__(name, short_help=help_line)
        self._module = module

    def load(self) -> Any:
        """Import and return the command that runs."""
        return get_command(import_module(self._module).app)


class LazyGroup(Group):
    """A group that loads a command when it is run, and lists and suggests commands without loading them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that the arguments name, and load it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest


def lazy_group(app: typer.Typer, commands: Sequence[LazyCommand]) -> TyperGroup:
    """Return the group of an app, with commands that are loaded when they are run."""
    group = get_group(app)
    for command in commands:
        group.add_command(command)
    return group


def text_option(name: str, *, default: str | None, **declaration: Any) -> Any:
    """Make an option that takes a text, for a command whose options are not the parameters of a function.

    Args:
        name: The option without its dashes. Its parameter has underscores for hyphens.
        default: Its text if it is not given; None for none.
        declaration: More of what `typer.Option` takes, such as `metavar` and `help`.
    """

    def declare(text: Annotated[str | None, typer.Option(f"--{name}", **declaration)] = default) -> None:
        """Stand in for a command with this one option, because Typer makes options from a function's parameters."""

    app = typer.Typer(add_completion=False)
    app.command()(declare)
    (option,) = get_command(app).params
    option.name = parameter_name(name)
    return option


def parameter_name(option: str) -> str:
    """Return the name of an option's parameter: `breath_prompts` for `breath-prompts`."""
    return option.replace("-", "_")


class _Reader:
    """Reads the text of a parameter, in place of the reader that Typer would make with pydantic.

    Args:
        read: Turns a text into a value, or raises an error.
    """

    def __init__(self, read: Callable[[str], object]) -> None:
        self._read = read

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:  # noqa: ARG002 (Typer's own signature)
        """Return the value of a text, of several texts where the parameter takes several, or of none."""
        if param.multiple or param.nargs == -1:
            return [self._read(text) for text in value or ()]
        return None if value is None else self._read(value)


_PLAIN: dict[Any, Callable[[Any], object]] = {str: str, list[str]: str, Path: Path, bool: bool}


def _read_plainly(parameters: Sequence[Any]) -> None:
    """Give a reader of our own to each parameter that is a flag, a text or a path, or has one of our functions.

    A Typer of before 0.29 has no such readers, and loads no pydantic either.
    """
    for parameter in parameters:
        described = getattr(parameter, "type_descriptor", None)
        read = described and (described.parameter_info.parser or _PLAIN.get(described.annotation))
        if read:
            parameter._runtime_param = _Reader(read)
