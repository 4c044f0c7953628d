"""Turns a routine, settings and clips into a timeline: the opening, each stretch, and the closing, in this order.

The steps inside a stretch are laid by `coach.schedule.steps`.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle

from coach.audio.format import SAMPLE_RATE
from coach.errors import SettingsError
from coach.schedule.context import Context
from coach.schedule.steps.lay import lay_steps
from coach.schedule.text import fill
from coach.schedule.track import Sounds, Speak, Track
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Pause, PauseName, Position, Routine, Sound, Stretch, Text, Verbosity
from coach.settings.values import Settings, sounds_used
from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

LEAD_IN_S = Fraction(1)
"""Seconds before the first word. Bluetooth loses the first 0.3 s after silence, and hearing aids wake late."""

NOTICE_S = Fraction(3)
"""Law 5: seconds between the name of a stretch and the first words that ask anyone to move."""

AROUND_TAUGHT_SOUND_S = Fraction(1, 4)
"""Seconds between a sound that is taught and the words before and after it."""

TAUGHT_SOUND_S = Fraction(3, 2)
"""Seconds in which a sound that is taught stands alone.

`--pause` scales neither this nor the time around it: five sounds and their words keep within the 30 s of law 6 at any
speed."""

BEFORE_LAST_CHIME_S = Fraction(1)
"""Seconds from the last word to the last sound."""

TAIL_S = Fraction(1, 2)
"""Seconds of silence after the last sound has rung out."""

MAX_SESSION_S = 24 * 3600
"""The longest session, in seconds. A script that asks for more is a mistake or an attack."""


def schedule(routine: Routine, settings: Settings, phrases: Phrasebook, speak: Speak, sounds: Sounds) -> Timeline:
    """Lay out a whole session.

    Args:
        routine: The stretches to be done.
        settings: Pauses, breath, levels and verbosity count here; voice and speed are up to `speak`.
        phrases: The engine's own words.
        speak: Gives the clip of a sentence.
        sounds: The chimes and breath tones at their final loudness; not used where the settings switch them off.

    Returns:
        A timeline that keeps the laws of a session.

    Raises:
        SpeechError: The voice failed in `speak`.
        SettingsError: The session would be longer than 24 hours.
    """
    return Timeline(routine.title, tuple(schedule_sections(routine, settings, phrases, speak, sounds)))


def schedule_sections(
    routine: Routine, settings: Settings, phrases: Phrasebook, speak: Speak, sounds: Sounds
) -> Iterator[Section]:
    """Lay out a session section by section, so that the first can be heard before the last is spoken.

    The arguments are those of `schedule`.

    Yields:
        The opening, each stretch and the closing, end to end; each as soon as its sentences are spoken.

    Raises:
        SpeechError: The voice failed in `speak`.
        SettingsError: The session would be longer than 24 hours.
    """
    track = Track(speak, sounds if settings.has_chimes else Sounds({}), settings.pauses, phrases.still_waiting)
    return _Scheduler(routine, settings, phrases, track).sections()


class _Scheduler:
    """Lays the sections of one session; keeps the body's position from one to the next, and whose turn a phrase is."""

    def __init__(self, routine: Routine, settings: Settings, phrases: Phrasebook, track: Track) -> None:
        self._routine = routine
        self._settings = settings
        self._phrases = phrases
        self._track = track
        self._reminders = cycle(phrases.ease)
        self._holding_signs = cycle(phrases.still_holding)
        self._position: Position | None = None
        self._start_frame = 0

    def sections(self) -> Iterator[Section]:
        yield self._opening()
        for index, stretch in enumerate(self._routine.stretches):
            yield self._stretch(index, stretch)
        yield self._closing()

    def _opening(self) -> Section:
        """Welcome the listener, teach the sounds that will be heard, and speak the routine's own opening words."""
        self._track.wait(LEAD_IN_S)
        self._track.say_closely(self._phrases.welcome)
        for sound in sounds_used(self._settings):
            self._track.wait(AROUND_TAUGHT_SOUND_S)
            self._track.say_closely(self._phrases.teach[sound])
            self._track.wait(AROUND_TAUGHT_SOUND_S)
            self._track.chime(sound)
            self._track.wait(TAUGHT_SOUND_S)
        self._track.beat()
        if self._settings.verbosity is not Verbosity.TONES:
            self._track.say_with_beat(self._routine.say)
        if self._settings.verbosity is not Verbosity.FULL:
            self._track.say_with_beat(next(self._reminders))  # once for all stretches
        return self._section(SectionKind.OPENING, title=self._phrases.opening_title)

    def _stretch(self, index: int, stretch: Stretch) -> Section:
        """Name a stretch, give time to get there, and lay its steps."""
        start_s = self._track.now_s
        if self._settings.verbosity is Verbosity.TONES:
            self._track.use_waiting_signs([(stretch.title,)])
        self._name(index, stretch)
        self._move_to(stretch.position)
        if self._settings.verbosity is Verbosity.FULL:
            # before anyone is in the pose: later, it would make the first side's stay longer than the second's
            self._track.say_with_beat(stretch.ease or next(self._reminders))
        lay_steps(stretch.steps, self._context(index, stretch))
        self._track.mark(MarkKind.STRETCH, start_s, name=stretch.title)
        return self._section(SectionKind.STRETCH, title=stretch.title, stretch=stretch.name, position=stretch.position)

    def _closing(self) -> Section:
        """Speak the last words, sound the end, and leave enough silence for it to ring out."""
        self._track.pause(Pause(PauseName.SETTLE))
        own_words = self._routine.close if self._settings.verbosity is not Verbosity.TONES else ()
        self._track.say(own_words or self._phrases.close)
        self._track.wait(BEFORE_LAST_CHIME_S)
        self._track.chime(Sound.END)
        last_frame = max(cue.end_frame for cue in self._track.cues)
        self._track.now_s = Fraction(last_frame, SAMPLE_RATE) + TAIL_S
        return self._section(SectionKind.CLOSING, title=self._phrases.closing_title)

    def _context(self, index: int, stretch: Stretch) -> Context:
        return Context(
            track=self._track,
            settings=self._settings,
            phrases=self._phrases,
            holding_signs=self._holding_signs,
            dose_share=self._settings.levels.of(stretch.name, self._routine.level),
            turn=index,
        )

    def _name(self, index: int, stretch: Stretch) -> None:
        """Say which stretch comes next."""
        self._track.say(fill(self._naming(index), stretch=stretch.title))
        self._track.wait(NOTICE_S)

    def _naming(self, index: int) -> Text:
        count = len(self._routine.stretches)
        if count == 1:
            return self._phrases.only
        if index == 0:
            return self._phrases.first
        if index == count - 1:
            return self._phrases.last
        return self._phrases.next

    def _move_to(self, position: Position) -> None:
        """Say how to get into a position, if it is a new one, and give the time to get there."""
        moved_far = self._position is not None and self._position.upright != position.upright
        if position is not self._position and self._settings.verbosity is not Verbosity.TONES:
            self._track.say(self._phrases.positions[position])
        self._track.pause(Pause(PauseName.BETWEEN), times=2 if moved_far else 1)
        self._position = position

    def _section(
        self, kind: SectionKind, *, title: str, stretch: str = "", position: Position | None = None
    ) -> Section:
        """Take from the track what was laid since the last section."""
        cues, marks = self._track.take()
        end_frame = seconds_to_frames(self._track.now_s, SAMPLE_RATE)
        if end_frame > MAX_SESSION_S * SAMPLE_RATE:
            problem = "This session would be longer than 24 hours."
            raise SettingsError(problem, "Take out some stretches, or shorten the pauses.")
        start_frame, self._start_frame = self._start_frame, end_frame
        return Section(kind, stretch, title, position, start_frame, end_frame, cues, marks)
