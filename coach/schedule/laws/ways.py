"""Law 8: every stretch has a way in, a way out and a reminder, and the session has an ending."""

from collections.abc import Iterator

from coach.schedule.laws.evidence import BREATH_SOUNDS, Evidence, Finding
from coach.schedule.laws.law import Law
from coach.script.steps import Breathe, Hold, Sound, Stretch, Verbosity
from coach.timeline import MarkKind, Section


def missing_ways(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches that lack a way in, a dose, a way out or a reminder that easing off is fine."""
    for stretch, section in evidence.stretches():
        doses = [mark for mark in section.marks if mark.kind in (MarkKind.HOLD, *BREATH_SOUNDS)]
        if not doses:
            problem = "The stretch has no hold and no breathing."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.start_frame, problem)
            continue
        if stretch.steps and isinstance(stretch.steps[0], Hold | Breathe):
            problem = "The stretch has no way in before its first dose."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.start_frame, problem)
        last_dose_end = max(mark.end_frame for mark in doses)
        if evidence.settings.verbosity is not Verbosity.TONES and not _speaks_from(section, last_dose_end):
            problem = "The stretch has no way out after its last dose."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.end_frame, problem)
        if not _has_reminder(evidence, stretch, section):
            problem = "No reminder says that easing off is fine."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.start_frame, problem)


def missing_ending(evidence: Evidence) -> Iterator[Finding]:
    """Find a session that does not end with words and, where sounds are on, with the end sound."""
    closing = evidence.timeline.sections[-1]
    has_words = any(cue.text for cue in closing.cues)
    rings_out = not evidence.settings.has_chimes or closing.cues[-1].sound is Sound.END
    if not has_words or not rings_out:
        problem = "The session does not end with words and the end sound."
        yield evidence.finding(Law.WAYS_IN_AND_OUT, closing, closing.start_frame, problem)


def _speaks_from(section: Section, frame: int) -> bool:
    return any(cue.text and cue.start_frame >= frame for cue in section.cues)


def _has_reminder(evidence: Evidence, stretch: Stretch, section: Section) -> bool:
    """Whether a stretch has its reminder; with few words, the opening has one for all stretches."""
    reminders = {*(stretch.ease or ()), *(sentence for text in evidence.phrases.ease for sentence in text)}
    full = evidence.settings.verbosity is Verbosity.FULL
    place = section if full else evidence.timeline.sections[0]
    return any(cue.text in reminders for cue in place.cues)
