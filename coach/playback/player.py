"""Plays blocks of audio through a sink to their end, or fades them out; tells what is being heard.

Knows no device and no session: a source of blocks, a sink, and a clock are handed in.
"""

import time
from collections.abc import Callable, Iterator
from enum import StrEnum

from coach.audio import SAMPLE_RATE, Audio
from coach.errors import PlaybackError
from coach.playback.feed import Feed
from coach.playback.sink import Sink
from coach.units import seconds_to_frames

FADE_S = 0.15
"""Soft enough not to startle, short enough to end within half a second together with a sink's latency of 0.35 s."""

STOP_LIMIT_S = 0.45
"""From `stop` to the end, whatever the loudspeaker does; with a tick on top, half a second."""

WATCH_S = 2.0
"""A loudspeaker that takes no frame for so long is lost: one that works asks at least ten times a second."""

TICK_S = 0.05
"""Between two looks at how far it is."""

LOST_LOUDSPEAKER = "Check that it is connected, switched on and awake, then start again; `coach export` writes a file."
"""What a person can do when the sound has ended for no reason of coach's."""


class State(StrEnum):
    """Where a player is; drawn in `Player`."""

    IDLE = "idle"
    PLAYING = "playing"
    FADING = "fading"
    FINISHED = "finished"
    STOPPED = "stopped"
    LOST = "lost"
    FAILED = "failed"


class Event(StrEnum):
    """What moves a player from one state to the next.

    PLAY: it was told to begin. STOP: it was told to end. HEARD: all that can be pulled was heard. LOSS: the sink cannot
    be opened, takes no more frames, or is too slow to stop. FAULT: the source failed, and all before that was heard.
    """

    PLAY = "play"
    STOP = "stop"
    HEARD = "heard"
    LOSS = "loss"
    FAULT = "fault"


TRANSITIONS = {
    (State.IDLE, Event.PLAY): State.PLAYING,
    (State.IDLE, Event.STOP): State.STOPPED,
    (State.PLAYING, Event.STOP): State.FADING,
    (State.PLAYING, Event.HEARD): State.FINISHED,
    (State.PLAYING, Event.LOSS): State.LOST,
    (State.PLAYING, Event.FAULT): State.FAILED,
    (State.FADING, Event.HEARD): State.STOPPED,
    (State.FADING, Event.LOSS): State.STOPPED,
    (State.FADING, Event.FAULT): State.FAILED,
}
"""Any other event leaves the state as it is."""


def state_after(state: State, event: Event) -> State:
    """The state that an event leads to; the same state where the event means nothing."""
    return TRANSITIONS.get((state, event), state)


class Player:
    """Plays one session, once.

    ```
    idle ──play──▶ playing ──heard──▶ finished
      │               │ ├────loss───▶ lost     PlaybackError
      │               │ └────fault──▶ failed   the source's own error ◀──fault── fading
      │              stop
      │               ▼
      │            fading ──heard or loss──▶ stopped
      └───────────────stop──────────────────────▲
    ```

    Args:
        blocks: Consecutive audio, at the sample rate given.
        frames: How many there are in all.
        sink: Where they go; started and closed by `play`.
        sample_rate: Hz.
        now: A clock in seconds that never goes back.
        wait: Waits for a number of seconds on that clock.

    Attributes:
        state: Where it is.
    """

    def __init__(  # noqa: PLR0913 (the last three are for tests)
        self,
        blocks: Iterator[Audio],
        frames: int,
        sink: Sink,
        *,
        sample_rate: int = SAMPLE_RATE,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.state = State.IDLE
        self._feed = Feed(blocks, frames=frames, fade_frames=seconds_to_frames(FADE_S, sample_rate))
        self._frames = frames
        self._sink = sink
        self._sample_rate = sample_rate
        self._now = now
        self._wait = wait
        self._stop_asked_s: float | None = None
        self._heard_frames = 0
        self._pulled_frames = 0  # what the last look saw
        self._pulled_at_s = 0.0  # when a look last saw more
        self._quiet_s = 0.0

    def play(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Play until all is heard, or until `stop`; blocks for as long.

        Args:
            progress: Called about twenty times a second, in this thread, with the frame being heard.

        Raises:
            PlaybackError: The loudspeaker cannot be opened, or took no frames for two seconds.
            Exception: Whatever the source of the blocks raised, once all before it was heard.
        """
        if self.state is not State.IDLE:
            raise RuntimeError("A player plays once.")
        self._enter(Event.PLAY if self._stop_asked_s is None else Event.STOP)
        try:
            self._start()
            while self.state in (State.PLAYING, State.FADING):
                self._wait(TICK_S)
                self._look()
                progress(self._heard_frames)
        finally:
            self._sink.close()
        self._raise_what_went_wrong()

    def stop(self) -> None:
        """Fade out and end within half a second. Returns at once; safe in a signal handler and in any thread."""
        if self._stop_asked_s is None:
            self._stop_asked_s = self._now()
            self._feed.fade_out()

    def _enter(self, event: Event) -> None:
        self.state = state_after(self.state, event)

    def _start(self) -> None:
        if self.state is not State.PLAYING:
            return
        try:
            self._sink.start(self._feed.pull, sample_rate=self._sample_rate, frames=self._frames)
        except PlaybackError:
            self._enter(Event.LOSS)
            raise
        self._pulled_at_s = self._now()

    def _look(self) -> None:
        """See what has happened since the last look."""
        now_s = self._now()
        self._notice_pulls(now_s)
        event = self._event(now_s)
        if event is not None:
            self._enter(event)

    def _notice_pulls(self, now_s: float) -> None:
        pulled = self._feed.pulled
        self._quiet_s += TICK_S  # not by the clock, which goes on while the whole program is halted
        if pulled != self._pulled_frames:
            self._pulled_frames, self._pulled_at_s, self._quiet_s = pulled, now_s, 0.0
        waiting_s = max(0.0, self._sink.latency_s - (now_s - self._pulled_at_s))
        heard = pulled - seconds_to_frames(waiting_s, self._sample_rate)
        self._heard_frames = max(self._heard_frames, heard)

    def _event(self, now_s: float) -> Event | None:
        feed = self._feed
        if feed.ended and self._heard_frames >= feed.pulled:
            return Event.FAULT if feed.error else Event.HEARD
        if self._stop_asked_s is None:
            return Event.LOSS if self._quiet_s >= WATCH_S else None
        if self.state is State.PLAYING:
            return Event.STOP
        return Event.LOSS if now_s - self._stop_asked_s >= STOP_LIMIT_S else None

    def _raise_what_went_wrong(self) -> None:
        if self.state is State.FAILED and self._feed.error is not None:
            raise self._feed.error
        if self.state is State.LOST:
            at_s = self._heard_frames / self._sample_rate
            raise PlaybackError(
                f"The loudspeaker stopped taking sound {at_s:.0f} s into the session.", LOST_LOUDSPEAKER
            )
