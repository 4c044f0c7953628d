"""From a name and settings to a timeline, finished or still being made, and from names to concrete voices."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from coach.ambient import LONGEST_S, Ambient, AmbientName, loop_of, synthesise
from coach.audio import SAMPLE_RATE, Audio
from coach.cli.terminal import progress_bar
from coach.errors import SettingsError, UnknownNameError
from coach.fit import fit
from coach.playback.preparation import Preparation
from coach.schedule import schedule_sections
from coach.schedule.track import BreathTone, Speak
from coach.script.library import Library, as_routine
from coach.script.phrases import Phrasebook
from coach.script.shape import nearest
from coach.script.steps import Routine
from coach.settings import OFF, Settings
from coach.sound_file import read_sound_file
from coach.sounds import Sound
from coach.speech import hibari_models
from coach.speech.cache import ClipCache, default_cache_folder
from coach.speech.estimate import KeptOrEstimated
from coach.speech.hibari import HEART, HibariVoice
from coach.speech.piper import JOE, PiperVoice, joe
from coach.speech.speaker import Speaker
from coach.speech.system import SystemVoice
from coach.speech.voice import Voice
from coach.theme import find_theme, read_theme
from coach.timeline import Section, Timeline
from coach.units import frames_to_seconds

SYSTEM, PIPER = "system", "piper"
DEFAULT_VOICE = HEART.name


def prepare(name: str, settings: Settings, minutes: Fraction | None = None) -> tuple[Routine, Timeline]:
    """Read, speak and schedule a session.

    Args:
        name: A stretch, a routine, or a path.
        settings: As chosen.
        minutes: Its length, if one was wished for.
    """
    session = find_session(name, settings, minutes)
    with (
        closing(session.speaker) as speaker,
        progress_bar("Preparing the voice", len(session.routine.stretches) + 2) as advance_to,
    ):
        routine, sections = session.routine, []
        if minutes is not None:
            for count, _ in enumerate(session.sections(speaker.clip, routine, settings), start=1):
                advance_to(count)
            routine, settings = session.fitted(speaker.clip)
        for section in session.sections(speaker.clip, routine, settings):
            sections.append(section)
            advance_to(len(sections))
    return routine, Timeline(routine.title, tuple(sections))


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that is scheduled, before anything is spoken.

    Attributes:
        sounds: At their final level; none where they are off.
        breath_tone: Makes tones that span a breath; None leaves that to the sounds.
    """

    routine: Routine
    settings: Settings
    minutes: Fraction | None
    phrases: Phrasebook
    sounds: Mapping[Sound, Audio]
    breath_tone: BreathTone | None
    speaker: Speaker

    def sections(self, speak: Speak, routine: Routine, settings: Settings) -> Iterator[Section]:
        """One after another, as soon as each is spoken."""
        return schedule_sections(routine, settings, self.phrases, speak, self.sounds, breath_tone=self.breath_tone)

    def fitted(self, speak: Speak) -> tuple[Routine, Settings]:
        """What makes the session as long as was wished for, if anything was."""

        def length_s(routine: Routine, settings: Settings) -> Fraction:
            *_, last = self.sections(speak, routine, settings)
            return frames_to_seconds(last.end_frame, SAMPLE_RATE)

        if self.minutes is None:
            return self.routine, self.settings
        return fit(self.routine, self.settings, self.minutes * 60, length_s)

    def fitted_if_known(self) -> "Session":
        """The same, fitted to its time where all clips are kept; else that is done in the background, by the voice.

        Raises:
            SettingsError: The time is known to be out of reach.
        """
        speech = KeptOrEstimated(self.speaker, speed=self.settings.speed)
        try:
            routine, settings = self.fitted(speech.clip)
        except SettingsError:
            if speech.estimated:
                return self
            raise
        return self if speech.estimated else replace(self, routine=routine, settings=settings, minutes=None)

    def preparation(self) -> Preparation:
        """The session made in the background, over what lies under it.

        Raises:
            AudioError: An ambient sound of the person's own cannot be used.
        """
        return Preparation(
            lambda speak: self.sections(speak, *self.fitted(speak)),
            self.speaker.clip,
            self.speaker.close,
            ambient=find_ambient(self.settings),
        )


def find_session(name: str, settings: Settings, minutes: Fraction | None = None) -> Session:
    """Read a script, and find all that it takes to make a session of it; nothing is spoken yet."""
    library = Library()
    routine, phrases = as_routine(library.find(name)), library.phrasebook()
    check_level_names(routine, settings, library)
    theme = read_theme(find_theme(settings.theme))
    sounds, breath_tone = theme.sounds_at(settings.chimes_db), theme.breath_tone_at(settings.chimes_db)
    return Session(routine, settings, minutes, phrases, sounds, breath_tone, find_speaker(settings, phrases))


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
