"""Voices speak at the speed that is asked for. Covers also: voice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.errors import SpeechError
from coach.speech.finishing import TAIL_S, words_of
from coach.speech.pace import CLOSE_ENOUGH, Pace, calibrate
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
