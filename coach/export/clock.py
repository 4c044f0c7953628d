"""Seconds in, times to be read or parsed out."""

from fractions import Fraction
from math import floor


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
