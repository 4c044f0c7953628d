"""The laws of a session as a lint: routine, settings and timeline in, findings out.

Measures the finished timeline and trusts nothing that the scheduler believes. Law 10 (the same bytes) is for tests.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from coach.script.phrasebook import Phrasebook
from coach.script.steps import Breathe, Dose, DoseUnit, Hold, Routine, Sides, Sound, Step, Stretch, Verbosity
from coach.settings.values import Settings, sounds_used
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

SPEECH_GAP_S = Fraction(15, 100)
NOTICE_S = 3
TEACHING_S = 30
QUIET_S = 20
"""All four as the laws state them."""

PROMPT_ROOM_S = 2
"""A prompt and the silence around it; with other words in so much of a phase, it was left out rather than run into."""

_BREATH_SOUNDS = {MarkKind.INHALE: Sound.INHALE, MarkKind.EXHALE: Sound.EXHALE}
_SOURCE_DOSE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?\s*(s|min|breaths?|cycles?|(?:\w+ )?movements?)\b")


Event = TypeVar("Event", Cue, Mark)


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a law is broken, or worth knowing about.

    Attributes:
        law: Its number.
        stretch: The stretch's name; empty in the opening and the closing.
        start_s: Where on the timeline.
        problem: One sentence.
        broken: False for what the law allows and only wants to be told.
    """

    law: int
    stretch: str
    start_s: float
    problem: str
    broken: bool = True


def check(routine: Routine, settings: Settings, phrases: Phrasebook, timeline: Timeline) -> list[Finding]:
    """Find every breach of laws 1 to 9.

    Args:
        routine: What the timeline was made of.
        settings: Those it was made with.
        phrases: Those it was made with: where to look for the countdown.
        timeline: As it will be heard.
    """
    checker = _Checker(routine, settings, phrases, timeline)
    return sorted(checker.findings(), key=lambda finding: (finding.start_s, finding.law))


