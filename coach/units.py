"""Conversions between seconds and frames, and between decibels and gain.

Numbers in, numbers out; imports nothing of coach. A frame is one sample per channel.
"""

import math
from fractions import Fraction


def seconds_to_frames(seconds: Fraction | float, sample_rate: int) -> int:
    """Round a time in seconds to the nearest frame, halves upwards.

    Halves always go up, so that two times exactly N whole frames apart stay N frames apart after rounding
    (Python's own `round` would send neighbouring halves in different directions).
    """
    return math.floor(Fraction(seconds) * sample_rate + Fraction(1, 2))


def frames_to_seconds(frames: int, sample_rate: int) -> Fraction:
    """The exact time of a frame count, in seconds."""
    return Fraction(frames, sample_rate)


def db_to_gain(level_db: float) -> float:
    """Amplitude factor of a level in decibels: -20 dB is 0.1."""
    return float(10.0 ** (level_db / 20.0))
