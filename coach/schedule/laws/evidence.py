"""Defines the evidence that the laws are checked on, and the findings that the checks give.

A check measures the finished timeline and relies on nothing that the scheduler believes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from coach.schedule.laws.law import Law
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Routine, Sound, Stretch
from coach.settings.values import Settings
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline
from coach.units import seconds_to_frames

BREATH_SOUNDS = {MarkKind.INHALE: Sound.INHALE, MarkKind.EXHALE: Sound.EXHALE}
"""The phases of a breath and the sounds that lead them."""

Event = TypeVar("Event", Cue, Mark)


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a law is broken, or that is worth knowing about.

    Attributes:
        law: The law that it is about.
        stretch: The stretch's name; empty in the opening and the closing.
        start_s: Where it is on the timeline, in seconds.
        problem: One sentence.
        broken: False where the law allows it and only asks to be told.
    """

    law: Law
    stretch: str
    start_s: float
    problem: str
    broken: bool = True


@dataclass(frozen=True, slots=True)
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

    def stretches(self) -> list[tuple[Stretch, Section]]:
        """Return each stretch with its section."""
        sections = [section for section in self.timeline.sections if section.kind is SectionKind.STRETCH]
        return list(zip(self.routine.stretches, sections, strict=True))

    def cues(self) -> Iterator[tuple[Section, Cue]]:
        """Yield each cue with its section, in order of start."""
        for section in self.timeline.sections:
            for cue in section.cues:
                yield section, cue

    def frames(self, seconds: Fraction | int) -> int:
        """Convert seconds to frames of the timeline."""
        return seconds_to_frames(seconds, self.timeline.sample_rate)

    def finding(self, law: Law, section: Section, frame: int, problem: str, *, broken: bool = True) -> Finding:
        """Make a finding about a frame of the timeline."""
        return Finding(law, section.stretch, frame / self.timeline.sample_rate, problem, broken)


def within(events: Iterable[Event], span: Mark) -> list[Event]:
    """Return the cues or marks that begin inside a span."""
    return [event for event in events if span.start_frame <= event.start_frame < span.end_frame]
