"""Finds where a session goes on after an interruption, and the words that say where that is.

Looks at one section of a timeline and plays nothing. Nobody goes on later than where they were cut off, so the dose is
never less than prescribed.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from coach.audio.format import SAMPLE_RATE
from coach.playback._spans import (
    COUNT_IN_S,
    DOSES,
    breath_start,
    count_in_start,
    cut_start,
    later_round_at,
    mark_at,
    sentence_before,
    set_start,
)
from coach.playback._whereabouts import what_is_left, where
from coach.schedule.text import sentences_of
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Pause
from coach.script.vocabulary import PauseName
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Section
from coach.units import frames_to_seconds, seconds_to_frames

LONG_S = 20.0
"""Seconds after which a person has left the pose, so that the hold begins anew; a shorter pause is a sneeze."""

VERY_LONG_S = 120.0
"""Seconds after which a person has got up, so that they hear the instructions again."""

LEAST_LEFT_S = 5
"""The fewest seconds with which a hold or an effort goes on: fewer are over before the person is back in it."""

AFTER_WORDS_S = Fraction(1)
"""The shortest quiet between the words and the session, in seconds."""

_EXACT = (MarkKind.SILENCE, MarkKind.REP, MarkKind.WORK, MarkKind.REST)
"""The spans that have rules of their own, even after a very long interruption."""

_POSES = (MarkKind.HOLD, MarkKind.SILENCE, MarkKind.REP, MarkKind.WORK)
"""The spans that a person has to get back into after a long interruption."""


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """The frame where a session goes on, and the words before it.

    Attributes:
        frame: Frame of the session.
        sentences: Sentences to speak before, in order.
        settle_s: Quiet between the words and the session, in seconds.
    """

    frame: int
    sentences: tuple[str, ...] = ()
    settle_s: Fraction = Fraction(0)


def resume_point_after(section: Section, frame: int, away_s: float, phrases: Phrasebook, pauses: Pauses) -> ResumePoint:
    """Find where to go on after an interruption.

    After a short one it is the hold or the effort with its remaining seconds, or the beginning of the repetition,
    breath, sentence or sound that was cut. After more than 20 s it is the beginning of the hold, the count-in of the
    effort, the repetition, or one breath or sentence earlier; a hold that is done is not repeated. After more than two
    minutes, if a dose is left, it is the set of repetitions from its start, the rest from its beginning, or the round,
    the second side or the whole stretch from its instructions. A silence always goes on where it was cut.

    Args:
        section: The section that was cut.
        frame: The first frame of it that was not heard, as a frame of the session.
        away_s: How long ago that was, in seconds.
        phrases: The engine's own words.
        pauses: The time it takes to get back into a pose.

    Returns:
        A point in the section, at or before `frame`.
    """
    span = next((mark for kind in _EXACT if (mark := mark_at(section.marks, frame, kind))), None)
    if away_s >= VERY_LONG_S and span is None and _is_dose_left(section, frame):
        start = _instructions_start(section, frame)
        return ResumePoint(start, sentences_of(phrases.resumed) + where(section, start, phrases), AFTER_WORDS_S)
    found = (
        _nearest_start(section, frame, earlier=away_s >= LONG_S)
        if span is None
        else _exact(section, span, frame, away_s)
    )
    start = max(section.start_frame, found)
    words = where(section, start, phrases) + what_is_left(section, start, phrases)
    if not words or (away_s >= VERY_LONG_S and span is not None):
        words = sentences_of(phrases.resumed) + words
    left_the_pose = away_s >= LONG_S and mark_at(section.marks, frame if span else start, *_POSES) is not None
    settle_s = pauses.length_s(Pause(PauseName.SETTLE)) if left_the_pose else AFTER_WORDS_S
    return ResumePoint(start, words, max(settle_s, AFTER_WORDS_S))


def _exact(section: Section, span: Mark, frame: int, away_s: float) -> int:
    """Return where to go on in a silence, a repetition, an effort or a rest."""
    match span.kind:
        case MarkKind.SILENCE:
            return frame
        case MarkKind.REP:
            return set_start(section, span) if away_s >= VERY_LONG_S else span.start_frame
        case MarkKind.WORK:
            counted_in = count_in_start(section, span)
            return counted_in if away_s >= LONG_S else max(span.start_frame, _within(section, span, frame))
        case _:
            return span.start_frame if away_s >= VERY_LONG_S else _within_rest(section, span, frame)


def _within_rest(section: Section, rest: Mark, frame: int) -> int:
    """Return where a rest was cut; in the count-in of an effort, where the count begins."""
    start = cut_start(section, frame)
    counted_from = rest.end_frame - seconds_to_frames(COUNT_IN_S, SAMPLE_RATE)
    if frame > counted_from and mark_at(section.marks, rest.end_frame, MarkKind.WORK):
        start = min(start, counted_from)
    return max(rest.start_frame, start)


def _nearest_start(section: Section, frame: int, *, earlier: bool) -> int:
    """Return where to go on with what was cut at a frame.

    That is within the hold, or at the beginning of the breath or sentence. With `earlier` it is the beginning of the
    hold, or of the breath or sentence before.
    """
    hold = mark_at(section.marks, frame, MarkKind.HOLD)
    if hold is not None:
        return hold.start_frame if earlier else max(hold.start_frame, _within(section, hold, frame))
    start = breath_start(section, frame)
    if start is not None:
        before = breath_start(section, start - 1) if earlier and not _begins_flow(section, start) else None
        return start if before is None else before
    start = cut_start(section, frame)
    return sentence_before(section, start) if earlier else start


def _within(section: Section, span: Mark, frame: int) -> int:
    """Return where a hold or an effort goes on with whole seconds left, and enough of them.

    A breath or a sentence that this would cut is not cut.
    """
    left_s = max(LEAST_LEFT_S, ceil(frames_to_seconds(span.end_frame - frame, SAMPLE_RATE)))
    start = span.end_frame - seconds_to_frames(left_s, SAMPLE_RATE)
    breath = breath_start(section, start)
    return min(cut_start(section, frame), start if breath is None else breath)


def _begins_flow(section: Section, frame: int) -> bool:
    return any(mark.kind is MarkKind.FLOW and mark.start_frame == frame for mark in section.marks)


def _is_dose_left(section: Section, frame: int) -> bool:
    """Tell whether there is a reason to get back into the stretch: it has no doses, or one of them is not done."""
    doses = [mark for mark in section.marks if mark.kind in DOSES]
    return not doses or any(mark.end_frame > frame for mark in doses)


def _instructions_start(section: Section, frame: int) -> int:
    """Return where the round, its second side or the stretch begins: words come before the first round and side."""
    later_round = later_round_at(section, frame)
    start = later_round.start_frame if later_round else section.start_frame
    side = mark_at(section.marks, frame, MarkKind.SIDE)
    sides = (mark for mark in section.marks if mark.kind is MarkKind.SIDE and mark.start_frame >= start)
    return (
        side.start_frame if side is not None and side.start_frame > start and side is not next(sides, None) else start
    )
