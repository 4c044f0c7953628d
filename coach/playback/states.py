"""The player's states and what leads from one to the next, as a table. Knows no sound and no time."""

from dataclasses import dataclass
from enum import StrEnum

from coach.timeline import Section


class State(StrEnum):
    """Where a player is; drawn in `Player`.

    SEARCHING: the loudspeaker is lost, and is tried to be opened again. STOPPING: the sound fades, since somebody wants
    it to end. LOST: no loudspeaker could be opened. FAILED: the source of the session did. The other words are plain.
    """

    IDLE = "idle"
    PLAYING = "playing"
    PAUSED = "paused"
    SEARCHING = "searching"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    LOST = "lost"
    FAILED = "failed"


ENDS = frozenset({State.FINISHED, State.STOPPED, State.LOST, State.FAILED})
"""Nothing leads out of these."""


class Event(StrEnum):
    """What moves a player from one state to the next.

    Asked for: PLAY, PAUSE, RESUME, JUMP (to another stretch, or to the beginning of this one) and STOP.
    Noticed: HEARD, all that there was to play was heard; LOSS, the sink cannot be opened or takes no more frames, or
    the whole program was halted; FOUND, a sink could be opened again; GIVEN_UP, none could for a minute; FAULT, the
    source of the session failed, and all before that was heard.
    """

    PLAY = "play"
    PAUSE = "pause"
    RESUME = "resume"
    JUMP = "jump"
    STOP = "stop"
    HEARD = "heard"
    LOSS = "loss"
    FOUND = "found"
    GIVEN_UP = "given up"
    FAULT = "fault"


TRANSITIONS = {
    (State.IDLE, Event.PLAY): State.PLAYING,
    (State.IDLE, Event.STOP): State.STOPPED,
    (State.IDLE, Event.LOSS): State.LOST,
    (State.PLAYING, Event.PAUSE): State.PAUSED,
    (State.PLAYING, Event.STOP): State.STOPPING,
    (State.PLAYING, Event.HEARD): State.FINISHED,
    (State.PLAYING, Event.LOSS): State.SEARCHING,
    (State.PLAYING, Event.FAULT): State.FAILED,
    (State.PAUSED, Event.RESUME): State.PLAYING,
    (State.PAUSED, Event.JUMP): State.PLAYING,
    (State.PAUSED, Event.STOP): State.STOPPING,
    (State.SEARCHING, Event.FOUND): State.PLAYING,
    (State.SEARCHING, Event.PAUSE): State.PAUSED,
    (State.SEARCHING, Event.GIVEN_UP): State.LOST,
    (State.SEARCHING, Event.STOP): State.STOPPED,
    (State.STOPPING, Event.HEARD): State.STOPPED,
    (State.STOPPING, Event.LOSS): State.STOPPED,
    (State.STOPPING, Event.FAULT): State.STOPPED,
    (State.STOPPING, Event.STOP): State.STOPPED,
}
"""Any other event leaves the state as it is. A loudspeaker that is lost while nothing is played is only missed when
the session goes on; who stops twice is not made to wait for the fade."""


def state_after(state: State, event: Event) -> State:
    """The state that an event leads to; the same state where the event means nothing."""
    return TRANSITIONS.get((state, event), state)


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
