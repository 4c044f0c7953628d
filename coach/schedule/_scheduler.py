"""Turns a routine, settings and clips into a timeline: the opening, each stretch, and the closing, in this order.

The steps inside a stretch are laid by `coach.schedule.steps`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle

from coach.audio.format import SAMPLE_RATE
from coach.errors import SettingsError
from coach.schedule._arriving import Body, say_name
from coach.schedule._context import Context
from coach.schedule._lessons import Lessons, sounds_to_teach
from coach.schedule._opening import lay_introduction, lay_opening
from coach.schedule._way_in import WayIn
from coach.schedule.steps.lay import lay_steps
from coach.schedule.text import fill
from coach.schedule.track import Sounds, Speak, Track
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Round, Routine, Stretch
from coach.script.steps import Pause, Text
from coach.script.vocabulary import PauseName, Position, Sound, Verbosity
from coach.settings.values import Settings
from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

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


@dataclass(frozen=True, slots=True)
class _Visit:
    """One doing of a stretch.

    Attributes:
        stretch: The stretch.
        index: How many stretches were done before.
        n: The pass of a round, counted from 1; 0 outside of rounds.
        total: How many passes there are; 0 outside of rounds.
        call: Spoken before the first stretch of a pass; empty for nothing.
    """

    stretch: Stretch
    index: int
    n: int = 0
    total: int = 0
    call: Text = ()

    @property
    def words(self) -> dict[str, str]:
        """The words to fill into its texts."""
        return {"n": str(self.n), "total": str(self.total)} if self.n else {}


def _visits(routine: Routine) -> Iterator[_Visit]:
    index = 0
    for item in routine.items:
        if not isinstance(item, Round):
            yield _Visit(item, index)
            index += 1
            continue
        for n in range(1, item.times + 1):
            for place, stretch in enumerate(item.items):
                yield _Visit(stretch, index, n, item.times, () if place else item.call)
                index += 1


class _Scheduler:
    """Lays the sections of one session; keeps the state that passes from one section to the next."""

    def __init__(self, routine: Routine, settings: Settings, phrases: Phrasebook, track: Track) -> None:
        self._routine = routine
        self._settings = settings
        self._phrases = phrases
        self._track = track
        self._count = sum(item.times * len(item.items) if isinstance(item, Round) else 1 for item in routine.items)
        self._reminders = cycle(phrases.ease)
        self._holding_signs = cycle(phrases.still_holding)
        self._lessons = Lessons(sounds_to_teach(routine, settings), own_pace=True)
        self._body = Body(routine.eyes)
        self._start_frame = 0

    def sections(self) -> Iterator[Section]:
        yield self._opening()
        for visit in _visits(self._routine):
            yield self._stretch(visit)
        yield self._closing()

    def _opening(self) -> Section:
        lay_opening(self._routine, self._settings, self._phrases, self._track)
        return self._section(SectionKind.OPENING, title=self._phrases.opening_title)

    def _stretch(self, visit: _Visit) -> Section:
        """Name a stretch, give time to get there, and lay its steps."""
        stretch, context = visit.stretch, self._context(visit)
        start_s = self._track.now_s
        if self._settings.verbosity is Verbosity.TONES:
            self._track.use_waiting_signs([(stretch.title,)])
        self._track.say_with_beat(fill(visit.call, **visit.words))
        say_name(self._naming(visit), stretch, context)
        self._body.move_to(stretch, context)
        if visit.index == 0 and not self._settings.has_lessons:
            lay_introduction(self._routine, self._settings, self._phrases, self._track)
        self._body.settle(context)
        lay_steps(stretch.steps, context)
        self._track.mark(MarkKind.STRETCH, start_s, name=stretch.title)
        if visit.n:
            self._track.mark(MarkKind.ROUND, start_s, n=visit.n, total=visit.total)
        return self._section(SectionKind.STRETCH, title=stretch.title, stretch=stretch.name, position=stretch.position)

    def _closing(self) -> Section:
        """Speak the last words, sound the end, and leave enough silence for it to ring out, and for a last pause."""
        self._track.pause(Pause(PauseName.SETTLE))
        own_words = self._routine.close if self._settings.verbosity is not Verbosity.TONES else ()
        self._track.say(own_words or self._phrases.close)
        words_end_s = self._track.now_s
        self._track.wait(BEFORE_LAST_CHIME_S)
        self._track.chime(Sound.END)
        last_frame = max(cue.end_frame for cue in self._track.cues)
        self._track.now_s = max(words_end_s, Fraction(last_frame, SAMPLE_RATE) + TAIL_S)
        return self._section(SectionKind.CLOSING, title=self._phrases.closing_title)

    def _context(self, visit: _Visit) -> Context:
        stretch = visit.stretch
        return Context(
            track=self._track,
            settings=self._settings,
            phrases=self._phrases,
            holding_signs=self._holding_signs,
            dose_share=self._settings.levels.of(stretch.name, stretch.level or self._routine.level),
            words=visit.words,
            turn=self._settings.wording + visit.index,
            repeated=visit.n > 1,
            lessons=self._lessons,
            way_in=WayIn(stretch.position, self._reminder(visit)),
            side_means=stretch.side_means,
        )

    def _reminder(self, visit: _Visit) -> Text:
        """Return the reminder that easing off is fine; later passes of a round have none."""
        if self._settings.verbosity is not Verbosity.FULL or visit.n > 1 or visit.stretch.ease is None:
            return ()
        return visit.stretch.ease or next(self._reminders)

    def _naming(self, visit: _Visit) -> Text:
        """Return the words that name a stretch, with the placeholder `{stretch}`."""
        if self._count == 1 or visit.n > 1:
            return self._phrases.only
        if visit.index == 0:
            return self._phrases.first
        if visit.index == self._count - 1:
            return self._phrases.last
        return self._phrases.next

    def _section(
        self, kind: SectionKind, *, title: str, stretch: str = "", position: Position | None = None
    ) -> Section:
        """Make a section of all cues and marks laid since the last one."""
        cues, marks = self._track.take()
        end_frame = seconds_to_frames(self._track.now_s, SAMPLE_RATE)
        if end_frame > MAX_SESSION_S * SAMPLE_RATE:
            problem = "This session would be longer than 24 hours."
            raise SettingsError(problem, "Take out some stretches, or shorten the pauses.")
        start_frame, self._start_frame = self._start_frame, end_frame
        return Section(kind, stretch, title, position, start_frame, end_frame, cues, marks)
