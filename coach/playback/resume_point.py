"""Finds where a session goes on after an interruption, and the words that say where that is.

Looks at one section of a timeline and plays nothing. Nobody goes on later than where they were cut off, so the dose is
never less than prescribed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from coach.audio.format import SAMPLE_RATE
from coach.schedule.text import fill, sentences_of, time_words
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Pause, PauseName
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Section, SectionKind
from coach.units import frames_to_seconds, seconds_to_frames

LONG_S = 20.0
"""Seconds after which a person has left the pose, so that the hold begins anew; a shorter pause is a sneeze."""

VERY_LONG_S = 120.0
"""Seconds after which a person has got up, so that they hear the instructions again."""

LEAST_LEFT_S = 5
"""The fewest seconds with which a hold goes on: fewer are over before the person is back in it."""

SOUND_S = Fraction(1)
"""How much of a chime must be heard, in seconds; one that is cut earlier is sounded again."""

AFTER_WORDS_S = Fraction(1)
"""The shortest quiet between the words and the session, in seconds."""

_BREATHS = (MarkKind.INHALE, MarkKind.EXHALE)
_DOSES = (MarkKind.HOLD, *_BREATHS)


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

    After a short one it is the hold with its remaining seconds, or the beginning of the breath, sentence or sound that
    was cut. After more than 20 s it is the beginning of the hold, or one breath or sentence earlier; a hold that is
    done is not repeated. After more than two minutes, if a dose is left, it is the second side or the whole stretch,
    from its instructions.

    Args:
        section: The section that was cut.
        frame: The first frame of it that was not heard, as a frame of the session.
        away_s: How long ago that was, in seconds.
        phrases: The engine's own words.
        pauses: The time it takes to get back into a pose.

    Returns:
        A point in the section, at or before `frame`.
    """
    if away_s >= VERY_LONG_S and _is_dose_left(section, frame):
        start = _instructions_start(section, frame)
        return ResumePoint(start, sentences_of(phrases.resumed) + _where(section, start, phrases), AFTER_WORDS_S)
    start = max(section.start_frame, _nearest_start(section, frame, earlier=away_s >= LONG_S))
    words = _where(section, start, phrases) + _what_is_left(section, start, phrases)
    left_the_pose = away_s >= LONG_S and _mark_at(section.marks, start, MarkKind.HOLD) is not None
    settle_s = pauses.length_s(Pause(PauseName.SETTLE)) if left_the_pose else AFTER_WORDS_S
    return ResumePoint(start, words or sentences_of(phrases.resumed), max(settle_s, AFTER_WORDS_S))


def _nearest_start(section: Section, frame: int, *, earlier: bool) -> int:
    """Return where to go on with what was cut at a frame.

    That is within the hold, or at the beginning of the breath or sentence. With `earlier` it is the beginning of the
    hold, or of the breath or sentence before.
    """
    hold = _mark_at(section.marks, frame, MarkKind.HOLD)
    if hold is not None:
        return hold.start_frame if earlier else max(hold.start_frame, _within_hold(section, hold, frame))
    breath_start = _breath_start(section, frame)
    if breath_start is not None:
        breath_before = _breath_start(section, breath_start - 1) if earlier else None
        return breath_start if breath_before is None else breath_before
    start = _cut_start(section, frame)
    return _sentence_before(section, start) if earlier else start


def _sentence_before(section: Section, frame: int) -> int:
    """Return where the last sentence before a frame begins, but not before the end of a dose that is done."""
    done = max((mark.end_frame for mark in section.marks if mark.kind in _DOSES and mark.end_frame <= frame), default=0)
    starts = (cue.start_frame for cue in section.cues if cue.text and done <= cue.start_frame < frame)
    return max(starts, default=max(done, section.start_frame))


def _within_hold(section: Section, hold: Mark, frame: int) -> int:
    """Return where a hold goes on with whole seconds left, and enough of them; or from a breath or a sentence."""
    left_s = max(LEAST_LEFT_S, ceil(frames_to_seconds(hold.end_frame - frame, SAMPLE_RATE)))
    start = hold.end_frame - seconds_to_frames(left_s, SAMPLE_RATE)
    breath_start = _breath_start(section, start)
    return min(_cut_start(section, frame), start if breath_start is None else breath_start)


def _breath_start(section: Section, frame: int) -> int | None:
    """Return where the breath at a frame begins: at its inhale where that is known; None between breaths."""
    phase = _mark_at(section.marks, frame, *_BREATHS)
    if phase is None:
        return None
    inhale = None if phase.kind is MarkKind.INHALE else _mark_at(section.marks, phase.start_frame - 1, MarkKind.INHALE)
    return (inhale or phase).start_frame


def _cut_start(section: Section, frame: int) -> int:
    """Return where the sentence or sound at a frame begins; the frame itself where there is none."""
    heard_long_enough = seconds_to_frames(SOUND_S, SAMPLE_RATE)
    starts = (
        cue.start_frame
        for cue in section.cues
        if cue.start_frame < frame < (cue.end_frame if cue.text else cue.start_frame + heard_long_enough)
    )
    return min(starts, default=frame)


def _is_dose_left(section: Section, frame: int) -> bool:
    """Tell whether there is a reason to get back into the stretch: it has no doses, or one of them is not done."""
    doses = [mark for mark in section.marks if mark.kind in _DOSES]
    return not doses or any(mark.end_frame > frame for mark in doses)


def _instructions_start(section: Section, frame: int) -> int:
    """Return where the second side begins, or for a frame before it the stretch: words come before the first side."""
    side = _mark_at(section.marks, frame, MarkKind.SIDE)
    first_side = next((mark for mark in section.marks if mark.kind is MarkKind.SIDE), None)
    return side.start_frame if side is not None and side is not first_side else section.start_frame


def _where(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    """Name the stretch and the side; say nothing in the opening, the closing, or where the stretch names itself."""
    if section.kind is not SectionKind.STRETCH or frame == section.start_frame:
        return ()
    side = _mark_at(section.marks, frame, MarkKind.SIDE)
    words = fill(phrases.only, stretch=section.title)
    return sentences_of(words + fill(phrases.side, side=side.side) if side else words)


def _what_is_left(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    """Say how many seconds of the hold or how many breaths are left; nothing outside of both."""
    hold = _mark_at(section.marks, frame, MarkKind.HOLD)
    if hold is not None:
        left_s = round(frames_to_seconds(hold.end_frame - frame, SAMPLE_RATE))
        text = phrases.hold_seconds[0] if frame == hold.start_frame else phrases.seconds_left[0]
        return sentences_of(fill(text, n=str(left_s), time=time_words(left_s, phrases)))
    if _mark_at(section.marks, frame, *_BREATHS) is None:
        return ()
    breaths = _breaths_from(section, frame)
    return sentences_of(fill(phrases.breaths_left, n=str(breaths)) if breaths > 1 else phrases.last_cycle)


def _breaths_from(section: Section, frame: int) -> int:
    """Count the inhales from a frame to the end of the exercise, whose phases lie end to end."""
    breaths, end = 0, frame
    for mark in section.marks:
        if mark.kind in _BREATHS and mark.start_frame == end:
            end = mark.end_frame
            if mark.kind is MarkKind.INHALE:
                breaths += 1
    return breaths


def _mark_at(marks: Iterable[Mark], frame: int, *kinds: MarkKind) -> Mark | None:
    """Return the first mark of these kinds that spans a frame."""
    return next((mark for mark in marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame), None)
