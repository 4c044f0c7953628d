from pathlib import Path

import pytest

from coach.errors import SpeechError
from coach.session import voice_list
from coach.session.voice_list import neural_voices, render_speed, speaks
from coach.speech.voice import VoiceInfo
from tests.fakes import FakeVoice


@pytest.mark.parametrize(
    ("spoken", "language", "expected"),
    [
        ("en-US", "en", True),
        ("en", "EN", True),
        ("en-GB-x-rp", "en_gb", True),
        ("en-US", "en-GB", False),
        ("enm", "en", False),
        ("de", "en", False),
        ("", "en", True),
    ],
)
def test_a_voice_speaks_a_language_if_its_code_begins_so_or_is_not_known(
    spoken: str, language: str, expected: bool
) -> None:
    assert speaks(VoiceInfo("a", "A", spoken), language) is expected


def test_the_built_in_voice_is_the_first() -> None:
    assert neural_voices()[0].name == "heart"


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    """A voice whose speed is not known yet."""
    voice = FakeVoice()
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(voice_list, "find_voice", lambda _name: voice)
    voice_list._measured_speed.cache_clear()
    return voice


def test_how_fast_a_voice_renders_is_measured_once_and_kept(voice: FakeVoice) -> None:
    speed = render_speed("system:gmw/en")
    assert speed is not None
    assert speed > 1
    assert (len(voice.spoken), voice.closed) == (2, 1)
    assert render_speed("system:gmw/de") == speed
    voice_list._measured_speed.cache_clear()
    assert render_speed("system") == speed
    assert len(voice.spoken) == 2


def test_a_voice_that_fails_has_no_speed(voice: FakeVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SpeechError("It is silent.", "Choose another voice.")

    monkeypatch.setattr(voice, "speak", fail)
    assert render_speed("heart") is None