class _Checker:
    def __init__(self, routine: Routine, settings: Settings, phrases: Phrasebook, timeline: Timeline) -> None:
        self._routine = routine
        self._settings = settings
        self._phrases = phrases
        self._timeline = timeline
        self._prompts = {*phrases.inhale, *phrases.exhale}
        named = [section for section in timeline.sections if section.kind is SectionKind.STRETCH]
        self._stretches = list(zip(routine.stretches, named, strict=True))
        self._cues = [(section, cue) for section in timeline.sections for cue in section.cues]

    def findings(self) -> Iterator[Finding]:
        yield from self._speech_apart()
        yield from self._sounds_taught()
        yield from self._signs_of_life()
        yield from self._ending()
        for stretch, section in self._stretches:
            yield from self._holds(stretch, section)
            yield from self._both_sides(section)
            yield from self._breath_prompts(section)
            yield from self._late_prompts(section)
            yield from self._countdowns(section)
            yield from self._named_in_time(section)
            yield from self._ways_in_and_out(stretch, section)
            yield from self._source_doses(stretch, section)

    def _speech_apart(self) -> Iterator[Finding]:
        speech = [(section, cue) for section, cue in self._cues if cue.text]
        for (_, before), (section, cue) in pairwise(speech):
            if cue.start_frame - before.end_frame < self._frames(SPEECH_GAP_S):
                yield self._finding(1, section, cue.start_frame, f"“{cue.text}” comes too soon after “{before.text}”.")
        for section, cue in self._cues:
            if not section.start_frame <= cue.start_frame < section.end_frame:
                problem = f"“{cue.text or cue.sound}” begins outside of its section, and would be cut."
                yield self._finding(1, section, cue.start_frame, problem)

    def _holds(self, stretch: Stretch, section: Section) -> Iterator[Finding]:
        holds = [mark for mark in section.marks if mark.kind is MarkKind.HOLD]
        for mark, dose in zip(holds, _doses(stretch.steps, cycles=False), strict=True):
            seconds = dose.amount(self._settings.levels.of(stretch.name, self._routine.level))
            if dose.unit is DoseUnit.BREATHS:
                seconds *= self._settings.breath.cycle_s
            if abs(mark.end_frame - mark.start_frame - seconds * self._timeline.sample_rate) >= 1:
                yield self._finding(2, section, mark.start_frame, f"The hold is not {float(seconds):g} s long.")

    def _both_sides(self, section: Section) -> Iterator[Finding]:
        sides = [mark for mark in section.marks if mark.kind is MarkKind.SIDE]
        for first, second in zip(sides[::2], sides[1::2], strict=True):
            if _amounts(section, first) != _amounts(section, second):
                problem = f"The {second.side} side gets another dose than the {first.side} side."
                yield self._finding(3, section, second.start_frame, problem)

    def _breath_prompts(self, section: Section) -> Iterator[Finding]:
        breath = self._settings.breath
        for mark in section.marks:
            if mark.kind not in _BREATH_SOUNDS:
                continue
            if not self._is_prompted(section, mark):
                yield self._finding(4, section, mark.start_frame, f"Nothing heard begins with the {mark.kind}.")
            phase_s = breath.inhale_s if mark.kind is MarkKind.INHALE else breath.exhale_s
            if mark.end_frame - mark.start_frame > self._frames(phase_s) + 1:
                problem = f"A teaching breath: the words are too long for an {mark.kind} of {float(phase_s):g} s."
                yield self._finding(4, section, mark.start_frame, problem, broken=False)

    def _is_prompted(self, section: Section, phase: Mark) -> bool:
        """By a tone; where there is none by words, unless others are in the way."""
        starting = [cue for cue in section.cues if cue.start_frame == phase.start_frame]
        if self._settings.has_tones:
            return any(cue.sound is _BREATH_SOUNDS[phase.kind] for cue in starting)
        until = phase.start_frame + self._frames(PROMPT_ROOM_S)
        others = (cue for cue in section.cues if cue.text and cue.text not in self._prompts)
        in_the_way = any(cue.start_frame < until and phase.start_frame < cue.end_frame for cue in others)
        return in_the_way or any(cue.text for cue in starting)

    def _late_prompts(self, section: Section) -> Iterator[Finding]:
        phases = [mark for mark in section.marks if mark.kind in _BREATH_SOUNDS]
        for mark in phases:
            for cue in _within(section.cues, mark):
                if cue.text in self._prompts and cue.start_frame != mark.start_frame:
                    problem = f"“{cue.text}” does not begin with the {mark.kind}."
                    yield self._finding(4, section, cue.start_frame, problem)

    def _countdowns(self, section: Section) -> Iterator[Finding]:
        one = self._phrases.countdown[0][0]
        for mark in section.marks:
            if mark.kind is not MarkKind.HOLD:
                continue
            ends = [cue for cue in section.cues if cue.start_frame == mark.end_frame]
            if not any(self._ends(cue) for cue in ends):
                yield self._finding(5, section, mark.end_frame, "The end sound is not on the hold's end.")
            numbers = [cue.start_frame for cue in _within(section.cues, mark) if cue.text == one]
            if numbers and mark.end_frame - numbers[-1] != self._frames(1):
                yield self._finding(5, section, numbers[-1], "The countdown does not end one second before the hold.")

    def _ends(self, cue: Cue) -> bool:
        """Whether it says that a hold is over: the end sound, or words where there are no sounds."""
        return cue.sound is Sound.END if self._settings.has_chimes else cue.text in self._phrases.let_go

    def _named_in_time(self, section: Section) -> Iterator[Finding]:
        speech = [cue for cue in section.cues if cue.text]
        title = next((cue for cue in speech if section.title in cue.text), None)
        if title is None:
            yield self._finding(5, section, section.start_frame, "The stretch is not named.")
            return
        following = [cue.start_frame for cue in section.cues if cue.start_frame > title.start_frame]
        if following and following[0] - title.end_frame < self._frames(NOTICE_S):
            yield self._finding(5, section, title.start_frame, "The name comes less than 3 s before there is to move.")

    def _sounds_taught(self) -> Iterator[Finding]:
        opening = self._timeline.sections[0]
        taught = {cue.sound for cue in opening.cues if cue.start_frame < self._frames(TEACHING_S)}
        for sound in sounds_used(self._settings):
            if sound not in taught:
                yield self._finding(6, opening, opening.end_frame, f"The {sound} sound is not taught within 30 s.")

    def _signs_of_life(self) -> Iterator[Finding]:
        quiet_since = 0
        for section, cue in self._cues:
            if cue.start_frame - quiet_since > self._frames(QUIET_S):
                yield self._finding(7, section, quiet_since, "Nothing is heard for more than 20 s.")
            quiet_since = max(quiet_since, cue.end_frame)
        if self._timeline.frames - quiet_since > self._frames(QUIET_S):
            yield self._finding(7, self._timeline.sections[-1], quiet_since, "Nothing is heard for more than 20 s.")

    def _ending(self) -> Iterator[Finding]:
        closing = self._timeline.sections[-1]
        words = [cue for cue in closing.cues if cue.text]
        rings_out = not self._settings.has_chimes or closing.cues[-1].sound is Sound.END
        if not words or not rings_out:
            problem = "The session does not end with words and the end sound."
            yield self._finding(8, closing, closing.start_frame, problem)

    def _ways_in_and_out(self, stretch: Stretch, section: Section) -> Iterator[Finding]:
        doses = [mark for mark in section.marks if mark.kind in (MarkKind.HOLD, *_BREATH_SOUNDS)]
        speech = [cue for cue in section.cues if cue.text]
        if not doses:
            yield self._finding(8, section, section.start_frame, "The stretch has no hold and no breathing.")
            return
        if stretch.steps and isinstance(stretch.steps[0], Hold | Breathe):
            yield self._finding(8, section, section.start_frame, "The stretch has no way in before its first dose.")
        last_dose_end = max(mark.end_frame for mark in doses)
        if self._settings.verbosity is not Verbosity.TONES and all(cue.start_frame < last_dose_end for cue in speech):
            yield self._finding(8, section, section.end_frame, "The stretch has no way out after its last dose.")
        if not self._reminds(stretch, section):
            yield self._finding(8, section, section.start_frame, "No reminder says that easing off is fine.")

    def _reminds(self, stretch: Stretch, section: Section) -> bool:
        """In each stretch; once in the opening, for all of them, when few words were asked for."""
        reminders = {*stretch.ease, *(sentence for text in self._phrases.ease for sentence in text)}
        place = section if self._settings.verbosity is Verbosity.FULL else self._timeline.sections[0]
        return any(cue.text in reminders for cue in place.cues)

    def _source_doses(self, stretch: Stretch, section: Section) -> Iterator[Finding]:
        sources = [_source_dose(match) for match in _SOURCE_DOSE.finditer(stretch.source)]
        for dose in _doses(stretch.steps, cycles=True):
            if sources and not any(_lies_within(dose, source) for source in sources):
                problem = f"The dose of {dose} is not within the source's “{stretch.source}”."
                yield self._finding(9, section, section.start_frame, problem, broken=False)

    def _frames(self, seconds: Fraction | int) -> int:
        return seconds_to_frames(seconds, self._timeline.sample_rate)

    def _finding(self, law: int, section: Section, frame: int, problem: str, *, broken: bool = True) -> Finding:
        return Finding(law, section.stretch, frame / self._timeline.sample_rate, problem, broken)


