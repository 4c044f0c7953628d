"""What a player tells while it plays: a value for displays, logs and bookmarks."""

from dataclasses import dataclass

from coach.playback.states import State
from coach.timeline import Section


@dataclass(frozen=True, slots=True)
class Status:
    """A moment of a session.

    Attributes:
        state: The player's.
        frame: Of the session, as it is being heard; while words of the player's own are heard, where it goes on.
        sections: The sections that are prepared so far, from the opening on; empty in the first moment.
        complete: Whether these are all.
        waiting: What is heard is not the session itself: the lead-in, words after a pause, or the wait for a section.
        saying: The sentence of the player's own that is being heard; mostly empty.
        volume_db: Of the person's choosing; 0 is as it was made.
    """

    state: State
    frame: int
    sections: tuple[Section, ...]
    complete: bool
    waiting: bool
    volume_db: int
    saying: str = ""

    @property
    def section(self) -> Section | None:
        """The one that is being heard, or gone on with; None until it is prepared."""
        return next(
            (section for section in self.sections if section.start_frame <= self.frame < section.end_frame), None
        )
