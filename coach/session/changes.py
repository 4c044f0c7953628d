"""Finds where a session begins to differ from what it was before its script was changed."""

from itertools import zip_longest

from coach.timeline import MarkKind, Section, Timeline

_AROUND = {MarkKind.STRETCH, MarkKind.SIDE, MarkKind.ROUND}
"""Spans that any change within them lengthens, and whose beginning therefore says nothing of its place."""


def first_change(before: Timeline, after: Timeline) -> int | None:
    """Return the frame at which the first sentence, sound or span begins that is not as it was.

    Each section is compared from its own beginning, so that a section after a longer one does not count as changed.

    Args:
        before: The session as it was.
        after: The session as it is now.

    Returns:
        A frame of `after`; None if all that is left is as it was.
    """
    for old, new in zip_longest(before.sections, after.sections):
        if new is None:
            return None
        if old is None or old.stretch != new.stretch:
            return new.start_frame
        for was, now in zip_longest(_events(old), _events(new)):
            if was != now:
                first = min(event[0] for event in (was, now) if event)
                return min(new.start_frame + first, new.end_frame - 1)
    return None


def _events(section: Section) -> list[tuple[int, int, str, str]]:
    """Return what happens in a section, in order: first and last frame from its beginning, what it is, and the side."""
    begin = section.start_frame
    cues = [
        (cue.start_frame - begin, cue.end_frame - begin, cue.text or str(cue.sound), cue.side) for cue in section.cues
    ]
    marks = [
        (mark.start_frame - begin, mark.end_frame - begin, f"{mark.kind} {mark.name}", mark.side)
        for mark in section.marks
        if mark.kind not in _AROUND
    ]
    return sorted(cues + marks)
