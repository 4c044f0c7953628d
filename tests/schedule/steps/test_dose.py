import math

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.schedule.steps.dose import HALFWAY_LATE_S, HALFWAY_MIN_S, SECONDS_LEFT_LATE_S
from coach.settings.values import Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import PHRASES, breaths, hold, marks_of, prone, routine_of, scheduled, texts_of

NUMBERS = ("Three.", "Two.", "One.")


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.7, 1.0, 1.4, 3.0])
def test_a_slow_voice_counts_fewer_numbers_but_always_the_last_on_its_second(speed: float) -> None:
    timeline = scheduled(routine_of(prone("a", hold(30))), speed=speed)
    (held,) = marks_of(timeline, MarkKind.HOLD)
    counted = {cue.text: held.end_frame - cue.start_frame for cue in timeline.cues() if cue.text in NUMBERS}
    assert counted["One."] == SAMPLE_RATE
    assert list(counted) == (["Three.", "Two.", "One."] if speed > 0.25 else ["One."])


def test_a_short_hold_is_not_counted_down() -> None:
    assert set(NUMBERS) & set(texts_of(scheduled(routine_of(prone("a", hold(8))))))
    assert not set(NUMBERS) & set(texts_of(scheduled(routine_of(prone("a", hold(7))))))


@pytest.mark.parametrize(
    ("seconds", "breathing", "words"),
    [
        (20, False, ["10 seconds left."]),
        (30, False, ["10 seconds left."]),
        (30, True, []),
        (90, False, ["Halfway.", "30 seconds left.", "10 seconds left."]),
        (60, True, ["Halfway.", "15 seconds left."]),
        (90, True, ["Halfway.", "30 seconds left.", "10 seconds left."]),
    ],
)
def test_time_left_is_spoken_within_a_second_and_never_on_the_beginning_of_a_breath(
    seconds: int, breathing: bool, words: list[str]
) -> None:
    timeline = scheduled(routine_of(prone("a", hold(seconds, breathing=breathing))))
    (held,) = marks_of(timeline, MarkKind.HOLD)
    told = {cue.text: cue.start_frame for cue in timeline.cues() if cue.text == "Halfway." or "left" in cue.text}
    assert list(told) == words
    phases = {mark.start_frame for mark in marks_of(timeline, MarkKind.INHALE, MarkKind.EXHALE)}
    assert not phases & set(told.values())
    for text, start_frame in told.items():
        left_s = (held.end_frame - start_frame) / SAMPLE_RATE
        if text == "Halfway.":
            assert seconds / 2 - left_s in HALFWAY_LATE_S
        else:
            assert int(text.split()[0]) - left_s in SECONDS_LEFT_LATE_S[: 1 if seconds < HALFWAY_MIN_S else 2]


def test_a_dose_is_announced_unless_it_is_one() -> None:
    texts = texts_of(scheduled(routine_of(prone("a", hold(30), breaths(5), breaths(1)))))
    assert [text for text in texts if text.startswith("Stay here for")] == [
        "Stay here for 30 seconds.",
        "Stay here for 5 breaths.",
    ]


def test_without_chimes_no_sound_is_taught_and_words_end_a_hold() -> None:
    timeline = scheduled(routine_of(prone("a", hold(30))), Settings(chimes_db=-math.inf))
    assert not any(cue.sound for cue in timeline.cues())
    assert not any(text.startswith(("This means", "And this means")) for text in texts_of(timeline))
    (held,) = marks_of(timeline, MarkKind.HOLD)
    assert [cue.start_frame for cue in timeline.cues() if (cue.text,) == PHRASES.let_go] == [held.end_frame]
