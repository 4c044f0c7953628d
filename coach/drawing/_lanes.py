"""Read from a timeline what can be drawn: each section's voice, breath, doses, sides and chimes, in seconds.

The chart, the cover and the outline are drawn from these lanes. The description of a picture, for people who do not see
it, is made from them too.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi

from coach.timeline import Mark, MarkKind, Section, SectionKind, Timeline
from coach.units import clock

SECONDS_BELOW_S = 100
"""Lengths from this number of seconds on are told in minutes and seconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts.

    Attributes:
        start_s: Where it begins, in seconds from the start of its section.
        end_s: Where it ends.
        name: The name of a side or of a sound; empty for anything else.
    """

    start_s: float
    end_s: float
    name: str = ""

    @property
    def length_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of one section.

    Attributes:
        number: The section's index in the timeline. Behind an opening it counts the stretches from 1. Empty for the
            opening and the closing.
        title: The section's title.
        position: The stretch's position; empty for the opening and the closing.
        start_s: Where the section begins, in seconds from the start of the session.
        length_s: Its length in seconds.
        voice: When the voice speaks.
        chimes: When a chime sounds; named after its sound.
        holds: When a pose is held; named after the side, if any.
        sides: The sides, by name.
        inhales: The phases of breathing in.
        exhales: The phases of breathing out.
        holds_in: The phases of holding the breath with full lungs.
        holds_out: The phases of holding the breath with empty lungs.
        reps: The repetitions.
        sets: The number of repetitions in each set.
        works: The efforts.
        rests: The rests between efforts or sets.
        silences: The silences.
        rounds: The rounds that lie in no other round, each named such as “round 2 of 3”.
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
    holds_in: tuple[Span, ...] = ()
    holds_out: tuple[Span, ...] = ()
    reps: tuple[Span, ...] = ()
    sets: tuple[int, ...] = ()
    works: tuple[Span, ...] = ()
    rests: tuple[Span, ...] = ()
    silences: tuple[Span, ...] = ()
    rounds: tuple[Span, ...] = ()

    @property
    def breaths(self) -> tuple[Span, ...]:
        """All phases of the breath, each kind in order of start."""
        return (*self.inhales, *self.holds_in, *self.exhales, *self.holds_out)

    @property
    def heading(self) -> str:
        """The number and the title, such as “2. Cobra pose”."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def facts(self) -> str:
        """The position and the length, such as “prone · 2:00”."""
        return " · ".join(filter(None, (self.position, clock(self.length_s))))


def lanes(timeline: Timeline) -> Iterator[Lanes]:
    """Yield the lanes of every section of a session, in order."""
    for index, section in enumerate(timeline.sections):
        yield _lanes(section, index, timeline.sample_rate)


def breath_at(section: Lanes, time_s: float) -> float:
    """Return how full the lungs are, from 0 to 1.

    They fill with an inhale, empty with an exhale, and are empty before and after. Each phase is half a period of a
    cosine, because breath has no corners. While the breath is held after an inhale, they stay full.

    Args:
        section: The section's lanes.
        time_s: A time in seconds from the start of the section.
    """
    for phases, rising in ((section.inhales, True), (section.exhales, False)):
        phase = _span_at(phases, time_s)
        if phase is not None:
            share = (time_s - phase.start_s) / phase.length_s
            return (1 - cos(pi * (share if rising else 1 - share))) / 2
    return 1.0 if _span_at(section.holds_in, time_s) else 0.0


def _span_at(spans: Sequence[Span], time_s: float) -> Span | None:
    """Return the span of a lane that a time lies in."""
    index = bisect_right(spans, time_s, key=lambda span: span.start_s) - 1
    return spans[index] if index >= 0 and time_s < spans[index].end_s else None


def description_of(title: str, sections: Iterable[Lanes]) -> str:
    """Describe a session's picture in words, for people who do not see it."""
    rows = [(section.length_s, section.number, _section_description(section)) for section in sections]
    total_s, stretches = sum(length_s for length_s, _, _ in rows), stretches_in(number for _, number, _ in rows)
    return " ".join([f"{title}, {clock(total_s)}, {stretches}.", *(description for _, _, description in rows)])


def stretches_in(numbers: Iterable[str]) -> str:
    """Return how many of the sections have a number, in words, such as “9 stretches”."""
    count = sum(1 for number in numbers if number)
    return "1 stretch" if count == 1 else f"{count} stretches"


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
        holds_in=marks(MarkKind.HOLD_IN),
        holds_out=marks(MarkKind.HOLD_OUT),
        reps=marks(MarkKind.REP),
        sets=tuple(mark.total for mark in section.marks if mark.kind is MarkKind.REP and mark.n == 1),
        works=marks(MarkKind.WORK),
        rests=marks(MarkKind.REST),
        silences=marks(MarkKind.SILENCE),
        rounds=tuple(
            span(mark.start_frame, mark.end_frame, f"round {mark.n} of {mark.total}") for mark in _outer_rounds(section)
        ),
    )


def _outer_rounds(section: Section) -> Iterator[Mark]:
    """Yield the rounds that lie in no other round. A longer span comes before those inside it."""
    end_frame = section.start_frame
    for mark in section.marks:
        if mark.kind is MarkKind.ROUND and mark.total > 1 and mark.start_frame >= end_frame:
            end_frame = mark.end_frame
            yield mark


def _section_description(section: Lanes) -> str:
    doses = [_hold_description(hold) for hold in section.holds]
    breaths = len(section.inhales)
    if breaths:
        held = " with holds" if section.holds_in or section.holds_out else ""
        doses.append(f"1 breath{held}" if breaths == 1 else f"{breaths} breaths{held}")
    doses += _effort_descriptions(section)
    doses += [f"{name} side" for name in dict.fromkeys(side.name for side in section.sides)]
    doses += [f"sound {name}" for name in dict.fromkeys(chime.name for chime in section.chimes)]
    text = f"{section.heading}, {section.facts}, from {clock(section.start_s)}"
    return f"{text}: {', '.join(doses)}." if doses else f"{text}."


def _hold_description(hold: Span) -> str:
    text = f"hold {hold.length_s:.0f} s"
    return f"{text} on the {hold.name}" if hold.name else text


def _effort_descriptions(section: Lanes) -> Iterator[str]:
    """Yield the repetitions, efforts, rests, silences and rounds in words, equal ones together."""
    for total, sets in Counter(section.sets).items():
        repetitions = f"{total} repetitions" if total > 1 else "1 repetition"
        yield f"{sets} sets of {repetitions}" if sets > 1 else repetitions
    for spans, name in ((section.works, "work"), (section.rests, "rest"), (section.silences, "silence")):
        for length, times in Counter(_length(span) for span in spans).items():
            yield f"{times} times {length} of {name}" if times > 1 else f"{length} of {name}"
    if len(section.rounds) == 1:
        yield section.rounds[0].name
    elif section.rounds:
        yield f"{len(section.rounds)} rounds"


def _length(span: Span) -> str:
    return f"{span.length_s:.0f} s" if span.length_s < SECONDS_BELOW_S else clock(span.length_s)
