"""Timeline in, what is drawn of it out: each section's voice, breath, holds, sides and chimes, in seconds.

Both pictures of a session, in shapes and in characters, are drawn from this, and its text alternative is made of it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, pi

from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import clock


@dataclass(frozen=True, slots=True)
class Span:
    """Something with a length, in seconds from the start of its section; `name` is a side or a sound."""

    start_s: float
    end_s: float
    name: str = ""

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Lanes:
    """One section.

    Attributes:
        number: Counts stretches from 1; empty for the opening and the closing, which have no position either.
        start_s: In the session.
        chimes: Each with the name of its sound.
    """

    number: str
    title: str
    position: str
    start_s: float
    length_s: float
    voice: tuple[Span, ...]
    chimes: tuple[Span, ...]
    holds: tuple[Span, ...]
    sides: tuple[Span, ...]
    inhales: tuple[Span, ...]
    exhales: tuple[Span, ...]

    @property
    def heading(self) -> str:
        """Such as “2. Cobra pose”."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def facts(self) -> str:
        """Such as “prone · 2:00”."""
        return " · ".join(filter(None, (self.position, clock(self.length_s))))


def lanes(timeline: Timeline) -> Iterator[Lanes]:
    """Every section of a session, in order."""
    for index, section in enumerate(timeline.sections):
        yield _lanes(section, index, timeline.sample_rate)


def breath_at(section: Lanes, time_s: float) -> float:
    """How full the lungs are, from 0 to 1: up with an inhale, down with an exhale, empty before and after.

    A raised cosine: nobody breathes in corners.
    """
    for phases, rising in ((section.inhales, True), (section.exhales, False)):
        index = bisect_right(phases, time_s, key=lambda span: span.start_s) - 1
        if index >= 0 and time_s < phases[index].end_s:
            share = (time_s - phases[index].start_s) / phases[index].length_s
            return (1 - cos(pi * (share if rising else 1 - share))) / 2
    return 0.0


def described(title: str, sections: Iterable[Lanes]) -> str:
    """The picture in words, for those who do not see it."""
    sections = list(sections)
    total_s = sum(section.length_s for section in sections)
    return " ".join([f"{title}, {clock(total_s)}.", *map(_described, sections)])


def _lanes(section: Section, index: int, sample_rate: int) -> Lanes:
    def span(start_frame: int, end_frame: int, name: str = "") -> Span:
        start, end = start_frame - section.start_frame, end_frame - section.start_frame
        return Span(start / sample_rate, end / sample_rate, name)

    def marks(kind: MarkKind) -> tuple[Span, ...]:
        found = (mark for mark in section.marks if mark.kind is kind)
        return tuple(span(mark.start_frame, mark.end_frame, mark.side) for mark in found)

    return Lanes(
        number=str(index) if section.kind is SectionKind.STRETCH else "",
        title=section.title,
        position=section.position.value if section.position else "",
        start_s=section.start_frame / sample_rate,
        length_s=(section.end_frame - section.start_frame) / sample_rate,
        voice=tuple(span(cue.start_frame, cue.end_frame) for cue in section.cues if cue.text),
        chimes=tuple(span(cue.start_frame, cue.end_frame, cue.sound) for cue in section.cues if cue.sound),
        holds=marks(MarkKind.HOLD),
        sides=marks(MarkKind.SIDE),
        inhales=marks(MarkKind.INHALE),
        exhales=marks(MarkKind.EXHALE),
    )


def _described(section: Lanes) -> str:
    doses = [f"hold {span.length_s:.0f} s{span.name and f' on the {span.name}'}" for span in section.holds]
    breaths = len(section.inhales)
    if breaths:
        doses.append("1 breath" if breaths == 1 else f"{breaths} breaths")
    what = f": {', '.join(doses)}" if doses else ""
    return f"{section.heading}, {section.facts}, from {clock(section.start_s)}{what}."
