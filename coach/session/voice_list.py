"""Lists the voices that can speak here, and measures how fast each renders. Speaks only to measure."""

import time
from contextlib import closing
from functools import cache

from coach.errors import CoachError
from coach.script.library import DEFAULT_LANGUAGE, Library
from coach.session.voices import SYSTEM, find_voice
from coach.speech import hibari_models, piper
from coach.speech.cache import ClipCache, default_cache_folder
from coach.speech.hibari import HEART
from coach.speech.system.voice import list_system_voices
from coach.speech.voice import VoiceInfo

SYSTEM_VOICE = VoiceInfo(SYSTEM, "The system's own")


def neural_voices() -> list[VoiceInfo]:
    """Return the voices that are installed with coach or were added to it."""
    return [HEART, *hibari_models.installed_voices(), *piper.installed_voices()]


def system_voices() -> list[VoiceInfo]:
    """Return the voices of the operating system, the one that it would take itself first.

    Raises:
        SpeechError: It has no engine, or the engine failed.
    """
    return [SYSTEM_VOICE, *list_system_voices()]


def voices_to_install() -> list[str]:
    """Return the names of the voices that `coach voices install` would get."""
    return [info.name for info in hibari_models.known_voices() if not hibari_models.is_installed(info.name)]


def speaks(info: VoiceInfo, language: str = DEFAULT_LANGUAGE) -> bool:
    """Tell whether a voice speaks a language, or does not tell which.

    Args:
        info: The voice.
        language: A BCP 47 code: `en` for every kind of English, `en-GB` for one.
    """
    wanted, spoken = language.lower().replace("_", "-"), info.language.lower()
    return not spoken or f"{spoken}-".startswith(f"{wanted}-")


def render_speed(name: str) -> int | None:
    """Return how many seconds of speech a voice renders a second; None if it fails.

    It is measured once on this machine, and kept with the clips. One engine speaks all voices of the system.
    """
    return _measured_speed(SYSTEM if name.startswith(f"{SYSTEM}:") else name)


@cache
def _measured_speed(name: str) -> int | None:
    kept = ClipCache(default_cache_folder())
    try:
        voice = find_voice(name)
        key = kept.key(measured="render speed", voice=voice.name, version=voice.version)
        if known := kept.read_bytes(key):
            return int(known)
        with closing(voice):
            voice.speak("One.", speed=1)  # loading is not rendering
            start_s = time.perf_counter()
            speech_s = voice.speak(sample_sentence(), speed=1).duration_s
            speed = round(speech_s / (time.perf_counter() - start_s))
    except (CoachError, ValueError):  # ValueError: what was kept is no number
        return None
    kept.write_bytes(key, str(speed).encode())
    return speed


def sample_sentence() -> str:
    """Return the first sentence that voices are calibrated on: one such as they will speak."""
    return next(part for part in Library().phrasebook().calibration if isinstance(part, str))
