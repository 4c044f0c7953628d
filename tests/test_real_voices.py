"""Checks the laws of a session with every voice that can speak here, whose clips have lengths that no fake has."""

from pathlib import Path

import pytest

from coach.errors import SpeechError
from coach.schedule import Sounds, schedule
from coach.schedule.check import check
from coach.script.library import Library, as_routine
from coach.session.voices import find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from coach.speech.cache import ClipCache
from coach.speech.speaker import Speaker
from tests.require import require

LIBRARY = Library()


@pytest.mark.parametrize(
    ("voice", "name", "speed"),
    [
        ("heart", "middle-back", 0.6),
        ("heart", "middle-back", 1.6),
        ("heart", "wind-down", 1.0),
        ("system", "desk-break", 0.6),
        ("joe", "desk-break", 1.6),
    ],
)
def test_every_law_holds_with_a_real_voice(tmp_path: Path, voice: str, name: str, speed: float) -> None:
    routine, phrases = as_routine(LIBRARY.find(name)), LIBRARY.phrasebook()
    settings = Settings(voice=voice, speed=speed)
    theme = read_theme(find_theme(settings.theme))
    sounds = Sounds(theme.sounds_at(settings.chimes_db), theme.breath_tone_at(settings.chimes_db))
    try:
        speaker = Speaker(
            find_voice(voice), speed=speed, calibration_text=phrases.calibration, cache=ClipCache(tmp_path)
        )
        timeline = schedule(routine, settings, phrases, speaker.clip, sounds)
    except SpeechError as error:
        require(False, str(error))
    assert [found for found in check(routine, settings, phrases, timeline) if found.broken] == []
