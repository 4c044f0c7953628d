"""Finds what a person counts at a moment: seconds of a hold, an effort, a rest, a silence or a breath, or repetitions.

Takes a section and a frame, returns a number and words for a screen. Draws nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from coach.audio.format import SAMPLE_RATE
from coach.timeline import Mark, MarkKind, Section
from coach.units import clock

TWO_DIGITS_S = 99
"""The most seconds that are shown as a number; more are shown as minutes and seconds."""

_OF_WHAT: Mapping[MarkKind, tuple[str, str]] = {
    MarkKind.SILENCE: ("of silence left", "silence"),
    MarkKind.WORK: ("of work left", "work"),
    MarkKind.HOLD: ("of the hold left", "hold"),
    MarkKind.REST: ("of rest left", "rest"),
    MarkKind.INHALE: ("to breathe in", "inhale"),
    MarkKind.HOLD_IN: ("to hold your breath", "hold"),
    MarkKind.EXHALE: ("to breathe out", "exhale"),
    MarkKind.HOLD_OUT: ("to hold your breath", "hold"),
}
"""The words after the seconds left of a span, and the word before them where there is little room.

A span stands before those that may lie inside it: a hold before its breaths.
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing that is counted at a moment.

    Attributes:
        number: Whole seconds left, minutes and seconds left, or the number of the repetition.
        caption: The words after the number, such as “s of the hold left”.
        short: Both in few words, such as “hold 15 s”.
    """

    number: str
    caption: str
    short: str


def counted(section: Section | None, frame: int) -> Counted | None:
    """Return what is counted at a frame; None where nothing is."""
    rep = mark_at(section, frame, MarkKind.REP)
    if rep is not None:
        return Counted(str(rep.n), f"of {rep.total} repetitions", f"repetition {rep.n} of {rep.total}")
    for kind, (words, word) in _OF_WHAT.items():
        span = mark_at(section, frame, kind)
        if span is not None:
            return _seconds(ceil((span.end_frame - frame) / SAMPLE_RATE), words, word)
    return None


def round_at(section: Section | None, frame: int) -> str:
    """Return the innermost round at a frame, such as “round 2 of 3”; an empty text outside of rounds."""
    rounds = [mark for mark in _marks_at(section, frame, MarkKind.ROUND) if mark.total > 1]
    if not rounds:
        return ""
    innermost = min(rounds, key=lambda mark: mark.end_frame - mark.start_frame)
    return f"round {innermost.n} of {innermost.total}"


def mark_at(section: Section | None, frame: int, *kinds: MarkKind) -> Mark | None:
    """Return the first mark of these kinds that spans a frame; None where there is none."""
    return next(iter(_marks_at(section, frame, *kinds)), None)


def _marks_at(section: Section | None, frame: int, *kinds: MarkKind) -> list[Mark]:
    marks = section.marks if section else ()
    return [mark for mark in marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame]


def _seconds(left_s: int, words: str, word: str) -> Counted:
    if left_s > TWO_DIGITS_S:
        return Counted(clock(left_s), words, f"{word} {clock(left_s)}")
    return Counted(str(left_s), f"s {words}", f"{word} {left_s} s")
