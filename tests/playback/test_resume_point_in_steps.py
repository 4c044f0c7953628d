"""Checks where a session goes on in the steps that count something, on a timeline built by hand and scheduled ones."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.format import SAMPLE_RATE
from coach.playback.resume_point import LEAST_LEFT_S, LONG_S, VERY_LONG_S, ResumePoint, resume_point_after
from coach.schedule import schedule
from coach.script.choices import choose
from coach.script.library import Library, as_routine
from coach.script.vocabulary import PauseName, Sound
from coach.settings.values import Pauses, Settings
from coach.timeline import Mark, MarkKind, Section, Timeline
from tests.built import built_timeline
from tests.fakes import FAKE_SOUNDS, FAKE_TONES, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()
TIMELINE = built_timeline()
LEG_RAISE, BOX, INTERVALS, SCAN, SALUTATION = TIMELINE.sections[1:-1]
SETTLE_S = Fraction(9)
SHORT_S = 5.0
BREATHS = (MarkKind.INHALE, MarkKind.HOLD_IN, MarkKind.EXHALE, MarkKind.HOLD_OUT)

INTERVALS_AND_FLOW = """\
stretch: Intervals and flow
position: standing
steps:
  - repeat: 3
    call: "Round {n} of {total}."
    steps:
      - repeat: 2
        rest: 20 s
        steps:
          - work: 40 s
            say: Squats.
      - rest: 10 s
      - sides:
          - flow:
              - exhale: Fold forward.
              - inhale: Step your {side} foot back.
              - breath: Plank, and down.
          - reps: 4
            phases:
              - {say: Up., for: 1.5 s}
              - {say: Down., for: 2.25 s}
  - silence: 30 s
"""


@cache
def timelines() -> tuple[Timeline, ...]:
    """Schedule what comes with coach and has such steps, and a script of nested ones."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_text(INTERVALS_AND_FLOW, encoding="utf-8")
        scripts = [LIBRARY.read(path), *map(LIBRARY.find, ("back-strength", "body-scan", "breathing-break"))]
    scheduled = (
        schedule(choose(as_routine(script), {}), Settings(), PHRASES, fake_clip, sounds)
        for script in scripts
        for sounds in (FAKE_SOUNDS, FAKE_TONES)
    )
    return (TIMELINE, *scheduled)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Section, int]:
    """Draw a frame of a timeline, and the section that it lies in."""
    timeline = draw(st.sampled_from(timelines()))
    frame = draw(st.integers(0, timeline.frames - 1))
    return timeline.section_at(frame), frame


absences = st.sampled_from([0.0, SHORT_S, LONG_S, 60.0, VERY_LONG_S, 3600.0])


def pauses() -> Pauses:
    return Pauses(set_s=((PauseName.SETTLE, SETTLE_S),))


def after(section: Section, frame: int, away_s: float) -> ResumePoint:
    return resume_point_after(section, frame, away_s, PHRASES, pauses())


def spans(section: Section, kind: MarkKind) -> list[Mark]:
    return [mark for mark in section.marks if mark.kind is kind]


def inside(section: Section, frame: int, *kinds: MarkKind) -> list[Mark]:
    return [mark for mark in section.marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame]


@given(moments(), absences)
def test_nobody_goes_on_later_than_they_were_cut_off_nor_in_another_stretch(
    moment: tuple[Section, int], away_s: float
) -> None:
    section, frame = moment
    point = after(section, frame, away_s)
    assert section.start_frame <= point.frame <= frame
    assert point.sentences
    assert point.settle_s >= 1


@given(moments(), absences)
def test_a_longer_absence_never_leads_less_far_back(moment: tuple[Section, int], away_s: float) -> None:
    section, frame = moment
    assert after(section, frame, away_s + 60).frame <= after(section, frame, away_s).frame


@given(moments(), absences)
def test_repetitions_and_breaths_are_always_done_from_their_first_frame(
    moment: tuple[Section, int], away_s: float
) -> None:
    section, frame = moment
    point = after(section, frame, away_s).frame
    begun = inside(section, point, MarkKind.REP, *BREATHS)
    assert all(mark.start_frame == point and mark.kind not in (MarkKind.HOLD_IN, MarkKind.HOLD_OUT) for mark in begun)


