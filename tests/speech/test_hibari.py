import numpy as np
import pytest
from hibari import Hibari

from coach.errors import SpeechError
from coach.speech.finishing import finish
from coach.speech.hibari import PACE, SEED, HibariVoice
from coach.speech.speaker import Speaker
from coach.speech.voice import articulation_wpm

TEXT = "Chest turns to the left, and your right hand rests on your knee."


@pytest.fixture(scope="module")
def heart() -> HibariVoice:
    return HibariVoice()


def test_the_same_text_gives_the_same_samples(heart: HibariVoice) -> None:
    again = HibariVoice()
    assert np.array_equal(heart.speak(TEXT, speed=1).samples, again.speak(TEXT, speed=1).samples)


def test_its_parts_loaded_at_once_give_the_samples_of_hibari_itself(heart: HibariVoice) -> None:
    speeds, wpm = zip(*PACE, strict=True)
    alone = Hibari()(TEXT, speed=float(np.interp(articulation_wpm(1), wpm, speeds)), seed=SEED)
    assert np.array_equal(heart.speak(TEXT, speed=1).samples, alone)


def test_dictionaries_that_cannot_be_loaded_are_told_and_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    voice = HibariVoice()
    with monkeypatch.context() as without:
        without.setattr("hibari.g2p.G2P", lambda **_: 1 // 0)
        with pytest.raises(SpeechError, match="could not be loaded"):
            voice.speak("One.", speed=1)
    assert voice.speak("One.", speed=1).frames


def test_its_version_is_told_without_loading_it() -> None:
    voice = HibariVoice()
    assert voice.version.startswith("hibari-tts 0.")
    assert voice._engine is None


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.6])
def test_speed_is_words_a_minute(heart: HibariVoice, speed: float) -> None:
    clip = finish(heart.speak(TEXT, speed=speed))
    assert len(TEXT.split()) * 60 / clip.duration_s == pytest.approx(articulation_wpm(speed), rel=0.15)


@pytest.mark.parametrize("text", ["Inhale.", "One.", "Say [hibari](/hi/) now.", "“Quotes” — and 25 %.", "W.", "T"])
def test_short_and_odd_texts_are_spoken(heart: HibariVoice, text: str) -> None:
    assert Speaker(heart, speed=1, calibration_text=("Sit tall.",), cache=None).clip(text).duration_s > 0.15


def test_markup_is_spoken_and_not_obeyed(heart: HibariVoice) -> None:
    said = finish(heart.speak("[knee](/zzz/)", speed=1))
    obeyed = finish(heart.speak("zzz", speed=1))
    assert said.duration_s > 1.5 * obeyed.duration_s


def test_closing_it_is_not_the_end(heart: HibariVoice) -> None:
    heart.close()
    assert heart.speak("One.", speed=1).frames


def test_little_memory_is_not_told_as_another_fault() -> None:
    def fill(*_: object, **__: object) -> None:
        raise MemoryError

    voice = HibariVoice()
    voice._engine = fill
    with pytest.raises(MemoryError):
        voice.speak("One.", speed=1)
