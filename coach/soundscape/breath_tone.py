"""A tone that breathes for as long as a breath does: a timbre and a length in, samples out.

Rising and swelling for an inhale, falling and fading for an exhale, so that it can be followed without a word. Says how
it sounds, not how loud or when.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.script.steps import Sound
from coach.units import db_to_gain, seconds_to_frames

ATTACK_S = 0.025
"""Its first moment tells where the breath begins: quick enough for that, slow enough not to click."""

SWELL_DB = 8.0
"""From an inhale's first moment to its height, and from an exhale's height to where it lets go. Enough to be heard as a
movement; with more, the onset of an inhale would be lost in a room."""

HEIGHT_SHARE = 0.75
"""How far into an inhale its height is, and as far before the end of an exhale: lungs are full a little before they
turn."""

RELEASE_S, RELEASE_SHARE = 0.8, 0.2
"""It lets go over so long, or that share of its length."""

REST_S, REST_SHARE = 0.15, 0.04
"""And is gone so long before its end: lungs rest a moment before they turn. Inhale and exhale meet at one pitch;
without the gap they were one tone, and nothing but a kink in it said that the breath had turned."""


@dataclass(frozen=True, slots=True)
class BreathTimbre:
    """What both tones of a theme have in common.

    Attributes:
        low_hz: Where an inhale begins and an exhale ends.
        high_hz: Where an inhale ends and an exhale begins.
        partials: Frequency over that of the tone, and level in dB, of each sine in it.
    """

    low_hz: float
    high_hz: float
    partials: tuple[tuple[float, float], ...]


def breath_tone(timbre: BreathTimbre, sound: Sound, frames: int) -> NDArray[np.float64]:
    """One breath.

    Args:
        timbre: What it is played on.
        sound: `Sound.INHALE` or `Sound.EXHALE`.
        frames: Its whole length, at `SAMPLE_RATE`.

    Returns:
        float64, shape (frames,); a partial of 0 dB has an amplitude of 1 at its height. The first and the last sample
        are as good as zero.
    """
    inhale = sound is Sound.INHALE
    from_hz, to_hz = (timbre.low_hz, timbre.high_hz) if inhale else (timbre.high_hz, timbre.low_hz)
    time_s = np.arange(frames) / SAMPLE_RATE
    turns = glide_cycles(from_hz, to_hz, frames / SAMPLE_RATE, time_s)
    tone = sum(db_to_gain(level_db) * np.sin(2.0 * np.pi * ratio * turns) for ratio, level_db in timbre.partials)
    return np.asarray(tone * _swell(frames, inhale=inhale) * _edges(frames))


def glide_cycles(from_hz: float, to_hz: float, glide_s: float, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often a tone has gone round by each time, if its frequency moves from one to another as `rise` does.

    In closed form and not as a running sum, whose last digits would depend on the processor.
    """
    gliding_s = np.minimum(time_s, glide_s)
    swing_s = glide_s / np.pi * np.sin(np.pi * gliding_s / max(glide_s, 1.0 / SAMPLE_RATE))
    return from_hz * gliding_s + (to_hz - from_hz) * (gliding_s - swing_s) / 2.0 + to_hz * (time_s - gliding_s)


def rise(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    """A raised cosine: 0 at 0, 1 from 1 on, without a corner at either."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(progress, 1.0)))


def _swell(frames: int, *, inhale: bool) -> NDArray[np.float64]:
    """The breath itself: up for an inhale, and the same backwards for an exhale."""
    progress = np.arange(frames) / max(frames, 1)
    level_db = -SWELL_DB * (1.0 - rise(progress / HEIGHT_SHARE))
    swell = 10.0 ** (level_db / 20.0)
    return swell if inhale else swell[::-1]


def _edges(frames: int) -> NDArray[np.float64]:
    """From nothing to all of it, and to nothing again at the end."""
    length_s = frames / SAMPLE_RATE
    attack = seconds_to_frames(min(ATTACK_S, length_s / 4), SAMPLE_RATE)
    release = seconds_to_frames(min(RELEASE_S, RELEASE_SHARE * length_s), SAMPLE_RATE)
    rest = seconds_to_frames(min(REST_S, REST_SHARE * length_s), SAMPLE_RATE)
    places = np.arange(frames)
    return rise(places / max(attack, 1)) * rise(np.maximum(frames - 1 - rest - places, 0) / max(release, 1))
