import shutil
from pathlib import Path

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudest_lufs
from coach.errors import AudioError
from coach.script.steps import Sound
from coach.soundscape.names import find_theme, theme_names
from coach.soundscape.theme import read_theme


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_theme("bowl"), tmp_path / "own"))


def test_two_themes_come_with_coach_and_a_folder_is_a_third(own: Path) -> None:
    assert theme_names() == ["bowl", "soft"]
    assert find_theme(str(own)) == own
    assert set(read_theme(own).sounds) == set(Sound)


@pytest.mark.parametrize("name", ["bowl", "soft"])
@pytest.mark.parametrize("frames", [SAMPLE_RATE, 95_999, 20 * SAMPLE_RATE])
def test_a_breath_tone_has_the_length_and_the_level_that_are_asked_for(name: str, frames: int) -> None:
    tone = read_theme(find_theme(name)).breath_tone_at(-10)
    assert tone is not None
    for sound in (Sound.INHALE, Sound.EXHALE):
        assert tone(sound, frames).frames == frames
        assert loudest_lufs(tone(sound, frames)) == pytest.approx(VOICE_LUFS - 10, abs=0.05)
        assert tone(sound, frames) is tone(sound, frames)


def test_off_is_no_sound_at_all() -> None:
    theme = read_theme(find_theme("bowl"))
    assert theme.sounds_at(-np.inf) == {}
    assert theme.breath_tone_at(-np.inf) is None


def test_a_folder_without_breath_toml_plays_its_short_sounds(own: Path) -> None:
    (own / "breath.toml").unlink()
    assert read_theme(own).breath_tone_at(-10) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("low_hz = 400", "it has low_hz"),
        ("", "it has nothing"),
        ("low_hz = [", "it is not TOML"),
        ("\xff", "it is not TOML"),
        ("[" * 5000, "it is not TOML"),
        ("#" * 20_000, "it is far too large"),
        ("low_hz = 1\nhigh_hz = 600\npartials = [[1, 0]]", "low_hz is not a number from 80 to 2000"),
        ("low_hz = 400\nhigh_hz = true\npartials = [[1, 0]]", "high_hz is not a number"),
        ("low_hz = 400\nhigh_hz = nan\npartials = [[1, 0]]", "high_hz is not a number"),
        ("low_hz = 400\nhigh_hz = 600\npartials = []", "partials is not a list of 1 to 16"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[1, 0, 2]]", "a partial is not two numbers"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[99, 0]]", "a ratio is not a number from 0.25 to 16"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[1, 3]]", "a level is not a number from -80 to 0"),
    ],
)
def test_a_breath_that_cannot_be_made_is_told_in_a_sentence(text: str, reason: str, own: Path) -> None:
    (own / "breath.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(AudioError, match=r"breath\.toml cannot be used") as refused:
        read_theme(own)
    assert reason in refused.value.problem
    assert "as the shipped themes do" in refused.value.remedy


def test_a_sound_that_is_missing_is_named(own: Path) -> None:
    (own / "switch.wav").unlink()
    with pytest.raises(AudioError, match=r"switch\.wav is missing"):
        read_theme(own)
