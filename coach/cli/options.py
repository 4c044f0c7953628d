"""The options that shape a session: how each is written, read, remembered and handed to a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.cli.terminal import INTERRUPTED, stderr
from coach.errors import CoachError, SettingsError
from coach.playback.sinks.catalog import DEFAULT_SINK, read_sink
from coach.practice.bookmark import BookmarkError, bookmark_path, read_bookmark
from coach.session.voices import DEFAULT_VOICE, PIPER, read_voice
from coach.settings.config import Readers, read_choices
from coach.settings.parsing import (
    read_ambient,
    read_ambient_level,
    read_breath,
    read_breath_prompts,
    read_channels,
    read_chimes,
    read_lead_in,
    read_levels,
    read_minutes,
    read_pauses,
    read_sample_rate,
    read_speed,
    read_theme_name,
    read_verbosity,
)
from coach.settings.values import OFF, Settings
from coach.soundscape.names import AmbientName, theme_names


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


SESSION_OPTIONS: dict[str, SessionOption] = {
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

PLAY_SETTINGS: dict[str, SessionOption] = {
    "sink": SessionOption("", read_sink, DEFAULT_SINK, "SINK", "What plays it: miniaudio or simpleaudio."),
    "device": SessionOption("", str, "", "NAME", "The loudspeaker, or a part of its name; see `coach devices`."),
    "lead-in": SessionOption("", read_lead_in, "5", "SECONDS", "Time to lie down before it begins; up to 600."),
}
"""What else `play` takes that can be remembered: it is no part of a session."""

READERS: Readers = {name: option.read for name, option in (SESSION_OPTIONS | PLAY_SETTINGS).items()}
"""Everything that can be remembered."""


def _remember(context: typer.Context, profile: str | None) -> str | None:
    """Let what the file, the profile and the environment choose stand in for the options that are not given.

    With `--resume` the unfinished session's options do, the whole set of them; what is no part of a session, such as
    the sink, is chosen as ever.
    """
    texts = {key: choice.text for key, choice in read_choices(READERS, profile).items()}
    if context.params.get("resume"):  # read before the profile, unless both are given
        texts = {key: text for key, text in texts.items() if key not in SESSION_OPTIONS}
        texts |= _unfinished_options()
    parameters = {option: parameter.name for parameter in context.command.params for option in parameter.opts}
    context.default_map = {parameters[f"--{key}"]: text for key, text in texts.items() if f"--{key}" in parameters}
    return profile


def _unfinished_options() -> Mapping[str, str]:
    bookmark = read_bookmark(bookmark_path())
    if bookmark is None:
        raise BookmarkError("No session is unfinished.", "Begin one without --resume.")
    return bookmark.options


ProfileOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Settings kept under this name: see `coach config`.", callback=_remember, is_eager=True
    ),
]


ResumeOption = Annotated[
    bool,
    typer.Option("--resume", help="Go on where the last unfinished session was left, as it was.", is_eager=True),
]
"""For a parameter that is called `resume`."""


def shapes_session(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that shape a session.

    It receives `settings`; where it asks for them, `minutes`, and `chosen`: the text of each option that has a value,
    given, remembered or by default. From these texts the same session can be made again, in any folder.
    """
    options = {name: option for name, option in SESSION_OPTIONS.items() if option.field or _takes(command, name)}

    def with_options(*, context: typer.Context, profile: str | None, **given: Any) -> None:
        if profile and given.get("resume"):
            problem = "--resume takes the options of the unfinished session, and --profile takes others."
            raise SettingsError(problem, "Leave one of them out.")
        texts = {name: text for name in options if (text := given.pop(_parameter_name(name))) is not None}
        values = {name: _read(context, name, text) for name, text in texts.items()}
        settings = Settings(**{options[name].field: value for name, value in values.items() if options[name].field})
        given |= {_parameter_name(name): values.get(name) for name, option in options.items() if not option.field}
        given |= (
            {"chosen": {name: lasting_text(name, text) for name, text in texts.items()}}
            if _takes(command, "chosen")
            else {}
        )
        try:
            command(**given, settings=settings)
        except KeyboardInterrupt:
            stderr.print("Stopped.")
            raise typer.Exit(INTERRUPTED) from None

    own = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in signature(command).parameters.values()
        if parameter.name not in ("settings", "chosen", *map(_parameter_name, options))
    ]
    added = [_parameter(name, option) for name, option in options.items()]
    profile = Parameter("profile", Parameter.KEYWORD_ONLY, default=None, annotation=ProfileOption)
    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [*own, *added, profile, context]
    with_options.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
    return with_options


def _takes(command: Callable[..., None], name: str) -> bool:
    return _parameter_name(name) in signature(command).parameters


def _parameter_name(option: str) -> str:
    return option.replace("-", "_")


def _read(context: typer.Context, name: str, text: str) -> Any:
    try:
        return SESSION_OPTIONS[name].read(text)
    except CoachError as error:
        source = context.get_parameter_source(_parameter_name(name))
        if context.params.get("resume") and source is not None and source.name == "DEFAULT_MAP":
            problem = f"The unfinished session had --{name} {text}: {error.problem}"
            raise BookmarkError(problem, f"{error.remedy} Or give another --{name} with --resume.") from error
        raise


def lasting_text(name: str, text: str) -> str:
    """An option's text to be remembered: a path so that it holds in every folder, anything else as it is."""
    kind, _, file = text.partition(":")
    if name == "voice" and kind == PIPER:
        return f"{PIPER}:{_absolute(file)}"
    own = {"sounds": theme_names(), "ambient": (OFF, *AmbientName)}
    return _absolute(text) if name in own and text not in own[name] else text


def _absolute(path: str) -> str:
    return str(Path(path).expanduser().absolute())


def _parameter(name: str, option: SessionOption) -> Parameter:
    declared = typer.Option(f"--{name}", metavar=option.metavar, help=option.help)
    annotation = Annotated[str | None, declared]
    return Parameter(_parameter_name(name), Parameter.KEYWORD_ONLY, default=option.default, annotation=annotation)