@given(moments(), absences)
def test_no_word_is_cut_that_was_being_spoken(moment: tuple[Section, int], away_s: float) -> None:
    section, frame = moment
    point = after(section, frame, away_s).frame
    cut = [cue for cue in section.cues if cue.text and cue.start_frame < frame < cue.end_frame]
    assert all(point <= cue.start_frame for cue in cut)


@given(moments(), absences)
def test_a_set_or_an_effort_that_is_done_is_not_done_again_within_two_minutes(
    moment: tuple[Section, int], away_s: float
) -> None:
    section, frame = moment
    point = after(section, frame, away_s).frame
    done = [m for m in section.marks if m.kind in (MarkKind.REP, MarkKind.WORK) and m.end_frame <= frame]
    if away_s < VERY_LONG_S:
        assert all(mark.end_frame <= point for mark in done)


@given(st.integers(0, 119 * SAMPLE_RATE), absences)
def test_a_silence_goes_on_at_the_cut_and_is_exact(offset: int, away_s: float) -> None:
    silence = spans(SCAN, MarkKind.SILENCE)[0]
    point = after(SCAN, silence.start_frame + offset, away_s)
    assert point.frame == silence.start_frame + offset
    assert not [cue for cue in SCAN.cues if point.frame <= cue.start_frame < silence.end_frame]


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (120, "2 minutes of silence."),
        (60, "One minute of silence."),
        (75, "75 seconds of silence."),
        (2, "2 seconds of silence."),
        (1, "Body scan."),
    ],
)
def test_what_is_left_of_a_silence_is_said_before_it(left_s: int, words: str) -> None:
    silence = spans(SCAN, MarkKind.SILENCE)[0]
    assert after(SCAN, silence.end_frame - left_s * SAMPLE_RATE, SHORT_S).sentences[-1] == words


@pytest.mark.parametrize(("left_s", "minutes"), [(437, 7), (451, 8), (121, 2)])
def test_what_is_left_of_a_long_silence_is_said_in_the_nearest_minutes(left_s: int, minutes: int) -> None:
    silence = spans(SCAN, MarkKind.SILENCE)[0]
    longer = replace(silence, end_frame=silence.end_frame + 600 * SAMPLE_RATE)
    marks = tuple(longer if mark is silence else mark for mark in SCAN.marks)
    section = replace(SCAN, end_frame=SCAN.end_frame + 600 * SAMPLE_RATE, marks=marks)
    point = after(section, longer.end_frame - left_s * SAMPLE_RATE, SHORT_S)
    assert point.sentences[-1] == f"{minutes} minutes of silence."
    assert point.frame == longer.end_frame - left_s * SAMPLE_RATE


THIRD = [mark for mark in spans(LEG_RAISE, MarkKind.REP) if mark.n == 3]
FIRST = [mark for mark in spans(LEG_RAISE, MarkKind.REP) if mark.n == 1]


@pytest.mark.parametrize("number", [0, 1])
def test_a_repetition_is_done_again_from_its_first_frame(number: int) -> None:
    frame = THIRD[number].start_frame + 5 * SAMPLE_RATE
    for away_s, settle_s in ((SHORT_S, 1), (LONG_S, SETTLE_S)):
        point = after(LEG_RAISE, frame, away_s)
        assert (point.frame, point.settle_s) == (THIRD[number].start_frame, settle_s)
        assert point.sentences == ("Leg raise.", f"Round {number + 1} of 2.", "2 to go.")


@pytest.mark.parametrize("number", [0, 1])
def test_after_two_minutes_the_set_begins_again_with_its_start_sound(number: int) -> None:
    point = after(LEG_RAISE, THIRD[number].start_frame + 100, VERY_LONG_S)
    assert point.frame == FIRST[number].start_frame - 2 * SAMPLE_RATE
    assert [cue.sound for cue in LEG_RAISE.cues if cue.start_frame == point.frame] == [Sound.START]
    assert point.sentences == ("We go on.", "Leg raise.", f"Round {number + 1} of 2.", "4 to go.")
    assert point.settle_s == SETTLE_S


