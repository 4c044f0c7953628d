"""Reads a theme, a folder with the five sounds of a session, and brings its sounds to a loudness against the voice.

Shipped themes are found by name, a person's own by its folder: see `names.find_theme`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coach.audio.buffer import Audio, resample
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudest_lufs, with_loudness
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.pcm_file import PcmFileError, parse_pcm_file
from coach.errors import AudioError
from coach.files import read_given
from coach.script.vocabulary import Sound
from coach.soundscape.breath_file import read_breath_file
from coach.soundscape.breath_tone import BreathTimbre, BreathTone, breath_tone
from coach.soundscape.names import BREATH_FILE

SHORTEST_SOUND_S, LONGEST_SOUND_S = 0.05, 10.0
"""A shorter sound is a click; a longer one would still ring when the next is due."""

LARGEST_FILE_BYTES = 64 * 1024 * 1024
"""Twice the size of the longest sound with the most channels at the highest sample rate."""

_REMEDY = (
    f"Put a 16-bit PCM WAV file of {SHORTEST_SOUND_S} to {LONGEST_SOUND_S:g} s in its place, or choose another theme."
)


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """The sounds of a session apart from its voice and its ambient sound.

    Attributes:
        sounds: The five sounds, as loud as they are in the folder.
        breath: The timbre of tones that span a breath; None plays the short `inhale` and `exhale` instead.
    """

    sounds: Mapping[Sound, Audio]
    breath: BreathTimbre | None

    def sounds_at(
        self, loudness_db: float, *, measure_lufs: Callable[[Audio], float] = loudest_lufs
    ) -> dict[Sound, Audio]:
        """Return the five sounds at a loudness against the voice in dB, by their loudest 400 ms; none at -inf.

        Args:
            loudness_db: The loudness against the voice in dB.
            measure_lufs: Gives the loudness of a sound's loudest 400 ms, if it was measured before.
        """
        if loudness_db == -math.inf:
            return {}
        lufs = VOICE_LUFS + loudness_db
        return {
            sound: with_loudness(audio, lufs=lufs, measured_lufs=measure_lufs(audio))
            for sound, audio in self.sounds.items()
        }

    def breath_tone_at(self, loudness_db: float) -> BreathTone | None:
        """Return a maker of breath tones at a loudness against the voice in dB, by their loudest 400 ms.

        Its tones are in 16-bit steps, as clips are, so that they are the same on every processor.

        Returns:
            None at minus infinity, or if the theme has no timbre for breaths. Each tone is made once and kept.
        """
        timbre = self.breath
        if timbre is None or loudness_db == -math.inf:
            return None

        @cache
        def tone(sound: Sound, frames: int) -> Audio:
            made = Audio(breath_tone(timbre, sound, frames).astype("float32"))
            loud = with_loudness(made, lufs=VOICE_LUFS + loudness_db, measured_lufs=loudest_lufs(made))
            return Audio(pcm16_to_samples(samples_to_pcm16(loud.samples)))

        return tone


def read_theme(folder: Path) -> Theme:
    """Read a theme.

    Args:
        folder: Holds the five sounds, see `read_sounds`, and may hold `breath.toml`, see `read_breath_file`.

    Raises:
        AudioError: A sound is missing or damaged, or `breath.toml` is not understood.
    """
    return Theme(read_sounds(folder), read_breath_file(folder / BREATH_FILE))


def read_sounds(folder: Path) -> Mapping[Sound, Audio]:
    """Read all five sounds.

    Args:
        folder: Holds `start.wav`, `inhale.wav`, `exhale.wav`, `switch.wav` and `end.wav`: 16-bit PCM, 0.05 to 10 s, up
            to eight channels (averaged), 8 to 192 kHz (resampled).

    Returns:
        Audio at `SAMPLE_RATE`. A mono file at that rate keeps its samples exactly.

    Raises:
        AudioError: A file is missing, damaged, shorter than its header says, or of another kind.
    """
    return {sound: read_sound(folder / f"{sound}.wav") for sound in Sound}


def read_sound(path: Path) -> Audio:
    """Read one sound; see `read_sounds`."""
    try:
        return resample(_parse_sound(path), SAMPLE_RATE)
    except FileNotFoundError as error:
        raise AudioError(f"The sound {path} is missing.", _REMEDY) from error
    except OSError as error:
        raise AudioError(f"The sound {path} cannot be used: {error.strerror or error}.", _REMEDY) from error
    except PcmFileError as error:
        raise AudioError(f"The sound {path} cannot be used: {error.reason}.", _REMEDY) from error


def _parse_sound(path: Path) -> Audio:
    audio = parse_pcm_file(read_given(path, LARGEST_FILE_BYTES))
    if not SHORTEST_SOUND_S <= audio.duration_s <= LONGEST_SOUND_S:
        raise PcmFileError(f"it lasts {audio.duration_s:.3f} s")
    return audio
