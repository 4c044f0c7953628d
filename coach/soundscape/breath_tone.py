"""Makes a tone that lasts as long as a breath, from a timbre and a length.

It rises and swells for an inhale, and falls and fades for an exhale, so that a person can follow it without words. How
loud it is and when it is heard are decided elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.script.vocabulary import Sound
from coach.units import db_to_gain, seconds_to_frames

BreathTone: TypeAlias = Callable[[Sound, int], Audio]
"""Makes the tone of `Sound.INHALE` or `Sound.EXHALE` with a length in frames, as loud as it is to be heard."""

ATTACK_S = 0.025
"""Time in which the tone sets in: quick enough to tell where the breath begins, slow enough not to click."""

SWELL_DB = 8.0
"""How much louder the height of the breath is than an inhale's beginning and an exhale's end. This is heard as a
movement; with more, the beginning of an inhale would be lost in a room."""

HEIGHT_SHARE = 0.75
"""Share of an inhale before its height, and of an exhale after it: lungs are full a little before they turn."""

RELEASE_S, RELEASE_SHARE = 0.8, 0.2
"""The tone fades out over this time, or over this share of its length if that is shorter."""

REST_S, REST_SHARE = 0.15, 0.04
"""Silence at the end of the tone, or as a share of its length if that is shorter: lungs rest a moment before they turn.
Inhale and exhale meet at the same pitch. Without the gap they sounded as one tone, and only a kink in it told that the
breath had turned."""


@dataclass(frozen=True, slots=True)
class BreathTimbre:
    """The pitches and partials that a theme's inhale and exhale share.

    Attributes:
        low_hz: Pitch at which an inhale begins and an exhale ends.
        high_hz: Pitch at which an inhale ends and an exhale begins.
        partials: The sines in the tone: the ratio of each to the pitch, and its gain in dB.
    """

    low_hz: float
    high_hz: float
    partials: tuple[tuple[float, float], ...]


def breath_tone(timbre: BreathTimbre, sound: Sound, frames: int) -> NDArray[np.float64]:
    """Make the tone of one inhale or exhale.

    Args:
        timbre: Its pitches and partials.
        sound: `Sound.INHALE` or `Sound.EXHALE`.
        frames: Length of the tone, rest included, at `SAMPLE_RATE`.

    Returns:
        float64, shape (frames,); a partial of 0 dB has an amplitude of 1 at the height of the breath. The first and the
        last sample are practically zero.
    """
    inhale = sound is Sound.INHALE
    from_hz, to_hz = (timbre.low_hz, timbre.high_hz) if inhale else (timbre.high_hz, timbre.low_hz)
    time_s = np.arange(frames) / SAMPLE_RATE
    cycles = glide_cycles(from_hz, to_hz, frames / SAMPLE_RATE, time_s)
    tone = sum(db_to_gain(gain_db) * np.sin(2.0 * np.pi * ratio * cycles) for ratio, gain_db in timbre.partials)
    return np.asarray(tone * _swell(frames, inhale=inhale) * _edges(frames))


def glide_cycles(from_hz: float, to_hz: float, glide_s: float, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count the cycles that a tone has gone through by each time, if its frequency glides as `rise` does.

    The formula is in closed form, because the last digits of a running sum would depend on the processor.

    Args:
        from_hz: Frequency at time 0.
        to_hz: Frequency from `glide_s` on.
        glide_s: Length of the glide in seconds.
        time_s: Times in seconds, any shape.

    Returns:
        Cycles, float64, same shape as `time_s`.
    """
    gliding_s = np.minimum(time_s, glide_s)
    swing_s = glide_s / np.pi * np.sin(np.pi * gliding_s / max(glide_s, 1.0 / SAMPLE_RATE))
    return from_hz * gliding_s + (to_hz - from_hz) * (gliding_s - swing_s) / 2.0 + to_hz * (time_s - gliding_s)


def rise(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a raised cosine of progress: 0 at 0, 1 from 1 on, without a corner at either end."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(progress, 1.0)))


def _swell(frames: int, *, inhale: bool) -> NDArray[np.float64]:
    """Return the gain of the breath itself, shape (frames,): it rises for an inhale; an exhale has it backwards."""
    progress = np.arange(frames) / max(frames, 1)
    gain_db = -SWELL_DB * (1.0 - rise(progress / HEIGHT_SHARE))
    swell = 10.0 ** (gain_db / 20.0)
    return swell if inhale else swell[::-1]


def _edges(frames: int) -> NDArray[np.float64]:
    """Return the gain of attack, release and rest, shape (frames,): from 0 to 1 and back to 0."""
    length_s = frames / SAMPLE_RATE
    attack = seconds_to_frames(min(ATTACK_S, length_s / 4), SAMPLE_RATE)
    release = seconds_to_frames(min(RELEASE_S, RELEASE_SHARE * length_s), SAMPLE_RATE)
    rest = seconds_to_frames(min(REST_S, REST_SHARE * length_s), SAMPLE_RATE)
    places = np.arange(frames)
    return rise(places / max(attack, 1)) * rise(np.maximum(frames - 1 - rest - places, 0) / max(release, 1))
