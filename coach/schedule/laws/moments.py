"""Law 5: the countdown, the end sound and the name of a stretch are timed backwards from the moment they lead to."""

from collections.abc import Iterator

from coach.schedule.laws.evidence import Evidence, Finding, within
from coach.schedule.laws.law import Law
from coach.script.steps import Sound
from coach.timeline import Cue, Mark, MarkKind, Section

NOTICE_S = 3
"""Law 5: seconds between the name of a stretch and the next cue."""


def misplaced_ends(evidence: Evidence) -> Iterator[Finding]:
    """Find holds whose end is not heard on their last frame."""
    for section, hold in _holds(evidence):
        ends = [cue for cue in section.cues if cue.start_frame == hold.end_frame]
        if not any(_says_end(evidence, cue) for cue in ends):
            problem = "The end sound is not on the hold's end."
            yield evidence.finding(Law.TIMED_BACKWARDS, section, hold.end_frame, problem)


def misplaced_countdowns(evidence: Evidence) -> Iterator[Finding]:
    """Find holds whose last number is not one second before their end."""
    one = evidence.phrases.countdown[0][0]
    for section, hold in _holds(evidence):
        numbers = [cue.start_frame for cue in within(section.cues, hold) if cue.text == one]
        if numbers and hold.end_frame - numbers[-1] != evidence.frames(1):
            problem = "The countdown does not end one second before the hold."
            yield evidence.finding(Law.TIMED_BACKWARDS, section, numbers[-1], problem)


def late_names(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches that are not named, or named less than 3 s before the next cue."""
    for _, section in evidence.stretches():
        title = next((cue for cue in section.cues if cue.text and section.title in cue.text), None)
        if title is None:
            yield evidence.finding(Law.TIMED_BACKWARDS, section, section.start_frame, "The stretch is not named.")
            continue
        following = [cue.start_frame for cue in section.cues if cue.start_frame > title.start_frame]
        if following and following[0] - title.end_frame < evidence.frames(NOTICE_S):
            problem = "The name comes less than 3 s before anyone has to move."
            yield evidence.finding(Law.TIMED_BACKWARDS, section, title.start_frame, problem)


def _holds(evidence: Evidence) -> Iterator[tuple[Section, Mark]]:
    for _, section in evidence.stretches():
        for mark in section.marks:
            if mark.kind is MarkKind.HOLD:
                yield section, mark


def _says_end(evidence: Evidence, cue: Cue) -> bool:
    """Whether a cue says that a hold is over: the end sound, or words where there are no sounds."""
    if evidence.settings.has_chimes:
        return cue.sound is Sound.END
    return cue.text in evidence.phrases.let_go
