"""The options that shape a session, and those of the loudspeaker: defaults, help, readers, and how they are remembered.

Each is also a setting of `coach config`. `command` puts them on the command line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from coach.cli import completion
from coach.cli._typer import FILE, OTHER, SESSION, SOUND
from coach.cli.completion import Completer
from coach.files import given_path
from coach.playback.sinks.catalog import DEFAULT_SINK, SINK_NAMES, read_sink
from coach.script.vocabulary import Verbosity
from coach.session.choices import CHOICES
from coach.session.voices import DEFAULT_VOICE, PIPER
from coach.settings.config import Readers
from coach.settings.notation import read_channels, read_lead_in, read_sample_rate
from coach.settings.values import OFF, SAMPLE_RATES_HZ, BreathPrompts, Lessons
from coach.soundscape.names import AmbientName, theme_names


@dataclass(frozen=True, slots=True)
class TextOption:
    """An option that takes a text.

    Attributes:
        read: Reads the text, or raises an error that says what would be valid.
        default: The text when the option is not given; None for none.
        metavar: The text's place in the help.
        help: The option's line of the help.
        heading: The group of the help that it stands in.
        complete: Completes the text in a shell; None where every number is as good as another.
    """

    read: Callable[[str], object]
    default: str | None
    metavar: str
    help: str
    heading: str
    complete: Completer | None = None


def _choice(  # noqa: PLR0913, PLR0917 (each is a column of the table below)
    name: str, default: str | None, metavar: str, help_line: str, heading: str, complete: Completer | None = None
) -> TextOption:
    return TextOption(CHOICES[name].read, default, metavar, help_line, heading, complete)


SESSION_OPTIONS: dict[str, TextOption] = {
    "minutes": _choice(
        "minutes",
        None,
        "N",
        "Fit a routine to this length: 12, 12.5 or 12:30. A level that you choose is not exceeded.",
        SESSION,
    ),
    "level": _choice(
        "level",
        None,
        "LEVEL",
        "gentle, standard or full: low end, middle or top of each dose; also cobra=gentle for one stretch. "
        "Without it the routine decides, mostly standard.",
        SESSION,
        completion.levels,
    ),
    "choose": _choice(
        "choose",
        None,
        "NAME=VALUE",
        "Values for a script's choices: place=chair,knees=sore; see `coach list`.",
        SESSION,
        completion.choices,
    ),
    "verbosity": _choice(
        "verbosity",
        "full",
        "WORDS",
        "full, brief (short wordings, one reminder) or tones (names, sides and sounds, and a short opening and close).",
        SESSION,
        completion.one_of(*Verbosity),
    ),
    "breath": _choice(
        "breath",
        "4:6",
        "IN:OUT",
        "Seconds in and out, or breaths a minute such as 5.5; 4 to 20 s a breath.",
        SESSION,
        completion.one_of("4:6"),
    ),
    "pause": _choice(
        "pause",
        "1.0",
        "FACTOR",
        "A factor on every pause; or seconds by name: settle=6,between=12.",
        SESSION,
        completion.pauses,
    ),
    "lessons": _choice(
        "lessons",
        "auto",
        "WHEN",
        "on, off or auto: whether the sounds are taught; auto stops when you have finished three sessions.",
        SESSION,
        completion.one_of(*Lessons),
    ),
    "wording": _choice(
        "wording",
        "auto",
        "N",
        "Which of several wordings comes first, from 0 to 99; auto begins with another one at each practice.",
        SESSION,
        completion.one_of("auto"),
    ),
    "voice": _choice(
        "voice", DEFAULT_VOICE, "NAME", "heart, joe, system, …: see `coach voices`.", SOUND, completion.voices
    ),
    "speed": _choice("speed", "1.0", "FACTOR", "0.5 to 2.0; 1.0 is 140 words a minute.", SOUND),
    "breath-prompts": _choice(
        "breath-prompts",
        "both",
        "KIND",
        "word, tone (swelling and fading with the breath) or both: words at first, then tones and a word now and then.",
        SOUND,
        completion.one_of(*BreathPrompts),
    ),
    "chimes": _choice(
        "chimes",
        "-10",
        "DB",
        "Loudness of all sounds against the voice; off for words alone.",
        SOUND,
        completion.one_of(OFF),
    ),
    "sounds": _choice(
        "sounds", "bowl", "THEME", "bowl, soft, or the folder of a theme of your own.", SOUND, completion.themes
    ),
    "ambient": _choice(
        "ambient",
        OFF,
        "NAME|FILE",
        "A sound under the session: rain, noise, drone or a sound file; or off.",
        SOUND,
        completion.ambient_sounds,
    ),
    "ambient-level": _choice(
        "ambient-level", "-18", "DB", "Loudness of the ambient sound against the voice, where nobody speaks.", SOUND
    ),
    "sample-rate": TextOption(
        read_sample_rate,
        "24000",
        "HZ",
        "Sample rate of the file: 24000 is the voice's own, 48000 is usual for video.",
        FILE,
        completion.one_of(*map(str, SAMPLE_RATES_HZ)),
    ),
    "channels": TextOption(
        read_channels,
        "1",
        "N",
        "Channels of the file: 1, or 2 that are alike, for players that want two.",
        FILE,
        completion.one_of("1", "2"),
    ),
    "scripts": _choice(
        "scripts",
        None,
        "FOLDER",
        "Your own stretches and routines. Without it, `scripts` in coach's folder for data.",
        OTHER,
        completion.folders,
    ),
}
"""The options that commands share, in the order of their help."""

PLAY_OPTIONS: dict[str, TextOption] = {
    "lead-in": TextOption(
        read_lead_in, "5", "SECONDS", "Time to get into place before the session begins; up to 600.", SESSION
    ),
    "sink": TextOption(
        read_sink,
        DEFAULT_SINK,
        "SINK",
        "The library that plays it: miniaudio or simpleaudio.",
        SOUND,
        completion.one_of(*SINK_NAMES),
    ),
    "device": TextOption(
        str, "", "NAME", "The loudspeaker, or a part of its name; see `coach devices`.", SOUND, completion.devices
    ),
}
"""The options of `play` that can be remembered, although they are no part of a session."""

REMEMBERED = SESSION_OPTIONS | PLAY_OPTIONS
"""Every option that can be remembered."""

READERS: Readers = {name: option.read for name, option in REMEMBERED.items()}
"""The readers of the options that can be remembered."""

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        is_eager=True,  # because --resume asks which session is meant
        help="A stretch or a routine, see `coach list`; or the path of a YAML file.",
        autocompletion=completion.scripts,
        rich_help_panel=SESSION,
    ),
]
"""The script of a session, for a parameter that is called `name`."""


def declare_play_option(name: str) -> Any:
    """Return the declaration of one of `PLAY_OPTIONS` for Typer."""
    option = PLAY_OPTIONS[name]
    return typer.Option(f"--{name}", parser=option.read, **declaration(option))


def declaration(option: TextOption) -> dict[str, Any]:
    """Return what Typer's options take: how an option looks in the help, and how it is completed."""
    return {
        "metavar": option.metavar,
        "help": option.help,
        "rich_help_panel": option.heading,
        "autocompletion": option.complete,
    }


def lasting_text(name: str, text: str, value: object) -> str:
    """Write an option so that it can be remembered: names as coach writes them, and a path absolute, to hold anywhere.

    Args:
        name: The option, without its dashes.
        text: Its text, as a person wrote it.
        value: The value that the option's reader made of the text.
    """
    text = str(value) if isinstance(value, str) else text
    kind, _, file = text.partition(":")
    if name == "voice" and kind == PIPER:
        return f"{PIPER}:{_absolute(file)}"
    is_path = (
        name == "scripts"
        or (name == "sounds" and text not in theme_names())
        or (name == "ambient" and text not in (OFF, *AmbientName))
    )
    return _absolute(text) if is_path else text


def _absolute(path: str) -> str:
    return str(given_path(path).absolute())
