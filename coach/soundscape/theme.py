"""A theme: a folder with the five sounds of a session, and how its breath tones are made; in at their final level.

Themes come with coach, by name, or are a person's own folder.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from coach.audio.buffer import Audio
from coach.audio.loudness import VOICE_LUFS, loudest_lufs, with_loudness
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.sound_file import read_sound
from coach.errors import AudioError
from coach.script.steps import Sound
from coach.soundscape.breath_tone import BreathTimbre, breath_tone

BREATH_FILE = "breath.toml"

PITCHES_HZ = (80.0, 2_000.0)
RATIOS = (0.25, 16.0)
MOST_PARTIALS = 16
LARGEST_FILE_BYTES = 16_384
"""All four: far beyond any breath tone that is meant; they bound what a stranger's file can ask for."""

BreathTone: TypeAlias = Callable[[Sound, int], Audio]
"""`Sound.INHALE` or `Sound.EXHALE`, and a length in frames, in; the tone at its final level out."""

_REMEDY = "Write low_hz, high_hz and partials = [[ratio, level in dB], …] as the shipped themes do, or remove the file."


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """What a session sounds with, apart from its voice.

    Attributes:
        sounds: As they are in the folder.
        breath: What tones that span a breath are made of; None plays the sounds themselves, short.
    """

    sounds: Mapping[Sound, Audio]
    breath: BreathTimbre | None

    def sounds_at(self, level_db: float) -> dict[Sound, Audio]:
        """The five sounds so much louder or quieter than the voice; none at minus infinity."""
        return chimes_at(level_db, self.sounds) if level_db > float("-inf") else {}

    def breath_tone_at(self, level_db: float) -> BreathTone | None:
        """What makes breath tones of any length, so much louder or quieter than the voice by their loudest 400 ms.

        In 16-bit steps, as the clips of the voice are: the same on every processor.
        """
        timbre = self.breath
        if timbre is None or level_db == float("-inf"):
            return None

        @cache
        def tone(sound: Sound, frames: int) -> Audio:
            made = Audio(breath_tone(timbre, sound, frames).astype("float32"))
            levelled = with_loudness(made, lufs=VOICE_LUFS + level_db, measured_lufs=loudest_lufs(made))
            return Audio(pcm16_to_samples(samples_to_pcm16(levelled.samples)))

        return tone


def read_theme(folder: Path) -> Theme:
    """Read a theme.

    Args:
        folder: Holds the five sounds, see `read_sounds`; and `breath.toml`, if its tones are to span their breaths.

    Raises:
        AudioError: A sound is missing or damaged, or `breath.toml` cannot be understood.
    """
    return Theme(read_sounds(folder), _read_breath(folder / BREATH_FILE))


def _read_breath(path: Path) -> BreathTimbre | None:
    if not path.exists():
        return None
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise _unusable(path, "it is far too large")
        table = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise AudioError(f"The file {path} cannot be read: {error.strerror or error}.", _REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise _unusable(path, f"it is not TOML: {error}") from error
    if set(table) != {"low_hz", "high_hz", "partials"}:
        raise _unusable(path, f"it has {', '.join(table) or 'nothing'}")
    low_hz, high_hz = (_number(path, key, table[key], PITCHES_HZ) for key in ("low_hz", "high_hz"))
    return BreathTimbre(low_hz, high_hz, _partials(path, table["partials"]))


def _partials(path: Path, rows: Any) -> tuple[tuple[float, float], ...]:
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_PARTIALS:
        raise _unusable(path, f"partials is not a list of 1 to {MOST_PARTIALS}")
    if not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise _unusable(path, "a partial is not two numbers")
    return tuple(
        (_number(path, "a ratio", ratio, RATIOS), _number(path, "a level", level_db, (-80.0, 0.0)))
        for ratio, level_db in rows
    )


def _number(path: Path, what: str, value: Any, bounds: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not bounds[0] <= value <= bounds[1]:
        raise _unusable(path, f"{what} is not a number from {bounds[0]:g} to {bounds[1]:g}")
    return float(value)


def _unusable(path: Path, reason: str) -> AudioError:
    return AudioError(f"The file {path} cannot be used: {reason}.", _REMEDY)


def read_sounds(folder: Path) -> Mapping[Sound, Audio]:
    """Read all five sounds.

    Args:
        folder: Holds `start.wav`, `inhale.wav`, `exhale.wav`, `switch.wav` and `end.wav`: 16-bit PCM, any number of
            channels (averaged), any usual sample rate (resampled), 0.05 to 10 s.

    Returns:
        Audio at `SAMPLE_RATE`; a mono file already at that rate keeps its samples exactly.

    Raises:
        AudioError: A file is missing, damaged, shorter than its header says, or of another kind.
    """
    return {sound: read_sound(folder / f"{sound}.wav") for sound in Sound}


def chimes_at(level_db: float, chimes: Mapping[Sound, Audio]) -> dict[Sound, Audio]:
    """Chimes so much louder or quieter than the voice, by the loudest 400 ms of each."""
    lufs = VOICE_LUFS + level_db
    return {
        sound: with_loudness(chime, lufs=lufs, measured_lufs=loudest_lufs(chime)) for sound, chime in chimes.items()
    }
