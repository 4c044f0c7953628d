"""Routine, settings and clips in, timeline out: the order of a session, section by section.

What the sections hold is laid by `track` and `doses`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import cycle

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.errors import SettingsError
from coach.schedule.doses import DoseLayer
from coach.schedule.text import fill
from coach.schedule.track import BreathTone, Sounds, Speak, Track
from coach.script.phrasebook import Phrasebook
from coach.script.steps import (
    Breathe,
    Chime,
    Hold,
    Level,
    Pause,
    PauseName,
    Position,
    Routine,
    Say,
    Sides,
    Sound,
    Step,
    Stretch,
    Text,
    Verbosity,
)
from coach.settings.values import Settings, sounds_used
from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

LEAD_IN_S = Fraction(1)
"""Before the first word: Bluetooth loses the first 0.3 s after silence, and hearing aids wake late."""

NOTICE_S = Fraction(3)
"""Law 5: a stretch has been named for 3 s before anyone has to move."""

AROUND_TAUGHT_SOUND_S = Fraction(1, 4)
TAUGHT_SOUND_S = Fraction(3, 2)
"""How long each sound stands alone when it is taught. Five of them and their words keep within the 30 s of law 6 at any
speed, for which these two are not scaled with the pauses."""

AFTER_CHIME_S = Fraction(1)
"""From the switch sound to its words."""

BEFORE_LAST_CHIME_S = Fraction(1)
TAIL_S = Fraction(1, 2)
"""After the last sound has rung out."""

MAX_SESSION_S = 24 * 3600
"""A script that asks for more is a mistake, or a bomb."""


def schedule(  # noqa: PLR0913 (each comes from another place)
    routine: Routine,
    settings: Settings,
    phrases: Phrasebook,
    speak: Speak,
    sounds: Mapping[Sound, Audio],
    *,
    breath_tone: BreathTone | None = None,
) -> Timeline:
    """Lay out a whole session.

    Args:
        routine: What is to be done.
        settings: Pauses, breath, levels and verbosity; voice and speed are `speak`'s business.
        phrases: The engine's own words.
        speak: Gives the measured clip of a sentence.
        sounds: The five chimes at their final level; not needed where the settings have none.
        breath_tone: Makes tones that span each breath; without it the inhale and exhale sounds mark its beginning.

    Returns:
        A timeline that keeps the laws of a session.

    Raises:
        SpeechError: From `speak`.
        SettingsError: The session would be longer than 24 hours.
    """
    return Timeline(
        routine.title, tuple(schedule_sections(routine, settings, phrases, speak, sounds, breath_tone=breath_tone))
    )


def schedule_sections(  # noqa: PLR0913 (as above)
    routine: Routine,
    settings: Settings,
    phrases: Phrasebook,
    speak: Speak,
    sounds: Mapping[Sound, Audio],
    *,
    breath_tone: BreathTone | None = None,
) -> Iterator[Section]:
    """The same, one section at a time, so that the first can sound before the last is spoken.

    Yields:
        The opening, each stretch, the closing; end to end.
    """
    audible = Sounds(sounds, breath_tone) if settings.has_chimes else Sounds({})
    session = _Session(settings, phrases, speak, audible)
    yield session.opening(routine)
    for index, stretch in enumerate(routine.stretches):
        yield session.stretch(routine, index, stretch)
    yield session.closing(routine)


class _Session:
    """The state that goes from one section to the next: the cursor, the body's position, whose turn a phrase is."""

    def __init__(self, settings: Settings, phrases: Phrasebook, speak: Speak, sounds: Sounds) -> None:
        self._settings = settings
        self._phrases = phrases
        self._track = Track(speak, sounds, settings.pauses, phrases.still_waiting)
        self._doses = DoseLayer(self._track, phrases, settings)
        self._reminders = cycle(phrases.ease)
        self._share = Level.STANDARD.share
        self._position: Position | None = None
        self._start_frame = 0

    def opening(self, routine: Routine) -> Section:
        """Welcome, what the sounds mean that will be heard, and the routine's own opening words."""
        self._track.wait(LEAD_IN_S)
        self._track.say_closely(self._phrases.welcome)
        for sound in sounds_used(self._settings):
            self._track.wait(AROUND_TAUGHT_SOUND_S)
            self._track.say_closely(self._phrases.teach[sound])
            self._track.wait(AROUND_TAUGHT_SOUND_S)
            self._track.chime(sound)
            self._track.wait(TAUGHT_SOUND_S)
        self._track.beat()
        if self._verbosity is not Verbosity.TONES:
            self._say(routine.say)
        if self._verbosity is not Verbosity.FULL:
            self._say(next(self._reminders))  # once, for all stretches
        return self._section(SectionKind.OPENING, "", self._phrases.opening_title, None)

    def stretch(self, routine: Routine, index: int, stretch: Stretch) -> Section:
        """Name a stretch, give time to get there, and do its steps."""
        start = self._track.now
        self._share = self._settings.levels.of(stretch.name, routine.level)
        if self._verbosity is Verbosity.TONES:
            self._track.use_waiting_signs([(stretch.title,)])
        self._name(routine, index, stretch)
        if self._verbosity is Verbosity.FULL:
            # before anyone is in the pose: later, it would make the first side's stay longer than the second's
            self._say(stretch.ease or next(self._reminders))
        self._steps(stretch.steps)
        self._track.mark(MarkKind.STRETCH, start, name=stretch.title)
        return self._section(SectionKind.STRETCH, stretch.name, stretch.title, stretch.position)

    def closing(self, routine: Routine) -> Section:
        """The last words, the end sound, and silence enough for it to ring out."""
        self._track.pause(Pause(PauseName.SETTLE))
        own_words = routine.close if self._verbosity is not Verbosity.TONES else ()
        self._track.say(own_words or self._phrases.close)
        self._track.wait(BEFORE_LAST_CHIME_S)
        self._track.chime(Sound.END)
        last_frame = max(cue.end_frame for cue in self._track.cues)
        self._track.now = Fraction(last_frame, SAMPLE_RATE) + TAIL_S
        return self._section(SectionKind.CLOSING, "", self._phrases.closing_title, None)

    @property
    def _verbosity(self) -> Verbosity:
        return self._settings.verbosity

    def _say(self, text: Text) -> None:
        if text:
            self._track.say(text)
            self._track.beat()

    def _name(self, routine: Routine, index: int, stretch: Stretch) -> None:
        self._track.say(fill(self._naming(index, len(routine.stretches)), stretch=stretch.title))
        self._track.wait(NOTICE_S)
        moved_far = self._position is not None and self._position.upright != stretch.position.upright
        if stretch.position is not self._position and self._verbosity is not Verbosity.TONES:
            self._track.say(self._phrases.positions[stretch.position])
        self._track.pause(Pause(PauseName.BETWEEN), times=2 if moved_far else 1)
        self._position = stretch.position

    def _naming(self, index: int, count: int) -> Text:
        if count == 1:
            return self._phrases.only
        if index == 0:
            return self._phrases.first
        return self._phrases.last if index == count - 1 else self._phrases.next

    def _steps(self, steps: tuple[Step, ...], *, sides: tuple[str, str] | None = None, second: bool = False) -> None:
        for step in steps:
            match step:
                case Say():
                    text = self._wording(step, second=second)
                    self._say(_sided(text, sides))
                case Pause():
                    self._track.pause(step)
                case Chime():
                    self._track.chime(step.sound)
                    self._track.wait(AFTER_CHIME_S)
                case Hold():
                    self._doses.hold(step, self._share)
                case Breathe():
                    self._doses.breathe(_with_sides(step, sides), self._share)
                case Sides():
                    self._sides(step)

    def _wording(self, step: Say, *, second: bool) -> Text:
        if self._verbosity is Verbosity.TONES:
            return ()
        again = second or self._verbosity is Verbosity.BRIEF
        return step.again if again and step.again else step.text

    def _sides(self, step: Sides) -> None:
        first, second = self._phrases.sides
        self._side(step, (first, second), second=False)
        self._track.chime(Sound.SWITCH)
        self._track.wait(AFTER_CHIME_S)
        if self._verbosity is not Verbosity.TONES:
            self._track.say(self._phrases.switch_sides)
        self._track.pause(Pause(PauseName.SWITCH))
        self._side(step, (second, first), second=True)

    def _side(self, step: Sides, sides: tuple[str, str], *, second: bool) -> None:
        start, self._track.side = self._track.now, sides[0]
        if self._verbosity is Verbosity.TONES:
            self._say(fill(self._phrases.side, side=sides[0]))
        self._steps(step.steps, sides=sides, second=second)
        self._track.mark(MarkKind.SIDE, start)
        self._track.side = ""

    def _section(self, kind: SectionKind, name: str, title: str, position: Position | None) -> Section:
        cues, marks = self._track.take()
        end_frame = seconds_to_frames(self._track.now, SAMPLE_RATE)
        if end_frame > MAX_SESSION_S * SAMPLE_RATE:
            problem = "This session would be longer than 24 hours."
            raise SettingsError(problem, "Take out some stretches, or shorten the pauses.")
        start_frame, self._start_frame = self._start_frame, end_frame
        return Section(kind, name, title, position, start_frame, end_frame, cues, marks)


def _sided(text: Text, sides: tuple[str, str] | None) -> Text:
    return fill(text, side=sides[0], other_side=sides[1]) if sides else text


def _with_sides(step: Breathe, sides: tuple[str, str] | None) -> Breathe:
    return replace(
        step,
        inhale=_sided(step.inhale, sides),
        exhale=_sided(step.exhale, sides),
        inhale_again=_sided(step.inhale_again, sides),
        exhale_again=_sided(step.exhale_again, sides),
    )
