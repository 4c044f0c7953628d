"""Turns a name and settings into a timeline, finished or still being made.

Reads scripts and finds the voice and the sounds. It prints nothing: progress goes to a callback.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from coach.audio.format import SAMPLE_RATE
from coach.audio.sound_file import read_sound_file
from coach.errors import (
    CoachError,
    Location,
    ScriptError,
    SettingsError,
    UnknownNameError,
    UnspeakableError,
    about,
    nearest,
)
from coach.files import given_path, own_scripts_folder
from coach.schedule import Sounds, schedule_sections
from coach.schedule.fit import fit
from coach.schedule.track import Speak
from coach.script.choices import choices_of, choose
from coach.script.language import seems_foreign
from coach.script.library import Library, as_routine
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Choices, Routine
from coach.session.estimate import KeptOrEstimated, estimate_clip
from coach.session.preparation import Preparation
from coach.session.sounds import find_sounds
from coach.session.utterances import Foresight, OnProgress, ignore_progress, utterances
from coach.session.voices import find_speaker
from coach.settings.values import OFF, Settings
from coach.soundscape.ambient import LONGEST_S, Ambient, loop_of, synthesise
from coach.soundscape.names import AmbientName
from coach.speech.speaker import Speaker
from coach.timeline import Section, Timeline
from coach.units import frames_to_seconds

if TYPE_CHECKING:
    from coach.audio.buffer import Audio


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """Everything that a session is made of, found and read; nothing is spoken yet.

    Attributes:
        routine: The routine to be done.
        settings: The person's choices.
        minutes: The length to fit the session to; None leaves it as long as it is.
        phrases: The engine's own words.
        sounds: The chimes and breath tones at their final loudness.
        speaker: The voice at its speed, with the clips that are kept.
        choices: The script's choices: names with their values, the default first.
        locate: Finds where a spoken sentence was written; None for one of coach's own.
    """

    routine: Routine
    settings: Settings
    minutes: Fraction | None
    phrases: Phrasebook
    sounds: Sounds
    speaker: Speaker
    choices: Choices = ()
    locate: Callable[[str], Location | None] = lambda _sentence: None

    @property
    def seems_foreign(self) -> bool:
        """Whether the script seems to be in another language than coach's own words."""
        return seems_foreign(self.routine, self.phrases)

    def timeline(self, on_progress: OnProgress = ignore_progress) -> Timeline:
        """Speak and schedule the whole session, then release the voice.

        Args:
            on_progress: Called after each sentence, if any has to be spoken, and at the end.

        Raises:
            SpeechError: The voice failed.
            SettingsError: The session cannot be made as long as wished, or would be longer than a day.
        """
        with closing(self.speaker) as speaker:
            foresight = Foresight(speaker, self.utterances, on_progress=on_progress)
            routine, settings = self.fitted(foresight.clip)
            timeline = Timeline(routine.title, tuple(self.sections(foresight.clip, routine, settings)))
        foresight.tell_end()
        return timeline

    def utterances(self) -> Iterator[str]:
        """Yield each sentence that the session will say, once, in the order of need; speak nothing.

        Where clips are not kept yet, their lengths are estimated. So a few sentences may be missing or superfluous that
        are said only if there is time.
        """

        def guess(sentence: str) -> "Audio":
            return self.speaker.kept_clip(sentence) or estimate_clip(sentence, speed=self.settings.speed)

        def lay(speak: Speak) -> Iterator[Section]:
            if self.minutes is not None:
                yield from self.sections(speak, self.routine, self.settings)
            yield from self.sections(speak, *self.fitted(speak))

        return utterances(lay, guess)

    def sections(self, speak: Speak, routine: Routine, settings: Settings) -> Iterator[Section]:
        """Schedule one section after another, each as soon as it is spoken.

        Raises:
            ScriptError: The voice cannot speak a sentence of the script.
            SpeechError: The voice failed.
        """

        def speak_or_locate(sentence: str) -> "Audio":
            try:
                return speak(sentence)
            except UnspeakableError as error:
                place = self.locate(error.text)
                if place is None:
                    raise
                located = ScriptError(place, error.problem, error.remedy, error.text)
                located.settings = error.settings
                raise located from error

        return schedule_sections(routine, settings, self.phrases, speak_or_locate, self.sounds)

    def fitted(self, speak: Speak) -> tuple[Routine, Settings]:
        """Find the routine and the settings that last as long as wished; without a wish, return the plan's own.

        Raises:
            SettingsError: The wish is out of reach.
        """

        def length_s(routine: Routine, settings: Settings) -> Fraction:
            *_, last = self.sections(speak, routine, settings)
            return frames_to_seconds(last.end_frame, SAMPLE_RATE)

        if self.minutes is None:
            return self.routine, self.settings
        return fit(self.routine, self.settings, self.minutes * 60, length_s)

    def fitted_if_known(self) -> "SessionPlan":
        """Fit the plan to its length if all clips are kept; else leave that to the preparation, which has the voice.

        Raises:
            SettingsError: The wish is known to be out of reach.
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
        """Make the session in the background, to be played while it is still being made.

        Raises:
            AudioError: The person's own ambient sound cannot be used.
        """

        def make(speak: Speak) -> Iterator[Section]:
            clip = Foresight(self.speaker, self.utterances, speak=speak).clip
            return self.sections(clip, *self.fitted(clip))

        return Preparation(make, self.speaker.clip, self.speaker.close, ambient=self.ambient())

    def ambient(self) -> Ambient | None:
        """Read or make what the settings lay under the session; see `find_ambient`."""
        return find_ambient(self.settings)


def plan_session(name: str, settings: Settings, minutes: Fraction | None = None) -> SessionPlan:
    """Read a script and find all that its session is made of.

    Args:
        name: A stretch, a routine, or the path of a YAML file.
        settings: The person's choices.
        minutes: The length to fit the session to; None leaves it as long as it is.

    Raises:
        UnknownNameError: There is no such script, stretch, theme, voice or choice; with the nearest name.
        ScriptError: The script has a mistake.
        AudioError: A sound of the theme cannot be used.
        SpeechError: The voice is not installed.
    """
    library = library_of(settings)
    script, phrases = as_routine(library.find(name)), library.phrasebook()
    routine = chosen_routine(script, settings, library)
    check_level_names(script, settings, library)
    sounds, speaker = find_sounds(settings), find_speaker(settings, phrases, session=f"{name} {minutes or ''}")
    locate = partial(library.locate, name)
    return SessionPlan(routine, settings, minutes, phrases, sounds, speaker, choices_of(script), locate)


@about("scripts")
def library_of(settings: Settings) -> Library:
    """Return the scripts that come with coach and the person's own.

    Raises:
        SettingsError: Nothing can have the path of the person's folder, or there is none and it is not coach's own.
    """
    if not settings.scripts:
        return Library()
    own = given_path(settings.scripts)
    if not own.is_dir() and own != own_scripts_folder():  # which may not be there yet
        raise SettingsError(f"There is no folder {own}.", "Make it, or choose another one for your own scripts.")
    return Library(own=own)


@about("choose")
def chosen_routine(script: Routine, settings: Settings, library: Library) -> Routine:
    """Return the routine that is left of a script where its choices are made.

    A name or a value that another script has is no mistake, since choices are remembered for all scripts.

    Raises:
        UnknownNameError: A name or a value is in no script; the error lists those of this one.
        SettingsError: Nothing is left to do.
    """
    known = dict(choices_of(script))
    here = {name: value for name, value in settings.choose if value in known.get(name, ())}
    elsewhere = {name: value for name, value in settings.choose if name not in here}
    if elsewhere:
        others = _choices_in(library)
        unknown = {name: value for name, value in elsewhere.items() if value not in others.get(name, ())}
        choose(script, unknown)  # raises the error, with what is possible here
    return choose(script, here)


def _choices_in(library: Library) -> dict[str, set[str]]:
    """Return every choice of every script that can be read: names with their values."""
    found: dict[str, set[str]] = {}
    own = (path.stem for path in library.own_paths())
    for name in {*library.routine_names(), *library.stretch_names(), *own}:
        with suppress(CoachError):  # a broken script offers nothing
            for choice, values in choices_of(as_routine(library.find(name))):
                found.setdefault(choice, set()).update(values)
    return found


@about("ambient")
def find_ambient(settings: Settings) -> Ambient | None:
    """Read or make the sound that the settings lay under a session; None when it is off.

    Raises:
        AudioError: The person's own file cannot be used.
    """
    if settings.ambient == OFF:
        return None
    if settings.ambient in set(AmbientName):
        return synthesise(AmbientName(settings.ambient), settings.ambient_db)
    recording = read_sound_file(given_path(settings.ambient), longest_s=LONGEST_S)
    return loop_of(recording, settings.ambient_db)


@about("level")
def check_level_names(routine: Routine, settings: Settings, library: Library) -> None:
    """Refuse a level for a stretch that nobody knows; one that is only not in this routine is no mistake.

    Raises:
        UnknownNameError: With the nearest name.
    """
    known = {stretch.name for stretch in routine.stretches} | set(library.stretch_names())
    for name, _ in settings.levels.share_of:
        if name not in known:
            raise UnknownNameError(f"There is no stretch “{name}” to set a level for.", nearest(name, known))
