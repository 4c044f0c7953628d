"""From a name and settings to a finished timeline, and from names to concrete voices and sinks."""

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

from coach.ambient import LONGEST_S, Ambient, AmbientName, loop_of, synthesise
from coach.cli.terminal import progress_bar
from coach.errors import UnknownNameError
from coach.fit import fit
from coach.playback.miniaudio import MiniaudioSink
from coach.playback.simpleaudio import SimpleaudioSink
from coach.playback.sink import Sink
from coach.schedule import schedule, schedule_sections
from coach.script.library import Library, as_routine
from coach.script.phrases import Phrasebook
from coach.script.shape import nearest
from coach.script.steps import Routine
from coach.settings import OFF, Settings
from coach.sound_file import read_sound_file
from coach.speech import hibari_models
from coach.speech.cache import ClipCache, default_cache_folder
from coach.speech.hibari import HEART, HibariVoice
from coach.speech.piper import JOE, PiperVoice, joe
from coach.speech.speaker import Speaker
from coach.speech.system import SystemVoice
from coach.speech.voice import Voice
from coach.theme import find_theme, read_theme
from coach.timeline import Section, Timeline

SYSTEM, PIPER = "system", "piper"
_SINKS = {sink.name: sink for sink in (MiniaudioSink, SimpleaudioSink)}
DEFAULT_SINK = MiniaudioSink.name
DEFAULT_VOICE = HEART.name


def prepare(name: str, settings: Settings, minutes: Fraction | None = None) -> tuple[Routine, Timeline]:
    """Read, speak and schedule a session.

    Args:
        name: A stretch, a routine, or a path.
        settings: As chosen.
        minutes: Its length, if one was wished for.
    """
    library = Library()
    routine, phrases = as_routine(library.find(name)), library.phrasebook()
    check_level_names(routine, settings, library)
    theme = read_theme(find_theme(settings.theme))
    sounds, breath_tone = theme.sounds_at(settings.chimes_db), theme.breath_tone_at(settings.chimes_db)
    with closing(find_speaker(settings, phrases)) as speaker:

        def sections_of(routine: Routine, settings: Settings) -> Iterator[Section]:
            return schedule_sections(routine, settings, phrases, speaker.clip, sounds, breath_tone=breath_tone)

        def length_s(routine: Routine, settings: Settings) -> Fraction:
            timeline = schedule(routine, settings, phrases, speaker.clip, sounds, breath_tone=breath_tone)
            return Fraction(timeline.frames, timeline.sample_rate)

        with progress_bar("Preparing the voice", len(routine.stretches) + 2) as advance_to:
            sections = []
            for section in sections_of(routine, settings):
                sections.append(section)
                advance_to(len(sections))
        if minutes is not None:
            routine, settings = fit(routine, settings, minutes * 60, length_s)
            sections = list(sections_of(routine, settings))
    return routine, Timeline(routine.title, tuple(sections))


def find_ambient(settings: Settings) -> Ambient | None:
    """What the settings lay under a session, or None.

    Raises:
        AudioError: A file of the person's own that cannot be used.
    """
    if settings.ambient == OFF:
        return None
    if settings.ambient in set(AmbientName):
        return synthesise(AmbientName(settings.ambient), settings.ambient_db)
    recording = read_sound_file(Path(settings.ambient).expanduser(), longest_s=LONGEST_S)
    return loop_of(recording, settings.ambient_db)


def find_speaker(settings: Settings, phrases: Phrasebook) -> Speaker:
    """The chosen voice at the chosen speed, with the clips that are kept."""
    return Speaker(
        find_voice(settings.voice),
        speed=settings.speed,
        passage=phrases.passage,
        cache=ClipCache(default_cache_folder()),
        pronunciation=Library().pronunciation(),
    )


def check_level_names(routine: Routine, settings: Settings, library: Library) -> None:
    """A level for a stretch that nobody knows is a mistake; for one that is only not in this routine it is none."""
    known = {stretch.name for stretch in routine.stretches} | set(library.stretch_names())
    for name in settings.levels.share_of:
        if name not in known:
            raise UnknownNameError(f"There is no stretch “{name}” to set a level for.", nearest(name, known))


def read_voice(name: str) -> str:
    """A voice's name, if there is such a voice here.

    Raises:
        UnknownNameError: With the nearest name.
        SpeechError: It is known, and not installed here.
    """
    find_voice(name)
    return name


def find_voice(name: str) -> Voice:
    """The voice that `--voice` calls by this name; nothing is loaded yet.

    Raises:
        UnknownNameError: With the nearest name.
        SpeechError: It is known, and not installed here.
    """
    kind, _, detail = name.partition(":")
    more = [info.name for info in hibari_models.known_voices()]
    if name == HEART.name:
        return HibariVoice()
    if name == JOE.name:
        return joe()
    if kind == SYSTEM:
        return SystemVoice(detail)
    if kind == PIPER and detail:
        return PiperVoice(Path(detail).expanduser())
    if name in more:
        return HibariVoice(name, hibari_models.model_path(name))
    known = [HEART.name, JOE.name, SYSTEM, f"{PIPER}:PATH.onnx", *more]
    raise UnknownNameError(f"There is no voice “{name}”.", f"{nearest(name, known)} See `coach voices`.")


def read_sink(name: str) -> str:
    """A sink's name.

    Raises:
        UnknownNameError: With the nearest name.
    """
    if name not in _SINKS:
        raise UnknownNameError(f"There is no sink “{name}”.", nearest(name, _SINKS))
    return name


def find_sink(name: str) -> Sink:
    """The sink that `--sink` calls by this name; nothing is opened yet."""
    return _SINKS[read_sink(name)]()
