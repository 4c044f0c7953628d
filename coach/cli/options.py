"""The options that shape a session: how each is written, read, remembered and handed to a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from coach.cli.sessions import DEFAULT_VOICE, read_sink, read_voice
from coach.cli.terminal import INTERRUPTED, stderr
from coach.config import Readers, read_choices
from coach.settings import (
    Settings,
    read_ambient,
    read_ambient_level,
    read_breath,
    read_breath_prompts,
    read_channels,
    read_chimes,
    read_levels,
    read_minutes,
    read_pauses,
    read_sample_rate,
    read_speed,
    read_theme_name,
    read_verbosity,
)


@dataclass(frozen=True, slots=True)
class SessionOption:
    """An option of every command that makes a session; also a setting that `coach config` remembers.

    Attributes:
        field: What it is called in `Settings`; empty when it is not a part of it.
        default: As it would be written; None for whatever `Settings` has.
    """

    field: str
    read: Callable[[str], object]
    default: str | None
    metavar: str
    help: str


SESSION_OPTIONS: Mapping[str, SessionOption] = {
    "voice": SessionOption("voice", read_voice, DEFAULT_VOICE, "NAME", "heart, joe, system, …: see `coach voices`."),
    "speed": SessionOption("speed", read_speed, "1.0", "FACTOR", "0.5 to 2.0; 1.0 is 140 words a minute."),
    "pause": SessionOption(
        "pauses",
        read_pauses,
        "1.0",
        "FACTOR|NAME=S",
        "Stretches every pause; or sets some in seconds: settle=6,between=12.",
    ),
    "breath": SessionOption(
        "breath",
        read_breath,
        "4:6",
        "IN:OUT",
        "Seconds in and out, or breaths a minute such as 5.5; 4 to 20 s a breath.",
    ),
    "level": SessionOption(
        "levels",
        read_levels,
        None,
        "LEVEL",
        "gentle, standard or full: low end, middle or top of each dose; also cobra=gentle for one stretch. "
        "Without it the routine decides, mostly standard.",
    ),
    "verbosity": SessionOption(
        "verbosity",
        read_verbosity,
        "full",
        "WORDS",
        "full, brief (short wordings, one reminder) or tones (names, sides and sounds, and a short opening and close).",
    ),
    "breath-prompts": SessionOption(
        "breath_prompts",
        read_breath_prompts,
        "both",
        "KIND",
        "word, tone (swelling and fading with the breath) or both: words at first, then tones and a word now and then.",
    ),
    "chimes": SessionOption(
        "chimes_db", read_chimes, "-10", "DB", "Loudness of all sounds against the voice; off for words alone."
    ),
    "sounds": SessionOption(
        "theme", read_theme_name, "bowl", "THEME", "bowl, soft, or the folder of a theme of your own."
    ),
    "ambient": SessionOption(
        "ambient", read_ambient, "off", "NAME|FILE", "Something underneath: rain, noise, drone or a sound file; or off."
    ),
    "ambient-level": SessionOption(
        "ambient_db", read_ambient_level, "-18", "DB", "Its loudness against the voice, where nobody speaks."
    ),
    "sample-rate": SessionOption(
        "", read_sample_rate, "24000", "HZ", "Of the file: 24000 is the voice's own, 48000 what video wants."
    ),
    "channels": SessionOption(
        "", read_channels, "1", "N", "Of the file: 1, or 2 that are alike, for players that want two."
    ),
    "minutes": SessionOption(
        "",
        read_minutes,
        None,
        "N",
        "Fit the session to this length: 12, 12.5 or 12:30. A level that you choose is not exceeded.",
    ),
}

READERS: Readers = {**{name: option.read for name, option in SESSION_OPTIONS.items()}, "sink": read_sink}
"""Everything that can be remembered."""


def _remember(context: typer.Context, profile: str | None) -> str | None:
    """Let what the file, the profile and the environment choose stand in for the options that are not given."""
    parameters = {option: parameter.name for parameter in context.command.params for option in parameter.opts}
    choices = read_choices(READERS, profile)
    context.default_map = {
        parameters[f"--{key}"]: choice.text for key, choice in choices.items() if f"--{key}" in parameters
    }
    return profile


ProfileOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Settings kept under this name: see `coach config`.", callback=_remember, is_eager=True
    ),
]


def shapes_session(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that shape a session; it receives `settings`, and `minutes` where it asks for them."""
    options = {name: option for name, option in SESSION_OPTIONS.items() if option.field or _takes(command, name)}

    def with_options(*, profile: str | None, **given: Any) -> None:  # noqa: ARG001 (has done its work in _remember)
        chosen = {option.field: given.pop(_parameter_name(name)) for name, option in options.items() if option.field}
        settings = Settings(**{field: value for field, value in chosen.items() if value is not None})
        try:
            command(**given, settings=settings)
        except KeyboardInterrupt:
            stderr.print("Stopped.")
            raise typer.Exit(INTERRUPTED) from None

    own = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in signature(command).parameters.values()
        if parameter.name != "settings" and parameter.name not in map(_parameter_name, options)
    ]
    added = [_parameter(name, option) for name, option in options.items()]
    profile = Parameter("profile", Parameter.KEYWORD_ONLY, default=None, annotation=ProfileOption)
    parameters = [*own, *added, profile]
    with_options.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
    return with_options


def _takes(command: Callable[..., None], name: str) -> bool:
    return _parameter_name(name) in signature(command).parameters


def _parameter_name(option: str) -> str:
    return option.replace("-", "_")


def _parameter(name: str, option: SessionOption) -> Parameter:
    declared = typer.Option(f"--{name}", parser=option.read, metavar=option.metavar, help=option.help)
    return Parameter(
        _parameter_name(name), Parameter.KEYWORD_ONLY, default=option.default, annotation=Annotated[Any, declared]
    )
