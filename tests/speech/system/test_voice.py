import functools
import sys

import numpy as np
import pytest

from coach.errors import SpeechError, UnknownNameError
from coach.speech.finishing import finish
from coach.speech.system._version import engine_version
from coach.speech.system.voice import SystemVoice, bcp47, list_system_voices, native_rate, plain_gender, plain_text
from coach.speech.voice import articulation_wpm
from tests.require import require

CALIBRATION_TEXT = """\
On the next breath in, press into your hands.
Ease halfway back, and stay there for a moment.
Sit back on your heels, or on a cushion.
Right foot in front of you, knee bent.
Upper back pushes softly toward the wall behind you.
Sit tall, on the floor or on a chair.
Right hand on the outside of your left knee.
Hands on your thighs, just above the knees.
Roll up to standing, one bone at a time.
Arms out wide, in line with your shoulders.""".splitlines()
"""Sentences of eight to nine words from the shipped stretches, for which `articulation_wpm` is made."""


@functools.cache
def why_there_is_no_engine():
    try:
        list_system_voices()
    except SpeechError as error:
        return str(error)
    return ""


@pytest.fixture
def voice():
    require(not why_there_is_no_engine(), why_there_is_no_engine())
    return SystemVoice()


@pytest.fixture
def espeak(voice):
    require(sys.platform.startswith("linux"), "the engine of this system is not espeak-ng")
    return voice


def spoken_s(voice, text, speed=1.0):
    return finish(voice.speak(text, speed=speed)).duration_s


def test_a_sentence_is_spoken(voice):
    audio = voice.speak("Sit tall, on the floor or on a chair.", speed=1.0)
    assert 1.5 < audio.duration_s < 6
    assert 0.1 < audio.peak <= 1.0


def test_the_same_text_and_speed_give_the_same_samples_whatever_was_spoken_before(espeak):
    first = espeak.speak("Exhale.", speed=1.2)
    espeak.speak("Sit tall, on the floor.", speed=0.8)
    again = espeak.speak("Exhale.", speed=1.2)
    assert np.array_equal(first.samples, again.samples)
    assert np.array_equal(first.samples, SystemVoice().speak("Exhale.", speed=1.2).samples)


@pytest.mark.parametrize("speed", [0.7, 1.0, 1.6])
def test_a_speed_is_kept_in_words_a_minute(espeak, speed):
    spoken = sum(spoken_s(espeak, sentence, speed) for sentence in CALIBRATION_TEXT)
    words = sum(len(sentence.split()) for sentence in CALIBRATION_TEXT)
    assert 60 * words / spoken == pytest.approx(articulation_wpm(speed), rel=0.04)


def test_a_higher_speed_is_never_a_lower_rate():
    rates = [native_rate("espeak", percent / 100) for percent in range(50, 201)]
    assert rates == sorted(rates)
    assert rates[0] == 80


def test_engines_that_promise_words_a_minute_are_believed():
    assert native_rate("nsss", 1.0) == native_rate("sapi5", 1.0) == round(articulation_wpm(1.0))


@pytest.mark.parametrize(
    "text", ["“Well done,” she said; 'rest'.", "Déjà vu — 20–30 s, ½ turn…", "吸气 и выдох", "a & b > c"]
)
def test_unusual_text_is_spoken(voice, text):
    assert spoken_s(voice, text) > 0.2


def test_a_long_sentence_is_spoken_to_its_end(voice):
    word_s = spoken_s(voice, "breathe " * 40) / 40
    assert spoken_s(voice, "breathe " * 240) == pytest.approx(240 * word_s, rel=0.1)


def test_markup_is_spoken_not_obeyed(espeak):
    assert spoken_s(espeak, "<b>Hello</b>") > 1.3 * spoken_s(espeak, "Hello")
    assert spoken_s(espeak, "[[h@l'oU]]") > 1.3 * spoken_s(espeak, "Hello")


