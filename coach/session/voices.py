"""Finds the concrete voice that a name means. Loads no engine, and no adapter but the one that is asked for."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UnknownNameError, about, nearest
from coach.files import given_path
from coach.settings.values import Settings

if TYPE_CHECKING:
    from coach.script.phrasebook import Phrasebook
    from coach.script.pronunciation import Pronunciation
    from coach.speech.cache import ClipCache
    from coach.speech.speaker import Speaker
    from coach.speech.voice import Voice

HEART, JOE, SYSTEM, PIPER = "heart", "joe", "system", "piper"
DEFAULT_VOICE = HEART


def find_speaker(settings: Settings, phrases: "Phrasebook", *, session: str = "", clips: str = "") -> "Speaker":
    """Return the chosen voice at the chosen speed, with the clips that are kept.

    Args:
        settings: The person's choices.
        phrases: The words on which the voice's pace is measured.
        session: The name of the session, whose clips may be kept together; empty for none.
        clips: Where clips are kept; see `clip_cache`.

    Raises:
        UnknownNameError: There is no such voice; with the nearest name.
        SpeechError: The voice is known and not installed.
        SettingsError: `COACH_WORKERS` is no number of workers.
    """
    from coach.speech.cache import ClipCache
    from coach.speech.pool import workers
    from coach.speech.speaker import Speaker

    return Speaker(
        find_voice(settings.voice),
        speed=settings.speed,
        calibration_text=phrases.calibration,
        cache=clip_cache(clips),
        pronunciation=respellings(),
        workers=workers(),
        session=ClipCache.key(session=session, settings=repr(settings)) if session else "",
    )


@cache
def respellings() -> "Pronunciation":
    """Return the respellings that come with coach, read once."""
    from coach.script.library import Library

    return Library().pronunciation()


def clip_cache(clips: str = "") -> "ClipCache":
    """Return the cache that is kept in a folder.

    Args:
        clips: The folder's path, or the URL of a place that several machines share; empty for this person's own cache.
    """
    from coach.speech.cache import ClipCache, default_cache_folder

    if not clips:
        return ClipCache(default_cache_folder())
    from coach.files.urls import is_url
    from coach.speech.placed_clips import PlacedClips

    return PlacedClips(clips) if is_url(clips) else ClipCache(Path(clips))


def read_voice(name: str) -> str:
    """Return a voice's name, written as coach writes it, if there is such a voice here.

    Raises:
        UnknownNameError: There is no such voice; with the nearest name.
        SpeechError: The voice is known and not installed.
    """
    name = _plain(name)
    if name != DEFAULT_VOICE:
        find_voice(name)
    return name


@about("voice")
def find_voice(name: str) -> "Voice":
    """Return the voice that `--voice` calls by this name; its engine is loaded when it first speaks.

    Args:
        name: `heart`, `joe`, `system`, `system:ID`, `piper:PATH.onnx`, or one of hibari's voices; in any case.

    Raises:
        UnknownNameError: There is no such voice; with the nearest name.
        SpeechError: The voice is known and not installed.
    """
    name = _plain(name)
    kind, _, detail = name.partition(":")
    if name == HEART:
        from coach.speech.hibari import HibariVoice

        return HibariVoice()
    if name == JOE:
        from coach.speech.piper import joe

        return joe()
    if kind == SYSTEM:
        from coach.speech.system.voice import SystemVoice

        return SystemVoice(detail)
    if kind == PIPER and detail:
        from coach.speech.piper import PiperVoice

        return PiperVoice(given_path(detail))
    return _find_hibari_voice(name)


def _plain(name: str) -> str:
    """Write the kind of a voice in small letters; an ID and a path stay as they are."""
    kind, colon, detail = name.strip().partition(":")
    return f"{kind.lower()}{colon}{detail}"


def _find_hibari_voice(name: str) -> "Voice":
    from coach.speech import hibari_models
    from coach.speech.hibari import HibariVoice

    more = [info.name for info in hibari_models.known_voices()]
    if name in more:
        return HibariVoice(name, hibari_models.model_path(name))
    known = [HEART, JOE, SYSTEM, f"{PIPER}:PATH.onnx", *more]
    raise UnknownNameError(f"There is no voice “{name}”.", f"{nearest(name, known)} See `coach voices`.")
