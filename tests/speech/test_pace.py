"""Voices speak at the speed that is asked for. Covers also: voice."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.errors import SpeechError
from coach.script.library import Library
from coach.settings.values import MAX_SPEED, MIN_SPEED
from coach.speech.finishing import TAIL_S, words_of
from coach.speech.hibari import HEART, HibariVoice
from coach.speech.pace import CLOSE_ENOUGH, Pace, calibrate, known_pace
from coach.speech.pool import side_by_side
from coach.speech.speaker import Speaker
from coach.speech.voice import SENTENCE_PAUSE_S, SENTENCE_WORDS, WORDS_PER_MINUTE, articulation_wpm
from tests.fakes import FakeVoice
from tests.reports import pace_report
from tests.require import require

CALIBRATION_TEXT = ("one two three four five", "six seven eight nine ten")


def test_a_speed_of_one_is_140_words_a_minute_with_a_beat_after_every_eighth() -> None:
    sentence_s = 60 * SENTENCE_WORDS / articulation_wpm(1.0) + SENTENCE_PAUSE_S
    assert 60 * SENTENCE_WORDS / sentence_s == pytest.approx(WORDS_PER_MINUTE)


def error_s(wanted_s: float) -> float:
    """Return by how much a clip may be longer or shorter: what is not worth stretching, and what the trim leaves."""
    return CLOSE_ENOUGH * wanted_s + TAIL_S + 0.006


def test_a_voice_that_is_right_is_left_alone() -> None:
    voice = FakeVoice()
    assert calibrate(voice, 1.0, CALIBRATION_TEXT, words_of) == Pace(1.0, 1.0)
    assert len(voice.spoken) == len(CALIBRATION_TEXT)


@given(st.floats(0.5, 2.0), st.floats(0.5, 2.0))
def test_a_voice_that_is_wrong_comes_out_right(error: float, speed: float) -> None:
    speaker = Speaker(FakeVoice(error), speed=speed, calibration_text=CALIBRATION_TEXT, cache=None)
    wanted_s = 8 * 60 / articulation_wpm(speed)
    assert speaker.clip("a b c d e f g h").duration_s == pytest.approx(wanted_s, abs=error_s(wanted_s))


class StubbornVoice(FakeVoice):
    """A voice that knows one speed only, as espeak-ng does below its slowest."""

    def speak(self, text: str, *, speed: float) -> Audio:
        return super().speak(text, speed=1.0)


@pytest.mark.parametrize("speed", [0.8, 1.3])
def test_a_voice_that_cannot_change_its_speed_is_stretched(speed: float) -> None:
    speaker = Speaker(StubbornVoice(), speed=speed, calibration_text=CALIBRATION_TEXT, cache=None)
    wanted_s = 8 * 60 / articulation_wpm(speed)
    assert speaker.clip("a b c d e f g h").duration_s == pytest.approx(wanted_s, abs=error_s(wanted_s))


def test_a_silent_voice_is_an_error() -> None:
    voice = FakeVoice()
    voice.speak = lambda text, *, speed: Audio(np.zeros(100, np.float32))  # type: ignore[method-assign]
    with pytest.raises(SpeechError, match="no sound"):
        calibrate(voice, 1.0, CALIBRATION_TEXT, words_of)


def test_sentences_are_measured_alike_several_at_a_time() -> None:
    together = partial(side_by_side, workers=2)
    for voice in (FakeVoice(1.4), StubbornVoice()):
        alone = calibrate(voice, 1.3, CALIBRATION_TEXT, words_of)
        assert calibrate(voice, 1.3, CALIBRATION_TEXT, words_of, each=together) == alone


@pytest.mark.parametrize("speed", [1.0, 1.37])
def test_the_pace_that_is_known_of_the_built_in_voice_is_the_one_that_would_be_measured(speed: float) -> None:
    voice, text = HibariVoice(), Library().phrasebook().calibration
    measured, known = calibrate(voice, speed, text, words_of), known_pace(voice, speed, text)
    assert known is not None
    assert known.asked_speed == pytest.approx(measured.asked_speed, rel=0.002)  # another processor rounds otherwise
    assert known.time_stretch == pytest.approx(measured.time_stretch, rel=0.002)


@given(st.floats(MIN_SPEED, MAX_SPEED))
def test_the_pace_of_the_built_in_voice_is_known_at_every_speed(speed: float) -> None:
    voice, text = HibariVoice(), Library().phrasebook().calibration
    known, near = (known_pace(voice, each, text) for each in (speed, round(speed, 2)))
    assert known is not None
    assert near is not None
    assert known.asked_speed == near.asked_speed
    speeds_apart = articulation_wpm(speed) / articulation_wpm(round(speed, 2))
    assert near.time_stretch / known.time_stretch == pytest.approx(speeds_apart, abs=2 * CLOSE_ENOUGH)


def test_nothing_is_known_of_another_voice_version_text_or_speed() -> None:
    voice, text = HibariVoice(), Library().phrasebook().calibration
    newer = FakeVoice()
    newer.name = HEART.name
    assert known_pace(FakeVoice(), 1.0, text) is None
    assert known_pace(newer, 1.0, text) is None
    assert known_pace(voice, 1.0, CALIBRATION_TEXT) is None
    assert known_pace(voice, 3.0, text) is None


def test_a_voice_whose_pace_is_known_says_nothing_that_nobody_asked_for() -> None:
    voice = FakeVoice()
    voice.name, voice.version = HEART.name, HibariVoice().version
    speaker = Speaker(voice, speed=0.9, calibration_text=Library().phrasebook().calibration, cache=None)
    speaker.clip("one two")
    assert voice.spoken == ["one two"]


@pytest.mark.parametrize(
    ("name", "speeds", "most"),
    [("heart", pace_report.SPEEDS, 100), ("system", (0.6, 1.6), 24), ("joe", (0.6, 1.6), 24)],
)
def test_a_real_voice_reads_what_it_was_not_calibrated_on_within_4_per_cent(
    name: str, speeds: tuple[float, ...], most: int
) -> None:
    try:
        rows = pace_report.report(name, speeds, most=most)
    except SpeechError as error:
        require(False, str(error))
    assert len(rows) == len(speeds)
    assert all(abs(error) <= 0.04 for _, _, error in rows), rows
