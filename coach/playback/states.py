"""Holds the player's states and the table of what leads from one to the next. Knows no sound and no time."""

from dataclasses import dataclass
from enum import StrEnum

from coach.timeline import Section


class State(StrEnum):
    """A state of a player; all of them are drawn in `Player`.

    SEARCHING: the loudspeaker is lost, and the player tries to open it again. STOPPING: the sound fades because
    somebody wants it to end. LOST: no loudspeaker could be opened. FAILED: the preparation of the session failed. The
    other names speak for themselves.
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
"""The states that nothing leads out of."""


class Event(StrEnum):
    """An event that may move a player from one state to another.

    People ask for PLAY, PAUSE, RESUME, JUMP (to another stretch, or to the beginning of this one) and STOP.
    The player notices HEARD: everything was heard; LOSS: the sink cannot be opened or takes no more frames, or the
    whole program was halted; FOUND: a sink could be opened again; GIVEN_UP: none could be opened for a minute; FAULT:
    the preparation failed, and everything before that was heard.
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
"""The state after an event; any other event leaves the state as it is. The loss of a loudspeaker in a pause matters
only when the session goes on. A second STOP does not wait for the fade."""


def state_after(state: State, event: Event) -> State:
    """Return the state that an event leads to; the same state where the event means nothing."""
    return TRANSITIONS.get((state, event), state)


@dataclass(frozen=True, slots=True)
class Status:
    """A moment of a session that is being played.

    Attributes:
        state: The player's state.
        frame: The frame of the session that is being heard; while something else is heard, the frame where the session
            goes on.
        sections: The sections that are made so far, from the opening on; empty until it is known where the session
            begins.
        complete: Whether these are all sections.
        waiting: Whether something other than the session is heard: the lead-in, words after a pause, or quiet.
        volume_db: The volume that the person chose, in dB; 0 leaves the session as it was made.
        saying: The player's own sentence that is being spoken; empty most of the time.
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
        """The section that is heard or will go on; None until it is made."""
        return next(
            (section for section in self.sections if section.start_frame <= self.frame < section.end_frame), None
        )
