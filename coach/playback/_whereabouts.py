"""Says where in a stretch playing goes on, and how much of the dose is left there, in what the author counts.

Returns sentences of the phrasebook and decides nothing.
"""

from coach.audio.format import SAMPLE_RATE
from coach.playback._spans import BREATHS, breaths_from, counted_at, mark_at, round_at
from coach.schedule.text import fill, sentences_of, time_words
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Text
from coach.timeline import Mark, MarkKind, Section, SectionKind
from coach.units import frames_to_seconds

FEWEST_SECONDS_TOLD = 2
"""The fewest seconds of a rest or a silence that are told: fewer are over before they are understood."""

MINUTES_TOLD_FROM_S = 120
"""The seconds of a silence from which it is told in the nearest whole minutes: nobody uses a number such as 437."""


def where(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    """Name the stretch, the side and the round; in the opening and the closing, say nothing.

    Where the stretch names itself, say nothing either.
    """
    if section.kind is not SectionKind.STRETCH or frame == section.start_frame:
        return ()
    words = fill(phrases.only, stretch=section.title)
    side = mark_at(section.marks, frame, MarkKind.SIDE)
    if side:
        words += fill(phrases.side, side=side.side)
    round_here = round_at(section, counted_at(section, frame))
    if round_here:
        words += fill(phrases.round, n=str(round_here.n), total=str(round_here.total))
    return sentences_of(words)


def what_is_left(section: Section, frame: int, phrases: Phrasebook) -> tuple[str, ...]:
    """Say how many seconds, repetitions or breaths are left; say nothing where nothing is counted."""
    frame = counted_at(section, frame)
    timed = mark_at(section.marks, frame, MarkKind.SILENCE, MarkKind.HOLD, MarkKind.WORK, MarkKind.REST)
    if timed is not None:
        return sentences_of(_seconds_left(timed, frame, phrases))
    rep = mark_at(section.marks, frame, MarkKind.REP)
    if rep is not None:
        left = rep.total - rep.n + 1
        return sentences_of(fill(phrases.reps_left, n=str(left)) if left > 1 else phrases.last_rep)
    if mark_at(section.marks, frame, MarkKind.FLOW) or not mark_at(section.marks, frame, *BREATHS):
        return ()
    breaths = breaths_from(section, frame)
    return sentences_of(fill(phrases.breaths_left, n=str(breaths)) if breaths > 1 else phrases.last_cycle)


def _seconds_left(span: Mark, frame: int, phrases: Phrasebook) -> Text:
    left_s = round(frames_to_seconds(span.end_frame - frame, SAMPLE_RATE))
    if span.kind is MarkKind.SILENCE:
        return _silence(left_s, phrases)
    is_announced = span.kind is MarkKind.HOLD and frame == span.start_frame
    text = phrases.hold_seconds[0] if is_announced else phrases.seconds_left[0]
    left = fill(text, n=str(left_s), time=time_words(left_s, phrases))
    if span.kind is MarkKind.REST:
        return phrases.rest + (left if left_s >= FEWEST_SECONDS_TOLD else ())
    return left


def _silence(left_s: int, phrases: Phrasebook) -> Text:
    minutes, seconds = divmod(left_s, 60)
    if left_s >= MINUTES_TOLD_FROM_S:
        minutes, seconds = round(left_s / 60), 0
    if seconds or not minutes:
        return fill(phrases.silence_seconds, n=str(left_s)) if left_s >= FEWEST_SECONDS_TOLD else ()
    return phrases.silence_minute if minutes == 1 else fill(phrases.silence_minutes, n=str(minutes))
