"""Finds the chimes and breath tones of a session, and keeps in the clip cache what takes long to make of them.

A breath tone takes 40 ms to make and the loudness of a chime 7 ms to measure, in every run and always with the same
result. What comes from the cache is, sample for sample, what was made.
"""

from contextlib import suppress
from functools import cache
from hashlib import sha256

from coach.audio.buffer import Audio
from coach.audio.loudness import loudest_lufs
from coach.errors import about
from coach.schedule import Sounds
from coach.script.vocabulary import Sound
from coach.settings.values import Settings
from coach.soundscape.breath_tone import BreathTone
from coach.soundscape.names import find_theme
from coach.soundscape.theme import Theme, read_theme
from coach.speech.cache import ClipCache, default_cache_folder

REVISION = 1
"""Part of every key. Raise it when breath tones are made otherwise, or loudness is measured otherwise."""


@about("sounds")
def find_sounds(settings: Settings) -> Sounds:
    """Read the theme of a session, and bring its sounds to their loudness.

    Raises:
        AudioError: A sound of the theme is missing or damaged.
    """
    kept = ClipCache(default_cache_folder())
    theme = read_theme(find_theme(settings.theme))
    chimes = theme.sounds_at(settings.chimes_db, measure_lufs=lambda chime: _loudest_lufs(chime, kept))
    return Sounds(chimes, _breath_tone(theme, settings.chimes_db, kept))


def _loudest_lufs(chime: Audio, kept: ClipCache) -> float:
    key = kept.key(loudest_lufs=sha256(chime.samples.tobytes()).hexdigest(), revision=REVISION)
    text = kept.read_bytes(key)
    if text is not None:
        with suppress(ValueError):  # it is no number, although its digest is right
            return float(text)
    lufs = loudest_lufs(chime)
    kept.write_bytes(key, repr(lufs).encode())
    return lufs


def _breath_tone(theme: Theme, loudness_db: float, kept: ClipCache) -> BreathTone | None:
    make = theme.breath_tone_at(loudness_db)
    if make is None:
        return None

    @cache
    def tone(sound: Sound, frames: int) -> Audio:
        key = kept.key(
            breath_tone=sound, frames=frames, timbre=repr(theme.breath), loudness_db=loudness_db, revision=REVISION
        )
        found = kept.read(key)
        if found is None:
            found = make(sound, frames)
            kept.write(key, found)
        return found

    return tone
