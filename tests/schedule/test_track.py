from fractions import Fraction
from itertools import repeat

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.schedule.track import Sounds, Track
from coach.script.steps import Pause
from coach.script.vocabulary import PauseName, Sound
from coach.settings.values import Pauses, Settings
from coach.timeline import Mark, MarkKind
from tests.fakes import FAKE_SOUNDS, FAKE_TONES, fake_clip
from tests.schedule.scheduling import hold, prone, routine_of, scheduled, texts_of


def a_track(sounds: Sounds = FAKE_SOUNDS) -> Track:
    return Track(fake_clip, sounds, Pauses(), [("No hurry.",)])


def spoken(track: Track) -> list[tuple[float, str]]:
    """When each sentence begins, in seconds."""
    return [(cue.start_frame / SAMPLE_RATE, cue.text) for cue in track.take()[0]]


def test_sentences_follow_each_other_after_a_beat_and_a_pause_in_the_text_replaces_it() -> None:
    track = a_track()
    track.say(("One two.", "Three.", Pause(Fraction(2)), "Four."))
    assert spoken(track) == [(0, "One two."), (1, "Three."), (3.25, "Four.")]


def test_speech_never_touches_the_speech_before_it() -> None:
    track = a_track()
    track.say(("One.",))
    track.say(("Two.",))
    assert spoken(track) == [(0, "One."), (0.4, "Two.")]


def test_a_text_is_laid_at_its_time_only_where_there_is_room() -> None:
    track = a_track()
    track.say(("One two three four.",))
    assert not track.say_at(("Too close.",), Fraction(11, 10), before_s=Fraction(9))
    assert not track.say_at(("Too late.",), Fraction(2), before_s=Fraction(23, 10))
    assert track.say_at(("Just", "right."), Fraction(23, 20), before_s=Fraction(19, 10))
    assert track.now_s == 1
    assert spoken(track) == [(0, "One two three four."), (1.15, "Just"), (1.65, "right.")]


def test_a_breath_tone_has_its_length_to_the_frame_and_a_chime_stands_in_where_there_is_none() -> None:
    third_s = Fraction(1, 3)
    for sounds, frames in ((FAKE_TONES, SAMPLE_RATE // 3), (FAKE_SOUNDS, SAMPLE_RATE)):
        track = a_track(sounds)
        track.breath_tone(Sound.INHALE, third_s)
        assert [(cue.sound, cue.audio.frames) for cue in track.take()[0]] == [(Sound.INHALE, frames)]
        assert track.now_s == 0


def test_without_chimes_nothing_sounds() -> None:
    track = a_track(Sounds({}))
    track.chime(Sound.END)
    track.breath_tone(Sound.EXHALE, Fraction(6))
    assert track.take() == ((), ())


def test_a_pause_is_marked_with_its_name() -> None:
    track = a_track()
    track.pause(Pause(PauseName.SETTLE))
    track.pause(Pause(Fraction(2)), times=2)
    assert track.take()[1] == (
        Mark(MarkKind.PAUSE, 0, 4 * SAMPLE_RATE, name="settle"),
        Mark(MarkKind.PAUSE, 4 * SAMPLE_RATE, 8 * SAMPLE_RATE),
    )


def test_marks_that_contain_others_come_first() -> None:
    track = a_track()
    track.wait(Fraction(3))
    track.mark(MarkKind.INHALE, Fraction(0))
    track.wait(Fraction(3))
    track.mark(MarkKind.HOLD, Fraction(0))
    assert [mark.kind for mark in track.take()[1]] == [MarkKind.HOLD, MarkKind.INHALE]


@pytest.mark.parametrize(
    ("quiet_s", "signs_s"), [(18, []), (19, [9.5]), (24, [12]), (40, [15, 27.75]), (50, [15, 30.5, 40.5])]
)
def test_a_silence_of_more_than_18_s_gets_a_sign_after_15_s_or_in_its_middle(
    quiet_s: int, signs_s: list[float]
) -> None:
    track = a_track()
    track.wait(Fraction(quiet_s))
    track.break_silence(repeat(("No hurry.",)), Fraction(0))
    assert spoken(track) == [(sign_s, "No hurry.") for sign_s in signs_s]


def test_a_long_silence_is_never_left_unexplained() -> None:
    timeline = scheduled(routine_of(prone("a", Pause(Fraction(300)), hold(30))))
    waiting = [text for text in texts_of(timeline) if text in ("Take your time.", "No hurry.")]
    assert len(waiting) >= 14
    assert waiting[:2] == ["Take your time.", "No hurry."]


@pytest.mark.parametrize("pause_s", [14, 15, 16, 17, 19, 40])
def test_a_sign_of_life_never_begins_before_its_own_section(pause_s: int) -> None:
    routine = routine_of(prone("a", hold(30), Pause(Fraction(pause_s))))
    settings = Settings(pauses=Pauses(set_s=((PauseName.SETTLE, Fraction(8)),)))
    for section in scheduled(routine, settings).sections:
        assert all(section.start_frame <= cue.start_frame < section.end_frame for cue in section.cues)


def test_nothing_is_laid_in_a_silence_that_is_kept() -> None:
    track = a_track()
    track.wait(Fraction(60))
    track.keep_silent(Fraction(10))
    track.wait(Fraction(30))
    assert not track.say_at(("Into it, from before.",), Fraction(19, 2), before_s=Fraction(99))
    assert not track.say_at(("In it.",), Fraction(30), before_s=Fraction(99))
    track.break_silence(repeat(("No hurry.",)), Fraction(0))
    assert [at_s for at_s, _ in spoken(track)] == [75]


def test_the_cursor_can_wait_until_everything_has_rung_out() -> None:
    track = a_track()
    track.chime(Sound.END)
    track.ring_out()
    assert track.now_s == 1
    track.wait(Fraction(5))
    track.ring_out()
    assert track.now_s == 6


def test_of_two_equal_spans_the_one_that_holds_the_other_comes_first() -> None:
    track = a_track()
    track.wait(Fraction(3))
    track.mark(MarkKind.PHASE, Fraction(0), name="Lift.")
    track.mark(MarkKind.REP, Fraction(0), n=1, total=2)
    assert track.take()[1] == (
        Mark(MarkKind.REP, 0, 3 * SAMPLE_RATE, n=1, total=2),
        Mark(MarkKind.PHASE, 0, 3 * SAMPLE_RATE, name="Lift."),
    )
