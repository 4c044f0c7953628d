"""Finds, in one section of a timeline, the span that a frame lies in, and where a breath, a set or a sentence begins.

Frames in, marks and frames out; knows no words and decides nothing.
"""

from collections.abc import Iterable
from fractions import Fraction

from coach.audio.format import SAMPLE_RATE
from coach.script.vocabulary import Sound
from coach.timeline import Mark, MarkKind, Section
from coach.units import seconds_to_frames

BREATHS = (MarkKind.INHALE, MarkKind.HOLD_IN, MarkKind.EXHALE, MarkKind.HOLD_OUT)
"""The phases of a breath, in order."""

DOSES = (MarkKind.HOLD, *BREATHS, MarkKind.REP, MarkKind.WORK, MarkKind.SILENCE)
"""The spans that a person does, and that must never be shorter than prescribed."""

COUNT_IN_S = Fraction(3)
"""Seconds before an effort in which it is counted in; the start sound of a set comes within them too."""

SOUND_S = Fraction(1)
"""How much of a chime must be heard, in seconds; one that is cut earlier is sounded again."""


def mark_at(marks: Iterable[Mark], frame: int, *kinds: MarkKind) -> Mark | None:
    """Return the first mark of these kinds that spans a frame."""
    return next((mark for mark in marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame), None)


def round_at(section: Section, frame: int) -> Mark | None:
    """Return the innermost of several rounds that a frame lies in."""
    return min(_rounds_at(section, frame), key=lambda mark: mark.end_frame - mark.start_frame, default=None)


def later_round_at(section: Section, frame: int) -> Mark | None:
    """Return the innermost round that a frame lies in and that is not the first of its kind."""
    later = [mark for mark in _rounds_at(section, frame) if mark.n > 1]
    return min(later, key=lambda mark: mark.end_frame - mark.start_frame, default=None)


def _rounds_at(section: Section, frame: int) -> list[Mark]:
    return [
        mark
        for mark in section.marks
        if mark.kind is MarkKind.ROUND and mark.total > 1 and mark.start_frame <= frame < mark.end_frame
    ]


def counted_at(section: Section, frame: int) -> int:
    """Return where a repetition or an effort begins that starts right after a frame; else the frame itself."""
    until = frame + seconds_to_frames(COUNT_IN_S, SAMPLE_RATE)
    starts = (
        mark.start_frame
        for mark in section.marks
        if mark.kind in (MarkKind.REP, MarkKind.WORK) and frame < mark.start_frame <= until
    )
    inside = mark_at(section.marks, frame, *DOSES, MarkKind.FLOW)
    return frame if inside else min(starts, default=frame)


def breath_start(section: Section, frame: int) -> int | None:
    """Return where the breath at a frame begins: with its inhale, unless its flow has none; None between breaths."""
    phase = mark_at(section.marks, frame, *BREATHS)
    flow = mark_at(section.marks, frame, MarkKind.FLOW)
    earliest = flow.start_frame if flow else section.start_frame
    while phase is not None and phase.start_frame > earliest:
        before = mark_at(section.marks, phase.start_frame - 1, *BREATHS)
        if before is None or BREATHS.index(before.kind) >= BREATHS.index(phase.kind):
            break
        phase = before
    return phase.start_frame if phase else None


def breaths_from(section: Section, frame: int) -> int:
    """Count the inhales from a frame to the end of the exercise or the round, whose phases lie end to end."""
    round_here = round_at(section, frame)
    last = round_here.end_frame if round_here else section.end_frame
    breaths, end = 0, frame
    for mark in section.marks:
        if mark.kind in BREATHS and mark.start_frame == end and end < last:
            end = mark.end_frame
            if mark.kind is MarkKind.INHALE:
                breaths += 1
    return breaths


def set_start(section: Section, rep: Mark) -> int:
    """Return where the set of a repetition begins: with its start sound, where it has one."""
    firsts = (mark for mark in section.marks if mark.kind is MarkKind.REP and mark.n == 1)
    first = max(mark.start_frame for mark in firsts if mark.start_frame <= rep.start_frame)
    earliest = first - seconds_to_frames(COUNT_IN_S, SAMPLE_RATE)
    starts = (
        cue.start_frame for cue in section.cues if cue.sound is Sound.START and earliest <= cue.start_frame <= first
    )
    return max(starts, default=first)


def count_in_start(section: Section, work: Mark) -> int:
    """Return where the count-in of an effort begins."""
    return max(section.start_frame, work.start_frame - seconds_to_frames(COUNT_IN_S, SAMPLE_RATE))


def cut_start(section: Section, frame: int) -> int:
    """Return where the sentence or sound at a frame begins; the frame itself where there is none."""
    heard_long_enough = seconds_to_frames(SOUND_S, SAMPLE_RATE)
    starts = (
        cue.start_frame
        for cue in section.cues
        if cue.start_frame < frame < (cue.end_frame if cue.text else cue.start_frame + heard_long_enough)
    )
    return min(starts, default=frame)


def sentence_before(section: Section, frame: int) -> int:
    """Return where the last sentence before a frame begins, but not before the end of a dose that is done."""
    done = max((mark.end_frame for mark in section.marks if mark.kind in DOSES and mark.end_frame <= frame), default=0)
    starts = (cue.start_frame for cue in section.cues if cue.text and done <= cue.start_frame < frame)
    return max(starts, default=max(done, section.start_frame))
