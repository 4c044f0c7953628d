"""Words a command line that cannot be understood: one sentence on what is wrong, and one on what to write instead."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer._click import exceptions

from coach.errors import CoachError, SettingsError, UnknownNameError, closest


@contextmanager
def told_plainly(context: Any = None) -> Iterator[None]:
    """Turn what Typer raises for a command line into the errors that coach tells.

    Args:
        context: Typer's context of the command that is being understood, where it is known.

    Raises:
        SettingsError: The command line is not one that a command understands.
        SystemExit: The help was shown in place of a missing command.
        CoachError: A question was not answered.
    """
    try:
        yield
    except exceptions.NoArgsIsHelpError as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except exceptions.UsageError as error:
        raise _told(error, error.ctx or context) from None
    except typer.Abort:
        raise CoachError("Nothing was done.", "Answer the question with yes or no.") from None


def left_over(context: Any, rest: Sequence[str]) -> SettingsError:
    """Return the error for arguments that a command does not take."""
    verb = "is" if len(rest) == 1 else "are"
    takes_names = any(each.param_type_name == "argument" for each in context.command.params)
    remedy = "Put a name with spaces between quotes. " if takes_names else ""
    return SettingsError(f"“{' '.join(rest)}” {verb} too much for `{context.command_path}`.", remedy + _see(context))


def unknown_command(context: Any, name: str, known: Iterable[str]) -> UnknownNameError:
    """Return the error for a command that there is not."""
    near = closest(name, known)
    remedy = f"Did you mean `{context.command_path} {near}`?" if near else _see(context)
    return UnknownNameError(f"`{context.command_path}` has no command “{name}”.", remedy)


def _told(error: exceptions.UsageError, context: Any) -> CoachError:
    if context is None:
        return SettingsError(_sentence(error.message), "See `coach --help`.")
    if isinstance(error, exceptions.NoSuchOption):
        return _unknown_option(context, error.option_name)
    if isinstance(error, exceptions.BadOptionUsage):
        return _misused_option(context, error.option_name, error.message)
    if isinstance(error, exceptions.MissingParameter) and error.param:
        problem = f"{error.param.display_name_raw} is missing."
        return SettingsError(problem, f"Write `{_shortest(context)}`. {_see(context)}")
    if isinstance(error, exceptions.BadParameter) and error.param:
        return SettingsError(f"{error.param.opts[0]}: {_sentence(error.message)}", _see(context))
    return SettingsError(_sentence(error.message), _see(context))


def _unknown_option(context: Any, name: str) -> SettingsError:
    known = [each for each in _options(context) if each.startswith("--")]
    near = closest(name, known) if name.startswith("--") else None
    problem = f"`{context.command_path}` has no option {name}."
    return SettingsError(problem, f"Did you mean {near}?" if near else _see(context))


def _misused_option(context: Any, name: str, message: str) -> SettingsError:
    option = _options(context).get(name)
    if option is None:
        return SettingsError(_sentence(message), _see(context))
    if option.is_flag:
        return SettingsError(f"{name} takes no value.", _see(context))
    return SettingsError(f"{name} needs a value.", f"Write {name} {option.metavar}. {_see(context)}")


def _options(context: Any) -> dict[str, Any]:
    """Return the options of a command by each of their names."""
    parameters = [each for each in context.command.get_params(context) if each.param_type_name == "option"]
    return {name: parameter for parameter in parameters for name in parameter.opts}


def _shortest(context: Any) -> str:
    """Return the shortest complete command line: the command and the arguments that it needs."""
    arguments = [each for each in context.command.params if each.param_type_name == "argument"]
    return " ".join([context.command_path, *(each.display_name_raw for each in arguments if each.required)])


def _see(context: Any) -> str:
    return f"See `{context.command_path} --help`."


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('.')}."
