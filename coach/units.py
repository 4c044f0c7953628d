"""Conversions between seconds and frames, and between decibels and gain.

Numbers in, numbers out; imports nothing of coach. A frame is one sample per channel.
"""

import math
from fractions import Fraction
from math import floor


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


def clock(seconds: float) -> str:
    """Minutes and seconds, such as 18:02; an hour is 60:00."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def seconds_to_ms(seconds: Fraction) -> int:
    """Milliseconds, rounded to nearest, halves upwards."""
    return floor(seconds * 1000 + Fraction(1, 2))


def timestamp(seconds: Fraction) -> str:
    """Hours, minutes, seconds and milliseconds, such as `00:18:02.500`: how WebVTT and chapters write a time."""
    ms = seconds_to_ms(seconds)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
