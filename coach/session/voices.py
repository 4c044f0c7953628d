"""TODO."""

from pathlib import Path

from coach.errors import UnknownNameError, nearest
from coach.script.library import Library
from coach.script.phrasebook import Phrasebook
from coach.settings.values import Settings
from coach.speech import hibari_models
from coach.speech.cache import ClipCache, default_cache_folder
from coach.speech.hibari import HEART, HibariVoice
from coach.speech.piper import JOE, PiperVoice, joe
from coach.speech.speaker import Speaker
from coach.speech.system.voice import SystemVoice
from coach.speech.voice import Voice

SYSTEM, PIPER = "system", "piper"


DEFAULT_VOICE = HEART.name


def find_speaker(settings: Settings, phrases: Phrasebook) -> Speaker:
    """The chosen voice at the chosen speed, with the clips that are kept."""
    return Speaker(
        find_voice(settings.voice),
        speed=settings.speed,
        calibration_text=phrases.calibration,
        cache=ClipCache(default_cache_folder()),
        pronunciation=Library().pronunciation(),
    )


def read_voice(name: str) -> str:
    """A voice's name, if there is such a voice here.

    Raises:
        UnknownNameError: With the nearest name.
        SpeechError: It is known, and not installed here.
    """
    find_voice(name)
    return name


def find_voice(name: str) -> Voice:
    """The voice that `--voice` calls by this name; nothing is loaded yet.

    Raises:
        UnknownNameError: With the nearest name.
        SpeechError: It is known, and not installed here.
    """
    kind, _, detail = name.partition(":")
    more = [info.name for info in hibari_models.known_voices()]
    if name == HEART.name:
        return HibariVoice()
    if name == JOE.name:
        return joe()
    if kind == SYSTEM:
        return SystemVoice(detail)
    if kind == PIPER and detail:
        return PiperVoice(Path(detail).expanduser())
    if name in more:
        return HibariVoice(name, hibari_models.model_path(name))
    known = [HEART.name, JOE.name, SYSTEM, f"{PIPER}:PATH.onnx", *more]
    raise UnknownNameError(f"There is no voice “{name}”.", f"{nearest(name, known)} See `coach voices`.")
