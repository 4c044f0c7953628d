"""A status and its routine in, what there is to tell of that moment out. Draws and prints nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coach.audio.format import SAMPLE_RATE
from coach.playback.states import State, Status
from coach.script.steps import Routine
from coach.timeline import Mark, MarkKind, Section, SectionKind

REMINDER_SENTENCES = 3
"""As many as tell how to get into a pose; what came earlier is done."""

_PREPARING = ("Soon", "preparing the next stretch")
_BEFORE_SOUND = ("Soon", "about to go on")
_NOTES = {
    State.IDLE: ("Soon", "preparing the session"),
    State.PAUSED: ("Paused", ""),
    State.SEARCHING: ("No sound", "looking for the loudspeaker"),
    State.STOPPING: ("Ending", ""),
    State.FINISHED: ("Done", ""),
    State.STOPPED: ("Stopped", ""),
    State.LOST: ("Stopped", "the loudspeaker is gone"),
    State.FAILED: ("Stopped", "something went wrong"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What a person who looks up wants to know.

    Attributes:
        title: Of the stretch; of the routine in its opening and its closing.
        number: Of the stretch, from 1; 0 in the opening and the closing.
        count: Of all stretches.
        side: In the script's words; empty outside of sides.
        said: The last sentence that began, of the session's or, between times, of the player's.
        reminder: Where that is a prompt inside a hold or a breath, the sentences before the hold or the breath.
        following: The title of the next stretch; empty from the last one on.
        note: A word for a state that needs one, such as “Paused”.
        explanation: Of the note; may be empty.
        hold_left_s: Whole seconds; None outside of holds.
        section_left_s: Whole seconds; None until the section is prepared.
        section_share: How much of the section is over, 0 to 1.
        session_left_s: Whole seconds; None until all is prepared.
        session_share: How much of the session is over, 0 to 1.
    """

    title: str
    number: int
    count: int
    side: str
    said: str
    reminder: str
    following: str
    note: str
    explanation: str
    hold_left_s: int | None
    section_left_s: int | None
    section_share: float
    session_left_s: int | None
    session_share: float


def moment(status: Status, routine: Routine) -> Moment:
    """Read a status.

    Args:
        status: Of a session of this routine.
        routine: What is played; it may leave some of its stretches out to fit into a time.
    """
    frame, section = status.frame, _section(status)
    names = titles(status, routine)
    number = _number(status, section, names)
    hold = _mark(section, frame, MarkKind.HOLD)
    side = _mark(section, frame, MarkKind.SIDE)
    said, reminder = _said(section, frame)
    note, explanation = _note(status, section)
    return Moment(
        title=names[number - 1] if number else routine.title,
        number=number,
        count=len(names),
        side=side.side if side else "",
        said=status.saying or said,
        reminder=reminder,
        following=_following(status, section, number, names),
        note=note,
        explanation=explanation,
        hold_left_s=_left_s(frame, hold.end_frame) if hold else None,
        section_left_s=_left_s(frame, section.end_frame) if section else None,
        section_share=_share(frame, section.start_frame, section.end_frame) if section else 0.0,
        session_left_s=_left_s(frame, status.sections[-1].end_frame) if status.complete else None,
        session_share=_share(frame, 0, status.sections[-1].end_frame) if status.complete else 0.0,
    )


def _section(status: Status) -> Section | None:
    """The one that is heard; at the very end still the last one."""
    return status.section or (status.sections[-1] if status.complete else None)


def titles(status: Status, routine: Routine) -> list[str]:
    """Of all stretches; once they are all made it is known which of them are played."""
    made = [section.title for section in status.sections if section.kind is SectionKind.STRETCH]
    all_titles = [stretch.title for stretch in routine.stretches]
    return made if status.complete and len(made) != len(all_titles) else all_titles


def _number(status: Status, section: Section | None, titles: Sequence[str]) -> int:
    stretches = [each for each in status.sections if each.kind is SectionKind.STRETCH]
    if section is None:
        awaited = len(stretches) + 1
        return awaited if status.sections and awaited <= len(titles) else 0
    return stretches.index(section) + 1 if section.kind is SectionKind.STRETCH else 0


def _following(status: Status, section: Section | None, number: int, titles: Sequence[str]) -> str:
    opening = not status.sections or (section is not None and section.kind is SectionKind.OPENING)
    return titles[number] if (opening or number) and number < len(titles) else ""


def _mark(section: Section | None, frame: int, *kinds: MarkKind) -> Mark | None:
    marks = section.marks if section else ()
    return next((mark for mark in marks if mark.kind in kinds and mark.start_frame <= frame < mark.end_frame), None)


def _said(section: Section | None, frame: int) -> tuple[str, str]:
    """The last sentence, and what it is said on top of."""
    begun = [cue for cue in section.cues if cue.text and cue.start_frame <= frame] if section else []
    if not begun:
        return "", ""
    apart = [
        cue
        for cue in begun
        if not _mark(section, cue.start_frame, MarkKind.HOLD, MarkKind.INHALE, MarkKind.EXHALE)
        and cue.side in ("", begun[-1].side)
    ]
    reminder = "" if begun[-1] in apart else " ".join(cue.text for cue in apart[-REMINDER_SENTENCES:])
    return begun[-1].text, reminder


def _note(status: Status, section: Section | None) -> tuple[str, str]:
    if status.state is State.PLAYING and section is None:
        return _PREPARING if status.sections else _NOTES[State.IDLE]
    if status.state is State.PLAYING and status.waiting:
        return _BEFORE_SOUND
    return _NOTES.get(status.state, ("", ""))


def _left_s(frame: int, end_frame: int) -> int:
    return max(0, math.ceil((end_frame - frame) / SAMPLE_RATE))


def _share(frame: int, start_frame: int, end_frame: int) -> float:
    return min(1.0, max(0.0, (frame - start_frame) / max(1, end_frame - start_frame)))