def test_a_control_character_is_no_command_to_the_engine(espeak):
    commanded = espeak.speak("\x01400SHello there, and\x00welcome", speed=1.0)
    assert np.array_equal(commanded.samples, espeak.speak("400SHello there, and welcome", speed=1.0).samples)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Breathe\n\tin. ", "Breathe in."),
        ("a\x01\x00\x7fb\ue041c\ud800d", "a b c d"),
        ("[[slnc 500]] [[[x]]]", "[ [slnc 500]] [ [ [x]]]"),
        ("<rate/> a < b", ", <rate/> a < b"),
        ("क्‍ष 👩‍🦰", "क्‍ष 👩‍🦰"),  # the joiners inside belong to the spelling
    ],
)
def test_text_is_stripped_of_what_engines_obey(text, plain):
    assert plain_text(text) == plain


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 2_001])
def test_a_text_that_is_empty_or_too_long_is_refused_before_the_engine_starts(text):
    with pytest.raises(SpeechError) as refused:
        SystemVoice(command=["no-such-program"]).speak(text, speed=1.0)
    assert refused.value.remedy


@pytest.mark.parametrize("text", [".", "...", "—"])
def test_a_text_without_a_sound_is_an_error(espeak, text):
    with pytest.raises(SpeechError, match="nothing audible"):
        espeak.speak(text, speed=1.0)


def test_every_listed_voice_has_a_name_that_can_be_asked_for(voice):
    infos = list_system_voices()
    assert len({info.name for info in infos}) == len(infos)
    wanted = infos[len(infos) // 2].name.removeprefix("system:")
    chosen = SystemVoice(wanted)
    assert chosen.name == f"system:{wanted}"
    assert chosen.speak("1 2 3", speed=1.0).duration_s > 0.2


def test_another_voice_sounds_different(espeak):
    plain = espeak.speak("Breathe in.", speed=1.0)
    american = SystemVoice("gmw/en-US").speak("Breathe in.", speed=1.0)
    scottish = SystemVoice("gmw/en-gb-scotland").speak("Breathe in.", speed=1.0)
    assert np.array_equal(plain.samples, american.samples)
    assert not np.array_equal(plain.samples, scottish.samples)


def test_an_unknown_voice_is_an_error_with_the_nearest_names(espeak):
    with pytest.raises(UnknownNameError) as unknown:
        SystemVoice("gmw/en-su").speak("Hello.", speed=1.0)
    assert "system:gmw/en-us" in unknown.value.remedy


def test_a_voice_can_speak_again_after_it_was_closed(voice):
    voice.close()
    voice.speak("Hello.", speed=1.0)
    voice.close()
    voice.close()
    assert spoken_s(voice, "Hello.") > 0.2


def test_strangers_in_the_working_directory_are_not_imported(voice, tmp_path, monkeypatch):
    for module in ("pyttsx3", "json", "coach"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('a stranger was imported')")
    monkeypatch.chdir(tmp_path)
    assert spoken_s(voice, "Hello.") > 0.2


@pytest.mark.parametrize(
    ("engine_says", "code"),
    [
        ("en-us", "en-US"),
        ("en_GB", "en-GB"),
        ("es-419", "es-419"),
        ("en-gb-x-rp", "en-GB-x-rp"),
        ("Unknown Locale: 1", ""),
    ],
)
def test_languages_are_spelled_the_usual_way(engine_says, code):
    assert bcp47(engine_says) == code


def test_genders_are_plain_words():
    assert [plain_gender(each) for each in ("Male", "VoiceGenderFemale", "")] == ["male", "female", ""]


def test_the_version_needs_no_engine_and_follows_the_library(tmp_path, monkeypatch):
    require(sys.platform.startswith("linux"), "the engine of this system is not espeak-ng")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    versions = set()
    for content in ("", "a", "an upgrade"):
        if content:
            (tmp_path / "libespeak-ng.so.1").write_text(content)
        engine_version.cache_clear()
        versions.add(SystemVoice(command=["no-such-program"]).version)
    engine_version.cache_clear()
    assert len(versions) == 3
