"""Lays a `silence` step: its announcement, the exact time in which nothing sounds, and the sound on its end."""

from fractions import Fraction
from math import floor

from coach.schedule._context import Context
from coach.schedule.steps.dose import AFTER_END_S
from coach.schedule.text import fill
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Silence, Text
from coach.script.vocabulary import Sound
from coach.timeline import MarkKind


def lay_silence(step: Silence, context: Context) -> None:
    """Announce a silence, wait until everything has rung out, and lay nothing for exactly its length.

    It is announced at any verbosity: nobody can tell an unexplained silence from a session that has stopped.
    """
    track = context.track
    if step.announce:
        track.say_with_beat(_announcement(step.length_s, context.phrases))
    track.ring_out()
    start_s = track.now_s
    track.wait(step.length_s)
    track.mark(MarkKind.SILENCE, start_s)
    track.keep_silent(start_s)
    if step.sound:
        track.chime(Sound.END)
        track.wait(AFTER_END_S)


def _announcement(length_s: Fraction, phrases: Phrasebook) -> Text:
    minutes = length_s / 60
    if minutes == 1:
        return phrases.silence_minute
    if minutes.denominator == 1:
        return fill(phrases.silence_minutes, n=str(minutes))
    return fill(phrases.silence_seconds, n=str(floor(length_s + Fraction(1, 2))))
