"""Lays a `chime` step: a sound, and the time to hear it."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.script.steps import Chime

AFTER_CHIME_S = Fraction(1)
"""Seconds from a chime to whatever follows it."""


def lay_chime(step: Chime, context: Context) -> None:
    """Sound a chime and wait a second; without sounds, only wait."""
    context.track.chime(step.sound)
    context.track.wait(AFTER_CHIME_S)
