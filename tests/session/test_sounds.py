"""Checks that sounds which are kept in the cache are, sample for sample, the sounds that were made."""

from pathlib import Path

import numpy as np
import pytest

from coach.script.vocabulary import Sound
from coach.session import sounds
from coach.session.sounds import find_sounds
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import Theme, read_theme

SETTINGS = Settings(chimes_db=-12.0)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path))
    return tmp_path


def forbid_making(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("It was made or measured again.")

    monkeypatch.setattr(sounds, "loudest_lufs", refuse)
    monkeypatch.setattr(Theme, "breath_tone_at", lambda *_: refuse)


def test_the_second_time_nothing_is_made_and_all_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    theme = read_theme(find_theme("bowl"))
    made, tone = theme.sounds_at(-12), theme.breath_tone_at(-12)
    assert tone is not None
    for _ in range(2):
        found = find_sounds(SETTINGS)
        assert found.breath_tone is not None
        for sound in Sound:
            assert np.array_equal(found.chimes[sound].samples, made[sound].samples)
        for sound in (Sound.INHALE, Sound.EXHALE):
            assert np.array_equal(found.breath_tone(sound, 96_000).samples, tone(sound, 96_000).samples)
        forbid_making(monkeypatch)


def test_another_length_or_loudness_is_another_tone() -> None:
    quiet, loud = find_sounds(SETTINGS).breath_tone, find_sounds(Settings(chimes_db=-6.0)).breath_tone
    assert quiet is not None
    assert loud is not None
    assert quiet(Sound.INHALE, 72_000).frames == 72_000
    assert loud(Sound.INHALE, 96_000).peak > 1.5 * quiet(Sound.INHALE, 96_000).peak


def test_sounds_that_are_off_are_not_there() -> None:
    found = find_sounds(Settings(chimes_db=-np.inf))
    assert (found.chimes, found.breath_tone) == ({}, None)
