"""An interruption in, the place to go on from and the words that say where that is out.

Looks at one section of a timeline; plays nothing. The dose is never less than prescribed, because nobody ever goes on
later than where they were cut off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from coach.audio.format import SAMPLE_RATE
from coach.schedule.text import fill, sentences_of
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Pause, PauseName
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Section, SectionKind
from coach.units import frames_to_seconds, seconds_to_frames

LONG_S = 20.0
"""Who was away for so long has left the pose, and begins the hold anew; a shorter pause is a sneeze."""

VERY_LONG_S = 120.0
"""Who was away for so long has got up, and hears the instructions again."""

LEAST_LEFT_S = 5
"""Of a hold that is gone on with: less is over before one is back in it."""

SOUND_S = Fraction(1)
"""A chime that is cut before it was heard for so long is sounded again."""

AFTER_WORDS_S = Fraction(1)
"""From the words to where it goes on."""

_BREATHS = (MarkKind.INHALE, MarkKind.EXHALE)
_DOSES = (MarkKind.HOLD, *_BREATHS)


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """Where a session goes on, and what is said before.

    Attributes:
        frame: Of the session.
        sentences: To be spoken one after another.
        settle_s: Quiet between the words and the frame.
    """

    frame: int
    sentences: tuple[str, ...] = ()
    settle_s: Fraction = Fraction(0)


def resume_point_after(section: Section, frame: int, away_s: float, phrases: Phrasebook, pauses: Pauses) -> ResumePoint:
    """Where to go on after an interruption.

    After a short one: the hold with its remaining seconds, the beginning of the breath, or the sentence or sound that
    was cut. After more than 20 s: the whole hold, one breath or one sentence more; no hold that is done is touched
    again. After more than two minutes, if a dose is left: the second side, or the stretch, from its instructions.

    Args:
        section: The one that was cut off.
        frame: The first frame of it that was not heard.
        away_s: How long ago that was.
        phrases: Words.
        pauses: For the time that it takes to get back into a pose.

    Returns:
        A place in the section, at or before `frame`.
    """
    if away_s >= VERY_LONG_S and _something_is_left(section, frame):
        start = _instructions_start(section, frame)
        return ResumePoint(start, sentences_of(phrases.resumed) + _where(section, start, phrases), AFTER_WORDS_S)
    place = max(section.start_frame, _nearest_start(section, frame, back=away_s >= LONG_S))
    words = _where(section, place, phrases) + _what_is_left(section, place, phrases)
    hold = _mark_at(section.marks, place, MarkKind.HOLD)
    left_the_pose = away_s >= LONG_S and hold is not None
    settle_s = pauses.length_s(Pause(PauseName.SETTLE)) if left_the_pose else AFTER_WORDS_S
    return ResumePoint(place, words or sentences_of(phrases.resumed), max(settle_s, AFTER_WORDS_S))


def _nearest_start(section: Section, frame: int, *, back: bool) -> int:
    """The beginning of what was cut at a frame; with `back`, a little before."""
    hold = _mark_at(section.marks, frame, MarkKind.HOLD)
    if hold is not None:
        return hold.start_frame if back else max(hold.start_frame, _within_hold(section, hold, frame))
    breath_start = _breath_start(section, frame)
    if breath_start is not None:
        earlier = _breath_start(section, breath_start - 1) if back else None
        return breath_start if earlier is None else earlier
    start = _cut_start(section, frame)
    done = max((mark.end_frame for mark in section.marks if mark.kind in _DOSES and mark.end_frame <= start), default=0)
    spoken = (cue.start_frame for cue in section.cues if cue.text and done <= cue.start_frame < start)
    return max(spoken, default=max(done, section.start_frame)) if back else start


def _within_hold(section: Section, hold: Mark, frame: int) -> int:
    """With whole seconds left, and enough of them; a breath or a sentence from its beginning."""
    left_s = max(LEAST_LEFT_S, ceil(frames_to_seconds(hold.end_frame - frame, SAMPLE_RATE)))
    place = hold.end_frame - seconds_to_frames(left_s, SAMPLE_RATE)
    breath_start = _breath_start(section, place)
    return min(_cut_start(section, frame), place if breath_start is None else breath_start)


def _breath_start(section: Section, frame: int) -> int | None:
    """Where the breath begins that is being taken: its inhale, if that is known."""
    phase = _mark_at(section.marks, frame, *_BREATHS)
    if phase is None:
        return None
    inhale = None if phase.kind is MarkKind.INHALE else _mark_at(section.marks, phase.start_frame - 1, MarkKind.INHALE)
    return (inhale or phase).start_frame


def _cut_start(section: Section, frame: int) -> int:
    """Where the sentence or the sound begins that is being heard at a frame; the frame itself where there is none."""
    heard_long_enough = seconds_to_frames(SOUND_S, SAMPLE_RATE)
    starts = (
        cue.start_frame
        for cue in section.cues
        if cue.start_frame < frame < (cue.end_frame if cue.text else cue.start_frame + heard_long_enough)
    )
    return min(starts, default=frame)


def _something_is_left(section: Section, frame: int) -> bool:
    """Whether there is a reason to get back into the stretch: one whose doses are all done is not done again."""
    doses = [mark for mark in section.marks if mark.kind in _DOSES]
    return not doses or any(mark.end_frame > frame for mark in doses)


def _instructions_start(section: Section, frame: int) -> int:
    """The second side's own beginning; for all before it the stretch's, since the first side has words ahead of it."""
    side = _mark_at(section.marks, frame, MarkKind.SIDE)
    first = next((mark for mark in section.marks if mark.kind is MarkKind.SIDE), None)
    return side.start_frame if side is not None and side is not first else section.start_frame


def _where(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    """The stretch and the side; nothing in the opening and the closing, nor where the stretch is about to be named."""
    if section.kind is not SectionKind.STRETCH or frame == section.start_frame:
        return ()
    side = _mark_at(section.marks, frame, MarkKind.SIDE)
    words = fill(phrases.only, stretch=section.title)
    return sentences_of(words + fill(phrases.side, side=side.side) if side else words)


def _what_is_left(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    hold = _mark_at(section.marks, frame, MarkKind.HOLD)
    if hold is not None:
        left_s = round(frames_to_seconds(hold.end_frame - frame, SAMPLE_RATE))
        text = phrases.hold_seconds if frame == hold.start_frame else phrases.seconds_left
        return sentences_of(fill(text, n=str(left_s)))
    if _mark_at(section.marks, frame, *_BREATHS) is None:
        return ()
    breaths = _breaths_from(section, frame)
    return sentences_of(fill(phrases.breaths_left, n=str(breaths)) if breaths > 1 else phrases.last_cycle)


def _breaths_from(section: Section, frame: int) -> int:
    """Inhales of the same exercise, from a frame on: its phases lie end to end."""
    breaths, end = 0, frame
    for mark in section.marks:
        if mark.kind in _BREATHS and mark.start_frame == end:
            end = mark.end_frame
            breaths += mark.kind is MarkKind.INHALE
    return breaths


def _mark_at(marks: Iterable[Mark], frame: int, *kinds: MarkKind) -> Mark | None:
    return next((mark for mark in marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame), None)
