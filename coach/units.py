"""Converts between seconds and frames, decibels and gain, and seconds and sizes to what people read.

Takes numbers and returns numbers or text; imports nothing of coach. A frame is one sample per channel.
"""

import math
from fractions import Fraction


def seconds_to_frames(seconds: Fraction | float, sample_rate: int) -> int:
    """Round a time in seconds to the nearest frame, halves upwards.

    Halves always go up, so that two times exactly N whole frames apart stay N frames apart after rounding
    (Python's own `round` would send neighbouring halves in different directions).
    """
    exact = Fraction(seconds)
    return (2 * exact.numerator * sample_rate + exact.denominator) // (2 * exact.denominator)


def frames_to_seconds(frames: int, sample_rate: int) -> Fraction:
    """Return the exact time of a frame count, in seconds."""
    return Fraction(frames, sample_rate)


def db_to_gain(gain_db: float) -> float:
    """Convert a gain in decibels to a factor on the amplitude: -20 dB is 0.1."""
    return float(10.0 ** (gain_db / 20.0))


def clock(seconds: float) -> str:
    """Write a length as minutes and seconds, such as 18:02; an hour is 60:00."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def seconds_to_ms(seconds: Fraction) -> int:
    """Round a time in seconds to the nearest millisecond, halves upwards."""
    return math.floor(seconds * 1000 + Fraction(1, 2))


def megabytes(size_bytes: int) -> str:
    """Write the size of a file in millions of bytes, such as 11.8 MB."""
    return f"{size_bytes / 1_000_000:.1f} MB"


def timestamp(seconds: Fraction) -> str:
    """Write a time as WebVTT and chapter files do: hours, minutes, seconds and milliseconds, `00:18:02.500`."""
    ms = seconds_to_ms(seconds)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
