"""Commands and groups of commands: declared with Typer's decorators, and loaded when they are run."""

import gc
import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Never

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from coach.cli._typer.problems import left_over, told_plainly, unknown_command
from coach.cli._typer.verbose import with_verbose

Examples = Mapping[str, str]
"""Command lines, each with a few words on what it does."""


class Command(TyperCommand):
    """A command whose parameters read their texts without pydantic, with help and errors in coach's own words."""

    allow_extra_args = True  # `left_over` refuses them

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, and `--verbose`."""
        return with_verbose(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            SettingsError: The arguments are not what the command takes.
        """
        _read_plainly(self.get_params(ctx))
        with told_plainly(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise left_over(ctx, rest)
        return rest

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words after the command in its usage line."""
        from coach.cli._typer.help import usage_pieces

        return usage_pieces(self, ctx)

    def get_help(self, ctx: Any) -> str:
        """Return the help, as wide as the terminal."""
        from coach.cli._typer.help import help_text

        return help_text(self, ctx)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return the options that begin so; all of them where nothing is typed and no argument is left to type."""
        return super().shell_complete(ctx, incomplete or "--")


class Group(TyperGroup):
    """A group of commands, whose own parameters read their texts without pydantic."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, and `--verbose`."""
        return with_verbose(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            SettingsError: The arguments are not what the group takes.
        """
        _read_plainly(self.get_params(ctx))
        with told_plainly(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that the arguments name.

        Raises:
            UnknownNameError: There is no such command; with the nearest one.
        """
        if args[0] not in self.commands and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise unknown_command(ctx, args[0], self.commands)
        return super().resolve_command(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words after the command in its usage line."""
        from coach.cli._typer.help import usage_pieces

        return usage_pieces(self, ctx)

    def get_help(self, ctx: Any) -> str:
        """Return the help, as wide as the terminal."""
        from coach.cli._typer.help import help_text

        return help_text(self, ctx)


class CommandApp(typer.Typer):
    """An app for one command or for a group of them.

    Args:
        examples: Examples for the help of a group.
        options: More of what `typer.Typer` takes.
    """

    def __init__(self, *, examples: Examples | None = None, **options: Any) -> None:
        super().__init__(
            **{"cls": Group, "epilog": _epilog(examples), **options},
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(
        self, name: str | None = None, *, examples: Examples | None = None, **options: Any
    ) -> Callable[[Any], Any]:
        """Declare a command, of the class `Command` unless another is given as `cls`."""
        return super().command(name, **{"cls": Command, "epilog": _epilog(examples), **options})


def _epilog(examples: Examples | None) -> str | None:
    """Write examples as lines that a shell understands; `help` sets them."""
    return "\n".join(f"{line}  # {meaning}" for line, meaning in examples.items()) if examples else None


class LazyCommand(TyperCommand):
    """A command that is known by its name and the first line of its help until it is run.

    Args:
        name: The name as a person types it.
        help_line: The first line of its help.
        module: The module whose `app` declares it; `load` imports it.
        heading: The heading in the list of commands that it stands under.
    """

    def __init__(self, name: str, help_line: str, module: str, heading: str = "") -> None:
        super().__init__(name, short_help=help_line, rich_help_panel=heading)
        self._module = module

    def load(self) -> Any:
        """Import and return the command that runs.

        From here on garbage is collected, which `coach.__main__` puts off; but never from what has been imported, so
        that no thread waits while all modules are looked through.
        """
        command = get_command(import_module(self._module).app)
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        return command


class LazyGroup(Group):
    """The group of all commands: loads a command when it is run, and lists and suggests commands without loading them.

    It also completes what is typed in a shell, where the shell asks for that.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that the arguments name, and load it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest

    def main(self, *args: Any, **options: Any) -> Never:
        """Run the command that the command line names.

        Raises:
            SystemExit: The command is done; with its exit code.
            CoachError: The command line names no command, or what the command itself raises.
        """
        with told_plainly():
            code = super().main(*args, **{**options, "standalone_mode": False})
        raise SystemExit(code if isinstance(code, int) else 0)

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: str | None = None) -> None:  # noqa: ARG002
        """Complete what is typed, if it is a shell that runs coach, and end the process; Typer calls this first."""
        if instruction := os.environ.get("_COACH_COMPLETE"):
            from coach.cli._typer.shells import answer

            answer(self, ctx_args, instruction)


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
    """Give a reader of our own to each parameter that is a flag, a text or a path, or has one of our functions."""
    for parameter in parameters:
        described = parameter.type_descriptor
        read = described.parameter_info.parser or _PLAIN.get(described.annotation)
        if read:
            parameter._runtime_param = _Reader(read)
