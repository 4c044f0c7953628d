"""Plans many sessions, and reads the scripts, the engine's words and the sounds that they have in common once."""

from fractions import Fraction
from functools import partial

from coach.schedule import Sounds
from coach.script.choices import choices_of
from coach.script.library import Library, as_routine
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.session.session import SessionPlan, check_level_names, chosen_routine, library_of
from coach.session.sounds import find_sounds
from coach.session.voices import find_speaker
from coach.settings.values import Settings


class SharedParts:
    """The parts that sessions are made of, each kept once it was read.

    Args:
        clips: Where clips are kept; see `clip_cache`.
    """

    def __init__(self, clips: str = "") -> None:
        self._clips = clips
        self._libraries: dict[str, Library] = {}
        self._phrasebooks: dict[str, Phrasebook] = {}
        self._scripts: dict[tuple[str, str], Routine] = {}
        self._sounds: dict[tuple[str, float], Sounds] = {}

    def plan(self, name: str, settings: Settings, minutes: Fraction | None) -> SessionPlan:
        """Plan a session as `plan_session` does, without a file that keeps its clips together."""
        library, phrases = self._library(settings), self.phrasebook(settings)
        script = self._script(name, settings)
        routine = chosen_routine(script, settings, library)
        check_level_names(script, settings, library)
        speaker = find_speaker(settings, phrases, clips=self._clips)
        sounds, locate = self._sounds_of(settings), partial(library.locate, name)
        return SessionPlan(routine, settings, minutes, phrases, sounds, speaker, choices_of(script), locate)

    def phrasebook(self, settings: Settings) -> Phrasebook:
        """Return the engine's own words."""
        if settings.scripts not in self._phrasebooks:
            self._phrasebooks[settings.scripts] = self._library(settings).phrasebook()
        return self._phrasebooks[settings.scripts]

    def _library(self, settings: Settings) -> Library:
        if settings.scripts not in self._libraries:
            self._libraries[settings.scripts] = library_of(settings)
        return self._libraries[settings.scripts]

    def _script(self, name: str, settings: Settings) -> Routine:
        if (settings.scripts, name) not in self._scripts:
            self._scripts[settings.scripts, name] = as_routine(self._library(settings).find(name))
        return self._scripts[settings.scripts, name]

    def _sounds_of(self, settings: Settings) -> Sounds:
        heard = settings.theme, settings.chimes_db
        if heard not in self._sounds:
            self._sounds[heard] = find_sounds(settings)
        return self._sounds[heard]