def _doses(steps: Iterable[Step], *, cycles: bool) -> Iterator[Dose]:
    """The doses of holds, and of breath cycles if wanted, in the order in which they are done: those of sides twice."""
    for step in steps:
        match step:
            case Sides(steps=inner):
                yield from [*_doses(inner, cycles=cycles)] * 2
            case Hold(dose=dose):
                yield dose
            case Breathe(cycles=dose) if cycles:
                yield dose


def _within(events: Iterable[Event], span: Mark) -> list[Event]:
    return [event for event in events if span.start_frame <= event.start_frame < span.end_frame]


def _amounts(section: Section, side: Mark) -> list[int]:
    """What a side gets: the lengths of its holds in frames, then how many inhales and exhales."""
    marks = _within(section.marks, side)
    holds = [mark.end_frame - mark.start_frame for mark in marks if mark.kind is MarkKind.HOLD]
    return [*holds, *(sum(mark.kind is kind for mark in marks) for kind in _BREATH_SOUNDS)]


def _source_dose(match: re.Match[str]) -> Dose:
    low, high, unit = Fraction(match[1]), Fraction(match[2] or match[1]), match[3]
    if unit in ("s", "min"):
        scale = 60 if unit == "min" else 1
        return Dose(low * scale, high * scale, DoseUnit.SECONDS)
    return Dose(low, high, DoseUnit.BREATHS)


def _lies_within(dose: Dose, source: Dose) -> bool:
    counted = [each.unit is not DoseUnit.SECONDS for each in (dose, source)]
    return counted[0] == counted[1] and source.low <= dose.low and dose.high <= source.high
