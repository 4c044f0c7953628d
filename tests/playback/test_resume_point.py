"""Checks where a session goes on after an interruption, on the timeline of the shipped routine.

Covers also: spans, whereabouts.
"""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.format import SAMPLE_RATE
from coach.playback.resume_point import LEAST_LEFT_S, LONG_S, VERY_LONG_S, resume_point_after
from coach.schedule import schedule
from coach.schedule.text import time_words
from coach.script.choices import choose
from coach.script.library import Library, as_routine
from coach.script.vocabulary import PauseName, Sound
from coach.settings.values import Pauses, Settings
from coach.timeline import Mark, MarkKind, Section, Timeline
from tests.fakes import FAKE_TONES, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()
BREATHS = (MarkKind.INHALE, MarkKind.EXHALE)


@cache
def timeline(name: str = "middle-back") -> Timeline:
    routine = choose(as_routine(LIBRARY.find(name)), {})
    return schedule(routine, Settings(), PHRASES, fake_clip, FAKE_TONES)


moments = st.integers(0, timeline().frames - 1)
absences = st.sampled_from([0.0, 5.0, LONG_S, 60.0, VERY_LONG_S, 3600.0])
short_absences = st.floats(0, LONG_S - 0.1)


def inside(section: Section, frame: int, *kinds: MarkKind) -> list[Mark]:
    return [mark for mark in section.marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame]


@given(moments, absences)
def test_it_never_goes_on_later_than_the_cut_or_in_another_stretch(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses())
    assert section.start_frame <= point.frame <= frame


@given(moments, absences)
def test_a_longer_absence_never_leads_less_far_back(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    sooner, later = (resume_point_after(section, frame, s, PHRASES, Pauses()).frame for s in (away_s, away_s + 60))
    assert later <= sooner


@given(moments, absences)
def test_it_never_goes_on_in_the_middle_of_a_sentence_or_a_breath(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses()).frame
    in_hold = inside(section, point, MarkKind.HOLD)
    cut_now = [cue for cue in section.cues if cue.text and cue.start_frame < frame < cue.end_frame]
    assert all(point <= cue.start_frame for cue in cut_now)
    if not in_hold:
        assert all(mark.start_frame == point for mark in inside(section, point, *BREATHS))


@given(moments, absences)
def test_it_goes_on_in_the_middle_of_a_breath_tone_only_for_a_sentence_inside_it(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses()).frame
    tones = [
        cue
        for cue in section.cues
        if cue.sound in (Sound.INHALE, Sound.EXHALE) and cue.start_frame < point < cue.end_frame
    ]
    assert not tones or any(cue.text and cue.start_frame == point for cue in section.cues)


@given(moments, short_absences)
def test_a_hold_goes_on_with_whole_seconds_or_from_a_breath_or_a_sentence(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses())
    for hold in inside(section, frame, MarkKind.HOLD):
        left_frames = hold.end_frame - point.frame
        begins = {mark.start_frame for mark in section.marks} | {cue.start_frame for cue in section.cues}
        assert point.frame in begins or left_frames % SAMPLE_RATE == 0
        assert left_frames >= min(LEAST_LEFT_S * SAMPLE_RATE, hold.end_frame - hold.start_frame)
        left_s = round(left_frames / SAMPLE_RATE)
        told = (str(left_s), time_words(left_s, PHRASES))
        assert any(words in sentence for sentence in point.sentences for words in told)


@given(moments, absences)
def test_something_is_always_said_and_time_is_given_to_follow(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses())
    assert point.sentences
    assert point.settle_s >= 1


TWIST = next(section for section in timeline().sections if section.stretch == "seated-spinal-twist")
HOLDS = [mark for mark in TWIST.marks if mark.kind is MarkKind.HOLD]


@pytest.mark.parametrize(
    ("away_s", "sentences", "back_to"),
    [
        (5, ("Seated spinal twist.", "Right side.", "12 seconds left."), None),
        (30, ("Seated spinal twist.", "Right side.", "Stay here for 25 seconds."), HOLDS[1].start_frame),
        (600, ("We go on.", "Seated spinal twist.", "Right side."), None),
    ],
)
def test_after_a_pause_it_says_the_stretch_the_side_and_what_is_left(
    away_s: float, sentences: tuple[str, ...], back_to: int | None
) -> None:
    frame = HOLDS[1].end_frame - 12 * SAMPLE_RATE
    breathless = replace(TWIST, cues=(), marks=tuple(mark for mark in TWIST.marks if mark.kind not in BREATHS))
    point = resume_point_after(breathless, frame, away_s, PHRASES, Pauses())
    assert point.sentences == sentences
    assert back_to in (None, point.frame)


@given(moments, absences)
def test_it_never_goes_back_into_a_dose_that_is_done(frame: int, away_s: float) -> None:
    section = timeline().section_at(frame)
    point = resume_point_after(section, frame, away_s, PHRASES, Pauses())
    doses = [mark for mark in section.marks if mark.kind in (MarkKind.HOLD, *BREATHS)]
    if all(mark.end_frame <= frame for mark in doses):
        assert all(mark.end_frame <= point.frame for mark in doses)
    for hold in inside(section, point.frame, MarkKind.HOLD):
        assert hold.start_frame <= frame < hold.end_frame or away_s >= VERY_LONG_S
    assert not any(sentence.startswith("1 second") for sentence in point.sentences)


def test_in_the_opening_and_the_closing_it_only_says_that_it_goes_on() -> None:
    for section in (timeline().sections[0], timeline().sections[-1]):
        point = resume_point_after(section, section.start_frame + SAMPLE_RATE, 5, PHRASES, Pauses())
        assert point.sentences == ("We go on.",)


def test_it_counts_the_breaths_that_are_left_and_calls_the_last_one_more() -> None:
    cat_cow = timeline().sections[1]
    inhales = [mark for mark in cat_cow.marks if mark.kind is MarkKind.INHALE]
    for left in (1, 2, len(inhales)):
        point = resume_point_after(cat_cow, inhales[-left].start_frame + 100, 5, PHRASES, Pauses())
        assert point.frame == inhales[-left].start_frame
        assert point.sentences[-1] == (f"{left} breaths left." if left > 1 else "One more.")


def test_after_more_than_twenty_seconds_the_breath_before_is_repeated() -> None:
    cat_cow = timeline().sections[1]
    inhales = [mark for mark in cat_cow.marks if mark.kind is MarkKind.INHALE]
    point = resume_point_after(cat_cow, inhales[3].start_frame + 100, LONG_S, PHRASES, Pauses())
    assert point.frame == inhales[2].start_frame


def test_after_a_long_absence_the_quiet_is_the_chosen_pause_to_settle() -> None:
    pauses = Pauses(set_s=((PauseName.SETTLE, Fraction(9)),))
    assert resume_point_after(TWIST, HOLDS[0].start_frame + 5, LONG_S, PHRASES, pauses).settle_s == 9
    assert resume_point_after(TWIST, HOLDS[0].start_frame + 5, 1, PHRASES, pauses).settle_s == 1
