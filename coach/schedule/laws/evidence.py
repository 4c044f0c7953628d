"""Defines the evidence that the laws are checked on, and the findings that the checks give.

A check measures the finished timeline and relies on nothing that the scheduler believes. Cues and marks are sorted once
for each section, so that the time of every rule grows with their number n as n or n log n.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from coach.schedule.laws.deeds import Deed, deeds_of
from coach.schedule.laws.law import Law
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine, Stretch
from coach.script.vocabulary import Sound
from coach.settings.values import Settings
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

BREATH_SOUNDS = {MarkKind.INHALE: Sound.INHALE, MarkKind.EXHALE: Sound.EXHALE}
"""The phases of a breath that a sound leads, and these sounds."""

BREATH_KINDS = (MarkKind.INHALE, MarkKind.HOLD_IN, MarkKind.EXHALE, MarkKind.HOLD_OUT)
"""All phases of a breath."""

LOADS = (MarkKind.HOLD, MarkKind.REP, MarkKind.WORK, *BREATH_KINDS)
"""The spans in which a person does something. Rests and silences are prescribed too and are not among them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place on the timeline where a law is broken, or that is worth knowing about.

    Attributes:
        law: The law in question.
        stretch: The stretch's name; empty in the opening and the closing.
        start_s: The time of the place, in seconds from the start of the session.
        problem: One sentence that says what is wrong.
        broken: False where the law allows it and only asks to be told.
        step: The step of the script, such as `hold: 20 s`; empty where no single step is to blame.
    """

    law: Law
    stretch: str
    start_s: float
    problem: str
    broken: bool = True
    step: str = ""


@dataclass(frozen=True)
class Part:
    """A stretch of the routine, the section in which it is done, and the deeds that were prescribed for it.

    Attributes:
        stretch: The stretch as the script has it.
        section: The section of the timeline.
        deeds: Everything that the script prescribes, in order of doing.
    """

    stretch: Stretch
    section: Section
    deeds: tuple[Deed, ...]

    @cached_property
    def cues(self) -> list[Cue]:
        """Cues in order of start."""
        return sorted(self.section.cues, key=_start)

    @cached_property
    def marks(self) -> list[Mark]:
        """Marks in order of start; a longer one comes before those inside it."""
        return sorted(self.section.marks, key=lambda mark: (mark.start_frame, -mark.end_frame))

    def of(self, *kinds: MarkKind) -> list[Mark]:
        """Return the marks of some kinds, in order of start."""
        return [mark for kind in kinds for mark in self._by_kind.get(kind, ())]

    def cues_in(self, start_frame: int, end_frame: int) -> list[Cue]:
        """Return the cues that begin from one frame on and before another."""
        first, last = (bisect_left(self.cues, frame, key=_start) for frame in (start_frame, end_frame))
        return self.cues[first:last]

    def cues_at(self, frame: int) -> list[Cue]:
        """Return the cues that begin on a frame."""
        return self.cues_in(frame, frame + 1)

    def marks_in(self, span: Mark) -> list[Mark]:
        """Return the marks that begin inside a span."""
        first, last = (bisect_left(self.marks, frame, key=_start) for frame in (span.start_frame, span.end_frame))
        return self.marks[first:last]

    @cached_property
    def led_breaths(self) -> list[Mark]:
        """The phases of breaths that are led outside of holds, in order of start."""
        phases = sorted(self.of(*BREATH_KINDS), key=_start)
        holds, index, outside = self.of(MarkKind.HOLD), 0, []
        for phase in phases:
            while index < len(holds) and holds[index].end_frame <= phase.start_frame:
                index += 1
            if index == len(holds) or phase.start_frame < holds[index].start_frame:
                outside.append(phase)
        return outside

    @cached_property
    def loads(self) -> list[Mark]:
        """All spans in which something is done, in order of start."""
        return sorted(self.of(*LOADS), key=_start)

    def done(self, *kinds: MarkKind) -> list[tuple[Deed, Mark]]:
        """Pair the deeds of some kinds with their marks, in order of doing; the longer list's surplus is left out."""
        return list(zip(self.prescribed(*kinds), self.marks_for(*kinds), strict=False))

    def prescribed(self, *kinds: MarkKind) -> list[Deed]:
        """Return the deeds of some kinds in order of doing."""
        return [deed for deed in self.deeds if deed.kind in kinds]

    def marks_for(self, *kinds: MarkKind) -> list[Mark]:
        """Return the marks that deeds of some kinds should have: breaths only outside of holds."""
        if set(kinds) <= set(BREATH_KINDS):
            return [mark for mark in self.led_breaths if mark.kind in kinds]
        whole = (self.section.start_frame, self.section.end_frame)
        marks = sorted(self.of(*kinds), key=_start)
        if kinds == (MarkKind.ROUND,):  # a round of stretches spans whole sections
            inside = len(self.prescribed(MarkKind.ROUND))
            return [mark for mark in marks if inside and (mark.start_frame, mark.end_frame) != whole]
        return marks

    @cached_property
    def _by_kind(self) -> dict[MarkKind, list[Mark]]:
        marks: dict[MarkKind, list[Mark]] = {}
        for mark in self.marks:
            marks.setdefault(mark.kind, []).append(mark)
        return marks


@dataclass(frozen=True)
class Evidence:
    """A finished timeline and everything that it was made from.

    Attributes:
        routine: The stretches that were to be done.
        settings: The person's choices.
        phrases: The engine's own words.
        timeline: The session as it will be heard.
    """

    routine: Routine
    settings: Settings
    phrases: Phrasebook
    timeline: Timeline

    @cached_property
    def parts(self) -> list[Part]:
        """Each stretch with its section."""
        sections = [section for section in self.timeline.sections if section.kind is SectionKind.STRETCH]
        return [
            Part(stretch, section, tuple(deeds_of(stretch, self.routine.level, self.settings, self.phrases)))
            for stretch, section in zip(self.routine.stretches, sections, strict=True)
        ]

    @cached_property
    def opening_words(self) -> list[Cue]:
        """The cues that are spoken before the first stretch."""
        return [cue for cue in self.timeline.sections[0].cues if cue.text]

    def cues(self) -> Iterator[tuple[Section, Cue]]:
        """Yield each cue with its section, in order of start."""
        for section in self.timeline.sections:
            for cue in section.cues:
                yield section, cue

    def frames(self, seconds: Fraction | float) -> int:
        """Convert seconds to frames of the timeline."""
        return seconds_to_frames(seconds, self.timeline.sample_rate)

    def seconds(self, frames: int) -> float:
        """Convert frames of the timeline to seconds."""
        return frames / self.timeline.sample_rate

    def finding(  # noqa: PLR0913
        self, law: Law, section: Section, frame: int, problem: str, *, broken: bool = True, step: str = ""
    ) -> Finding:
        """Make a finding about a frame of the timeline."""
        return Finding(law, section.stretch, self.seconds(frame), problem, broken, step)


def _start(event: Cue | Mark) -> int:
    return event.start_frame
