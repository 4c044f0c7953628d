"""Law 1: spoken cues keep their distance, and nothing is cut."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from coach.schedule.laws.evidence import Evidence, Finding
from coach.schedule.laws.law import Law

SPEECH_GAP_S = Fraction(15, 100)
"""Law 1: the shortest silence between two spoken cues, in seconds."""


def speech_too_close(evidence: Evidence) -> Iterator[Finding]:
    """Find speech that begins too soon after other speech."""
    speech = [(section, cue) for section, cue in evidence.cues() if cue.text]
    for (_, before), (section, cue) in pairwise(speech):
        if cue.start_frame - before.end_frame < evidence.frames(SPEECH_GAP_S):
            problem = f"“{cue.text}” comes too soon after “{before.text}”."
            yield evidence.finding(Law.SPEECH_APART, section, cue.start_frame, problem)


def cues_cut(evidence: Evidence) -> Iterator[Finding]:
    """Find cues that begin outside of their section; a session that is made section by section would cut them."""
    for section, cue in evidence.cues():
        if not section.start_frame <= cue.start_frame < section.end_frame:
            problem = f"“{cue.text or cue.sound}” begins outside of its section, and would be cut."
            yield evidence.finding(Law.SPEECH_APART, section, cue.start_frame, problem)
