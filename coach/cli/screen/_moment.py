"""Turns a status and its routine into the facts that a screen shows at that moment. Draws and prints nothing."""

import math
from dataclasses import dataclass

from coach.audio.format import SAMPLE_RATE
from coach.cli.screen._counted import Counted, counted, mark_at, round_at
from coach.playback.states import State, Status
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.timeline import Cue, MarkKind, Section, SectionKind

REMINDER_SENTENCES = 3
"""How many sentences a reminder has at most. Three tell how to get into a pose; earlier ones are done by then."""

_PREPARING = ("Soon", "preparing the next stretch")
_BEFORE_SOUND = ("Soon", "about to go on")
_BEFORE_BEGINNING = ("Soon", "about to begin")
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
_PROMPTED = (
    MarkKind.HOLD,
    MarkKind.INHALE,
    MarkKind.HOLD_IN,
    MarkKind.EXHALE,
    MarkKind.HOLD_OUT,
    MarkKind.REP,
    MarkKind.WORK,
    MarkKind.REST,
)
"""The spans in which a sentence is a prompt, not an instruction."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The facts that a person who looks at the screen wants to know.

    Attributes:
        routine_title: The routine's title.
        title: The stretch's title; in the opening and the closing, the routine's.
        part: The phrasebook's word for the opening or the closing; empty in a stretch.
        number: The stretch's number, from 1; 0 in the opening and the closing.
        count: Number of stretches in the session.
        side: The side in the script's words; empty outside of sides.
        round: The round, such as “round 2 of 3”; empty outside of rounds.
        said: The last sentence that began: the session's or, in between, the player's.
        reminder: If `said` is a prompt inside a hold, a breath, a repetition or an effort, the instructions before it.
        following: The next stretch's title; empty in the last stretch and the closing.
        note: A word for a state that needs one, such as “Paused”.
        explanation: The reason for the note; may be empty.
        counted: The seconds left of a hold, an effort, a rest, a silence or a phase of a breath, or the number of the
            repetition; None outside of them.
        section_left_s: Whole seconds until the section ends; None until it is prepared.
        section_share: The part of the section that is over, 0 to 1.
        session_left_s: Whole seconds until the session ends; None until all of it is prepared.
        session_share: The part of the session that is over, 0 to 1.
        is_paused: Whether the person has paused the session.
        volume_db: The volume that the person has chosen; 0 changes nothing.
    """

    routine_title: str
    title: str
    part: str
    number: int
    count: int
    side: str
    round: str
    said: str
    reminder: str
    following: str
    note: str
    explanation: str
    counted: Counted | None
    section_left_s: int | None
    section_share: float
    session_left_s: int | None
    session_share: float
    is_paused: bool
    volume_db: int


def moment(status: Status, routine: Routine, phrases: Phrasebook) -> Moment:
    """Gather the facts of one moment.

    Args:
        status: A status of a session of this routine.
        routine: The routine that is played; the session may leave out some of its stretches.
        phrases: The phrasebook, which has the titles of the opening and the closing.
    """
    frame, section = status.frame, _heard_section(status)
    titles = stretch_titles(status, routine)
    kind = _kind(status, section, len(titles))
    number = _index(status, section) if kind is SectionKind.STRETCH else 0
    parts = {SectionKind.OPENING: phrases.opening_title, SectionKind.CLOSING: phrases.closing_title}
    side = mark_at(section, frame, MarkKind.SIDE)
    said, reminder = _said(section, frame)
    note, explanation = _note(status, section)
    return Moment(
        routine_title=routine.title,
        title=titles[number - 1] if number else routine.title,
        part=parts.get(kind, ""),
        number=number,
        count=len(titles),
        side=side.side if side else "",
        round=round_at(section, frame),
        said=status.saying or said,
        reminder=reminder,
        following=titles[number] if kind is not SectionKind.CLOSING and number < len(titles) else "",
        note=note,
        explanation=explanation,
        counted=counted(section, frame),
        section_left_s=_left_s(frame, section.end_frame) if section else None,
        section_share=_share(frame, section.start_frame, section.end_frame) if section else 0.0,
        session_left_s=_left_s(frame, status.sections[-1].end_frame) if status.complete else None,
        session_share=_share(frame, 0, status.sections[-1].end_frame) if status.complete else 0.0,
        is_paused=status.state is State.PAUSED,
        volume_db=status.volume_db,
    )


def stretch_titles(status: Status, routine: Routine) -> list[str]:
    """List the titles of the session's stretches: of the whole routine until it is known which ones are left out."""
    if status.complete:
        return [section.title for section in status.sections if section.kind is SectionKind.STRETCH]
    return [stretch.title for stretch in routine.stretches]


def _heard_section(status: Status) -> Section | None:
    """Return the section that is heard, at the very end the last one; None while it is being prepared."""
    if status.section is None and status.complete:
        return status.sections[-1]
    return status.section


def _index(status: Status, section: Section | None) -> int:
    """Return the place of a section among all of them; without one, that of the next to be prepared."""
    return status.sections.index(section) if section else len(status.sections)


def _kind(status: Status, section: Section | None, stretch_count: int) -> SectionKind:
    """Return the kind of a section; without one, that of the next to be prepared."""
    if section:
        return section.kind
    if not status.sections:
        return SectionKind.OPENING
    return SectionKind.STRETCH if len(status.sections) <= stretch_count else SectionKind.CLOSING


def _said(section: Section | None, frame: int) -> tuple[str, str]:
    """Return the last sentence that began and, if it is a prompt, the instructions before it."""
    begun = [cue for cue in section.cues if cue.text and cue.start_frame <= frame] if section else []
    if not begun:
        return "", ""
    last = begun[-1]
    if not _is_prompt(section, last):
        return last.text, ""
    instructions = [cue.text for cue in begun if not _is_prompt(section, cue) and cue.side in ("", last.side)]
    return last.text, " ".join(instructions[-REMINDER_SENTENCES:])


def _is_prompt(section: Section | None, cue: Cue) -> bool:
    return mark_at(section, cue.start_frame, *_PROMPTED) is not None


def _note(status: Status, section: Section | None) -> tuple[str, str]:
    if status.state is State.PLAYING and section is None:
        return _PREPARING if status.sections else _NOTES[State.IDLE]
    if status.state is State.PLAYING and status.waiting:
        return _BEFORE_SOUND if status.frame else _BEFORE_BEGINNING
    return _NOTES.get(status.state, ("", ""))


def _left_s(frame: int, end_frame: int) -> int:
    return max(0, math.ceil((end_frame - frame) / SAMPLE_RATE))


def _share(frame: int, start_frame: int, end_frame: int) -> float:
    return min(1.0, max(0.0, (frame - start_frame) / max(1, end_frame - start_frame)))