def test_the_last_repetition_is_told_in_words() -> None:
    last = spans(LEG_RAISE, MarkKind.REP)[-1]
    assert after(LEG_RAISE, last.start_frame + 1, SHORT_S).sentences[-1] == "Last one."


def test_a_rest_goes_on_at_the_cut() -> None:
    rest = spans(LEG_RAISE, MarkKind.REST)[0]
    frame = rest.end_frame - 12 * SAMPLE_RATE
    for away_s in (SHORT_S, LONG_S):
        point = after(LEG_RAISE, frame, away_s)
        assert (point.frame, point.sentences) == (frame, ("Leg raise.", "Rest.", "12 seconds left."))
    assert after(LEG_RAISE, frame, VERY_LONG_S).frame == rest.start_frame


def test_a_count_in_that_was_cut_is_counted_from_its_beginning() -> None:
    rest = spans(INTERVALS, MarkKind.REST)[0]
    point = after(INTERVALS, rest.end_frame - SAMPLE_RATE, SHORT_S)
    assert point.frame == rest.end_frame - 3 * SAMPLE_RATE
    assert point.sentences == ("Intervals.", "Round 2 of 3.", "40 seconds left.")


@given(st.integers(0, 2), st.integers(0, 40 * SAMPLE_RATE - 1))
def test_an_effort_goes_on_like_a_hold_or_from_its_count_in(number: int, offset: int) -> None:
    work = spans(INTERVALS, MarkKind.WORK)[number]
    point = after(INTERVALS, work.start_frame + offset, SHORT_S)
    left_frames = work.end_frame - point.frame
    starts = {cue.start_frame for cue in INTERVALS.cues}
    assert left_frames >= LEAST_LEFT_S * SAMPLE_RATE
    assert left_frames % SAMPLE_RATE == 0 or point.frame in starts
    assert point.sentences[1] == f"Round {number + 1} of 3."
    assert point.sentences[2].startswith(str(round(left_frames / SAMPLE_RATE)))
    for away_s in (LONG_S, VERY_LONG_S):
        point = after(INTERVALS, work.start_frame + offset, away_s)
        assert (point.frame, point.settle_s) == (work.start_frame - 3 * SAMPLE_RATE, SETTLE_S)
        assert point.sentences[-2:] == (f"Round {number + 1} of 3.", "40 seconds left.")


@pytest.mark.parametrize("kind", [MarkKind.INHALE, MarkKind.HOLD_IN, MarkKind.EXHALE, MarkKind.HOLD_OUT])
def test_in_a_pattern_it_goes_on_with_the_inhale_of_this_breath(kind: MarkKind) -> None:
    inhale, phase = spans(BOX, MarkKind.INHALE)[1], spans(BOX, kind)[1]
    point = after(BOX, phase.start_frame + SAMPLE_RATE, SHORT_S)
    assert (point.frame, point.sentences) == (inhale.start_frame, ("Box breathing.", "2 breaths left."))


def test_in_a_flow_it_goes_on_with_the_breath_and_says_the_side_and_the_round() -> None:
    exhale = spans(SALUTATION, MarkKind.EXHALE)[-1]
    point = after(SALUTATION, exhale.start_frame + 3 * SAMPLE_RATE, SHORT_S)
    assert point.frame == exhale.start_frame - 4 * SAMPLE_RATE
    assert point.sentences == ("Salutation.", "Right side.", "Round 2 of 2.")


@pytest.mark.parametrize(("flow", "start"), [(0, "stretch"), (1, "side"), (2, "round"), (3, "side")])
def test_after_two_minutes_a_flow_begins_with_its_side_or_round_or_stretch(flow: int, start: str) -> None:
    frame = spans(SALUTATION, MarkKind.FLOW)[flow].end_frame - 100
    expected = {
        "stretch": SALUTATION.start_frame,
        "side": spans(SALUTATION, MarkKind.SIDE)[flow].start_frame,
        "round": spans(SALUTATION, MarkKind.ROUND)[1].start_frame,
    }
    assert after(SALUTATION, frame, VERY_LONG_S).frame == expected[start]
