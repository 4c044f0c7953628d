from fractions import Fraction

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.settings.values import Breath, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import breaths, hold, marks_of, prone, routine_of, scheduled, seconds_of, texts_of


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
