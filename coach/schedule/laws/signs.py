"""Laws 6 and 7: the sounds are taught, and something is heard often enough."""

from collections.abc import Iterator

from coach.schedule.laws.evidence import Evidence, Finding
from coach.schedule.laws.law import Law
from coach.settings.values import sounds_used

TEACHING_S = 30
"""Seconds from the start of a session within which every sound is taught."""

QUIET_S = 20
"""Law 7: the longest silence, in seconds."""


def untaught_sounds(evidence: Evidence) -> Iterator[Finding]:
    """Find sounds that the session uses and the opening does not teach in its first 30 s."""
    opening = evidence.timeline.sections[0]
    taught = {cue.sound for cue in opening.cues if cue.start_frame < evidence.frames(TEACHING_S)}
    for sound in sounds_used(evidence.settings):
        if sound not in taught:
            problem = f"The {sound} sound is not taught within 30 s."
            yield evidence.finding(Law.SOUNDS_TAUGHT, opening, opening.end_frame, problem)


def long_silences(evidence: Evidence) -> Iterator[Finding]:
    """Find silences of more than 20 s."""
    problem = "Nothing is heard for more than 20 s."
    quiet_since = 0
    for section, cue in evidence.cues():
        if cue.start_frame - quiet_since > evidence.frames(QUIET_S):
            yield evidence.finding(Law.SIGNS_OF_LIFE, section, quiet_since, problem)
        quiet_since = max(quiet_since, cue.end_frame)
    if evidence.timeline.frames - quiet_since > evidence.frames(QUIET_S):
        yield evidence.finding(Law.SIGNS_OF_LIFE, evidence.timeline.sections[-1], quiet_since, problem)
