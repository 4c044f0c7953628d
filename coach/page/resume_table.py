"""Tabulates where a session goes on after an interruption at any frame, as the player decides it.

Takes a timeline and returns rows that hold from their frame up to the next row's. Speaks and plays nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import inf

from coach.audio.format import SAMPLE_RATE
from coach.playback.resume_point import LONG_S, VERY_LONG_S, ResumePoint, resume_point_after
from coach.script.phrasebook import Phrasebook
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Section, Timeline
from coach.units import seconds_to_frames

LIMITS_S = (LONG_S, VERY_LONG_S)
"""Seconds of absence from which the second and the third table count."""

_TIMED = {
    MarkKind.HOLD: (LONG_S, 0),
    MarkKind.WORK: (LONG_S, 0),
    MarkKind.REST: (VERY_LONG_S, SAMPLE_RATE // 2),
    MarkKind.SILENCE: (inf, SAMPLE_RATE // 2),
}
"""The spans whose remaining seconds decide where to go on, or are told. They do so below an absence in seconds, and
change so many frames before a whole second: where it is rounded up, or to the nearest one."""

_AROUND_S = (-3, 1)
"""Seconds from a beginning or an end at which the player may decide otherwise: before it a count-in begins, and after
it so much of a sound was heard."""


@dataclass(frozen=True, slots=True)
class ResumeRow:
    """The answer for all cuts from a frame up to the next row's.

    Attributes:
        from_frame: The first frame that was not heard, for which the row holds.
        place_frame: Where the session goes on; None stands for the frame of the cut itself.
        sentences: Sentences to speak before.
        settle_frames: Quiet between the words and the session.
    """

    from_frame: int
    place_frame: int | None
    sentences: tuple[str, ...]
    settle_frames: int


def resume_tables(timeline: Timeline, phrases: Phrasebook, pauses: Pauses) -> tuple[tuple[ResumeRow, ...], ...]:
    """Return the tables for a short, a long and a very long absence; see `resume_table`."""
    return tuple(tuple(resume_table(timeline, away_s, phrases, pauses)) for away_s in (0.0, *LIMITS_S))


def resume_table(timeline: Timeline, away_s: float, phrases: Phrasebook, pauses: Pauses) -> Iterator[ResumeRow]:
    """Yield the rows for one length of absence, the first from frame 0 on.

    For every frame of the session the row that holds there says what `resume_point_after` says.

    Args:
        timeline: The session.
        away_s: Length of the absence, in seconds.
        phrases: The words between times.
        pauses: The time it takes to get back into a pose.
    """
    row: _OpenRow | None = None
    for section in timeline.sections:
        point_at = partial(_point_at, section, away_s, phrases, pauses)
        for frame, point in _points(section, _candidates(section, away_s), point_at):
            longer = row.with_point(frame, point) if row else None
            if row and not longer:
                yield row.closed()
            row = longer or _OpenRow(frame, point, _places(frame, point))
    if row:
        yield row.closed()


@dataclass(frozen=True, slots=True)
class _OpenRow:
    """A row whose end is not known yet.

    Attributes:
        from_frame: Its first frame.
        point: The point there.
        places: The places that may be meant: one frame, or the frame of the cut (None). Its first frame may be both.
    """

    from_frame: int
    point: ResumePoint
    places: frozenset[int | None]

    def with_point(self, frame: int, point: ResumePoint) -> "_OpenRow | None":
        """Return the row that holds at one more frame; None if none can."""
        places = self.places & _places(frame, point)
        return _OpenRow(self.from_frame, self.point, places) if places and _same_words(self.point, point) else None

    def closed(self) -> ResumeRow:
        place = None if None in self.places else self.point.frame
        settle_frames = seconds_to_frames(self.point.settle_s, SAMPLE_RATE)
        return ResumeRow(self.from_frame, place, self.point.sentences, settle_frames)


def _point_at(section: Section, away_s: float, phrases: Phrasebook, pauses: Pauses, frame: int) -> ResumePoint:
    return resume_point_after(section, frame, away_s, phrases, pauses)


def _places(frame: int, point: ResumePoint) -> frozenset[int | None]:
    return frozenset((point.frame, None) if point.frame == frame else (point.frame,))


def _same_words(one: ResumePoint, other: ResumePoint) -> bool:
    return (one.sentences, one.settle_s) == (other.sentences, other.settle_s)


def _points(
    section: Section, candidates: Iterable[int], point_at: Callable[[int], ResumePoint]
) -> Iterator[tuple[int, ResumePoint]]:
    """Yield the points at both ends of every run of frames that are alike, in order."""
    candidates = sorted(frame for frame in candidates if section.start_frame <= frame < section.end_frame)
    for first, after in pairwise((*candidates, section.end_frame)):
        yield from _alike(first, after - 1, point_at)


def _alike(first: int, last: int, point_at: Callable[[int], ResumePoint]) -> Iterator[tuple[int, ResumePoint]]:
    """Yield the points at the ends of a run; where they differ, halve the run until each part is alike."""
    ends = [(frame, point_at(frame)) for frame in ((first, last) if first < last else (first,))]
    (_, one), (_, other) = ends[0], ends[-1]
    both = _places(first, one) & _places(last, other)
    if first == last or (both and _same_words(one, other)):
        yield from ends
        return
    middle = (first + last) // 2
    yield from _alike(first, middle, point_at)
    yield from _alike(middle + 1, last, point_at)


def _candidates(section: Section, away_s: float) -> set[int]:
    """Return the frames at which the answer may change."""
    edges = {section.start_frame}
    edges.update(frame for mark in section.marks for frame in (mark.start_frame, mark.end_frame))
    edges.update(frame for cue in section.cues for frame in (cue.start_frame, cue.end_frame))
    edges |= {edge + seconds * SAMPLE_RATE for edge in edges for seconds in _AROUND_S}
    for mark in section.marks:
        below_s, before_frames = _TIMED.get(mark.kind, (0.0, 0))
        if away_s < below_s:
            edges |= _seconds(mark, before_frames)
    return edges | {edge + 1 for edge in edges}


def _seconds(mark: Mark, before_frames: int) -> set[int]:
    return set(range(mark.end_frame - before_frames, mark.start_frame, -SAMPLE_RATE))
