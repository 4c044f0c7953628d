"""Each sound is taught where it is first heard, by a person who has not learnt it yet; no dose changes for it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.schedule import Sounds
from coach.schedule._lessons import Lessons as Untaught
from coach.script.routine import Routine
from coach.script.steps import Phase, Reps, Rest, Say, Sides, Step
from coach.script.steps import Work as Effort
from coach.script.vocabulary import Dose, DoseUnit, Sound, Teaching, Verbosity
from coach.settings.values import BreathPrompts, Lessons, Settings
from coach.timeline import MarkKind, Timeline
from tests.schedule.scheduling import PHRASES, breaths, hold, marks_of, prone, routine_of, scheduled, seconds_of

MEANING = {PHRASES.teach[sound][0]: sound for sound in Sound}
TONES = Settings(verbosity=Verbosity.TONES)
TWO_SIDES = routine_of(prone("a", Sides((Say(("Turn.",)), hold(20)))), prone("b", hold(20)))


def heard(timeline: Timeline) -> list[str]:
    """Write the sounds, and in capitals the lessons, in order; each sound once."""
    found: list[str] = []
    for cue in timeline.cues():
        event = MEANING[cue.text].upper() if cue.text in MEANING else cue.sound and cue.sound.value
        if event and event not in found:
            found.append(event)
    return found


def test_start_is_taught_right_before_its_first_sound_and_end_right_after() -> None:
    timeline = scheduled(routine_of(prone("a", Say(("Push up.",)), hold(20)), prone("b", hold(20))))
    assert heard(timeline) == ["START", "start", "end", "END"]
    cues = timeline.sections[1].cues
    start = next(index for index, cue in enumerate(cues) if cue.sound is Sound.START)
    assert MEANING[cues[start - 1].text] is Sound.START
    assert cues[start].start_frame - cues[start - 1].end_frame <= timeline.sample_rate / 2
    end = next(index for index, cue in enumerate(cues) if cue.sound is Sound.END)
    assert MEANING[cues[end + 1].text] is Sound.END


def test_where_words_stand_beside_breath_tones_and_changes_of_side_they_need_no_lesson() -> None:
    assert heard(scheduled(TWO_SIDES)) == ["START", "start", "end", "END", "switch"]


def test_with_few_words_every_sound_is_shown_before_it_is_needed() -> None:
    assert heard(scheduled(TWO_SIDES, TONES)) == [
        *("SWITCH", "switch", "INHALE", "inhale", "EXHALE", "exhale", "START", "start", "end", "END"),
    ]


def test_tones_that_alone_lead_the_breath_are_shown() -> None:
    settings = Settings(breath_prompts=BreathPrompts.TONE)
    assert heard(scheduled(routine_of(prone("a", breaths(5))), settings))[:4] == [
        "INHALE",
        "inhale",
        "EXHALE",
        "exhale",
    ]


@pytest.mark.parametrize(
    ("routine", "settings"),
    [
        (TWO_SIDES, Settings(lessons=Lessons.OFF)),
        (TWO_SIDES, replace(TONES, lessons=Lessons.OFF)),
        (replace(TWO_SIDES, sounds=Teaching.OFF), TONES),
    ],
)
def test_who_knows_the_sounds_hears_no_lesson(routine: Routine, settings: Settings) -> None:
    assert not any(event.isupper() for event in heard(scheduled(routine, settings)))


@pytest.mark.parametrize("settings", [Settings(), TONES])
def test_lessons_change_no_dose_and_both_sides_get_the_same_time(settings: Settings) -> None:
    timeline = scheduled(TWO_SIDES, settings)
    assert seconds_of(timeline, MarkKind.HOLD) == [20, 20, 20]
    left, right = marks_of(timeline, MarkKind.SIDE)
    holds = list(marks_of(timeline, MarkKind.HOLD))
    assert holds[0].start_frame - left.start_frame == holds[1].start_frame - right.start_frame


def test_before_a_rest_the_end_is_shown_early_and_a_count_in_comes_after_all_lessons() -> None:
    steps: Sequence[Step] = (Effort(Fraction(20), ("Push.",)), Rest(Fraction(10)), Effort(Fraction(20)))
    timeline = scheduled(routine_of(prone("a", *steps)))
    assert heard(timeline) == ["START", "END", "end", "start"]
    first, second = marks_of(timeline, MarkKind.WORK)
    assert second.start_frame - first.end_frame == 10 * timeline.sample_rate


def test_a_rest_between_sets_begins_on_the_end_of_the_set() -> None:
    reps = Reps(Dose(Fraction(3), Fraction(3), DoseUnit.REPS), (Phase(("Up.",), Fraction(2)),))
    timeline = scheduled(routine_of(prone("a", Say(("Ready.",)), reps, Rest(Fraction(15)), reps)))
    last = list(marks_of(timeline, MarkKind.REP))[2]
    (rest,) = marks_of(timeline, MarkKind.REST)
    assert rest.start_frame == last.end_frame


def test_a_lesson_is_due_once() -> None:
    lessons = Untaught([Sound.START], own_pace=True)
    assert [lessons.due(Sound.START), lessons.due(Sound.START), lessons.due(Sound.END)] == [True, False, False]
    assert [lessons.own_pace_due(), lessons.own_pace_due()] == [True, False]


def test_nothing_is_taught_over_a_sound_that_rings() -> None:
    long = {sound: Audio(np.full(4 * SAMPLE_RATE, 0.05, np.float32)) for sound in Sound}
    timeline = scheduled(replace(TWO_SIDES, sounds=Teaching.FIRST), sounds=Sounds(long))
    cues = timeline.sections[0].cues
    rings = [(cue.start_frame, cue.end_frame) for cue in cues if cue.sound]
    assert len(rings) == 5
    assert not any(start < cue.start_frame < end for cue in cues for start, end in rings)
