from dataclasses import replace
from fractions import Fraction

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.settings.values import Breath, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import breaths, hold, marks_of, prone, routine_of, scheduled, seconds_of, texts_of
from tests.schedule.steps.laying import heard, laid, marked


def test_the_last_exhale_and_the_hold_end_together() -> None:
    timeline = scheduled(routine_of(prone("a", hold(30, breathing=True))))
    (held,) = marks_of(timeline, MarkKind.HOLD)
    phases = list(marks_of(timeline, MarkKind.INHALE, MarkKind.EXHALE))
    assert [phase.kind for phase in phases] == [MarkKind.EXHALE, *[MarkKind.INHALE, MarkKind.EXHALE] * 2]
    assert phases[-1].end_frame == held.end_frame
    assert phases[0].start_frame - held.start_frame == 4 * SAMPLE_RATE


def test_breaths_of_an_odd_length_do_not_drift() -> None:
    breath = Breath(Fraction(60, 11) * 2 / 5, Fraction(60, 11) * 3 / 5)  # 5.5 s: no whole number of frames
    timeline = scheduled(routine_of(prone("a", breaths(110))), Settings(breath=breath))
    assert seconds_of(timeline, MarkKind.HOLD) == pytest.approx([600], abs=1 / SAMPLE_RATE)


def test_a_hold_without_breathing_says_that_it_goes_on() -> None:
    signs = ["Keep breathing.", "Still here.", "You are doing well."]
    texts = texts_of(scheduled(routine_of(prone("a", hold(120)))))
    assert [text for text in texts if text in signs][:3] == signs


FEEL = ("Feel the length of your left side.",)


def feel_after_s(seconds: int, *, breathing: bool, speed: float = 1.0) -> list[float]:
    held = replace(hold(seconds, breathing=breathing), feel=FEEL)
    cues, marks = laid(held, speed=speed)
    (span,) = (mark for mark in marks if mark.kind is MarkKind.HOLD)
    return [(cue.start_frame - span.start_frame) / SAMPLE_RATE for cue in cues if cue.text in FEEL]


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.6])
@pytest.mark.parametrize(("seconds", "breathing"), [(20, False), (20, True), (30, True), (60, True)])
def test_what_to_feel_is_said_once_and_early(seconds: int, breathing: bool, speed: float) -> None:
    (after_s,) = feel_after_s(seconds, breathing=breathing, speed=speed)
    assert 2 <= after_s <= 14
    assert breathing or after_s == 4


def test_in_a_hold_too_short_for_it_nothing_is_said_about_feeling() -> None:
    assert feel_after_s(5, breathing=False) == [3]
    assert feel_after_s(3, breathing=False) == []


def test_what_to_feel_keeps_its_distance_from_the_words_of_the_breath() -> None:
    cues, _ = laid(replace(breaths(5), feel=FEEL))
    (feel,) = (cue for cue in cues if cue.text in FEEL)
    prompts = [cue for cue in cues if cue.text in ("Inhale.", "Exhale.")]
    apart_frames = 4 * SAMPLE_RATE // 5
    assert all(
        feel.end_frame + apart_frames <= cue.start_frame or cue.end_frame + apart_frames <= feel.start_frame
        for cue in prompts
    )


def test_a_quiet_hold_has_nothing_but_what_to_feel() -> None:
    quiet = replace(hold(60, breathing=True), feel=FEEL, quiet=True)
    assert heard(quiet) == f"4.00 {FEEL[0]}"
    assert marked(quiet, kind=MarkKind.HOLD) == [(0, 60)]
    assert marked(replace(breaths(3), quiet=True), kind=MarkKind.HOLD) == [(0, 30)]
