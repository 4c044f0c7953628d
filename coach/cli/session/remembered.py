"""Lets choices that are remembered stand in for options that are not given, and tells where one was made."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

import typer

from coach.cli._typer import parameter_name
from coach.cli.session.options import READERS, SESSION_OPTIONS
from coach.errors import CoachError
from coach.settings.config import Choice, read_choices

if TYPE_CHECKING:
    from coach.practice.unfinished import Unfinished

UNFINISHED = "the unfinished session"
"""The origin of the options of a session that is continued."""

Error = TypeVar("Error", bound=CoachError)

_REMEMBERED, _UNFINISHED = "coach.remembered", "coach.unfinished"


def remember(context: typer.Context, profile: str | None) -> str | None:
    """Let what the file, the profile and the environment choose stand in for the options that are not given.

    With `--resume` all options of the unfinished session do so instead. What is no part of a session, such as the
    sink, is still chosen as ever. Typer calls this before it reads any option but `--resume`.
    """
    choices = read_choices(READERS, profile)
    if context.params.get("resume"):  # read before the profile, unless both are given
        choices = {key: choice for key, choice in choices.items() if key not in SESSION_OPTIONS}
        choices |= {key: Choice(text, UNFINISHED) for key, text in _unfinished_options(context).items()}
    parameters = {option: parameter.name for parameter in context.command.params for option in parameter.opts}
    known = {key: choice for key, choice in choices.items() if f"--{key}" in parameters}
    context.default_map = {parameters[f"--{key}"]: choice.text for key, choice in known.items()}
    context.meta[_REMEMBERED] = known
    return profile


def in_effect(context: typer.Context) -> Mapping[str, Choice]:
    """Return the remembered choices of options that the command line does not give."""
    sources = {key: context.get_parameter_source(parameter_name(key)) for key in context.meta[_REMEMBERED]}
    standing_in = {key for key, source in sources.items() if source is not None and source.name == "DEFAULT_MAP"}
    return {key: choice for key, choice in context.meta[_REMEMBERED].items() if key in standing_in}


def explained(error: Error, choices: Mapping[str, Choice]) -> Error:
    """Add to an error where the settings that it is about were chosen, as far as they were remembered.

    Args:
        error: The error, which is changed.
        choices: The remembered choices that are in effect.
    """
    error.remedy = " ".join(filter(None, [error.remedy, sources_of(error.settings, choices)]))
    error.settings = ()  # it is told once
    return error


def sources_of(settings: Iterable[str], choices: Mapping[str, Choice]) -> str:
    """Return a sentence for each setting that was remembered, on where; an empty text if none was."""
    about = {key: choices[key] for key in settings if key in choices}
    return " ".join(f"`{key} = {choice.text}` comes from {choice.origin}." for key, choice in about.items())


def unfinished_session(context: typer.Context) -> "Unfinished | None":
    """Return the session that `--resume` continues; None without `--resume`."""
    return cast("Unfinished | None", context.meta.get(_UNFINISHED))


def _unfinished_options(context: typer.Context) -> Mapping[str, str]:
    """Find the session to continue, once for the whole command, since others may be played meanwhile."""
    from coach.practice.unfinished import last_unfinished

    source = context.get_parameter_source("name")
    is_given = source is not None and source.name == "COMMANDLINE"
    session = last_unfinished(context.params["name"] if is_given else None)
    context.meta[_UNFINISHED] = session
    return session.bookmark.options
