"""Plays a session hands-free: pauses, jumps, goes on where it makes sense, and survives the loss of its loudspeaker.

Knows no device, no key and no screen: a preparation, a way to open sinks and a clock are handed in.
"""

import logging
from collections.abc import Callable
from itertools import chain

from coach.audio.format import SAMPLE_RATE
from coach.errors import PlaybackError
from coach.playback import sources
from coach.playback.commands import Command, Commands
from coach.playback.destination import Destination
from coach.playback.feed import Feed
from coach.playback.loudspeaker import Loudspeaker
from coach.playback.sinks.sink import Sink
from coach.playback.sources import Source
from coach.playback.states import ENDS, Event, State, Status, state_after
from coach.playback.watch import awake_or_asleep_s
from coach.schedule.text import sentences_of
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.settings.values import Pauses

_log = logging.getLogger(__name__)

TICK_S = 0.05
"""Seconds between two looks at how far the session is; commands are obeyed at once."""

STOP_LIMIT_S = 0.5
"""The longest time from `stop` to the end, in seconds, whatever the loudspeaker does."""

VOLUME_STEP_DB, MIN_VOLUME_DB, MAX_VOLUME_DB = 3, -30, 9
"""3 dB is the smallest step that everybody hears."""

LOST_LOUDSPEAKER = "Check that it is connected, switched on and awake."
"""The remedy when the sound has ended through no fault of coach's."""


class Player:
    """Plays one session, once.

    ```
                     ┌──resume, jump──┐
                     ▼                │
    idle ──play──▶ playing ──pause──▶ paused ◀──pause── searching
      │             │ ▲ │ │             │                │ ▲ │ │
      │             │ │ │ └─────loss────┼────────────────┼─┘ │ └─given up──▶ lost    PlaybackError
      │             │ └─┼──────found────┼────────────────┘   │
      │             │   └───────stop────┼──▶ stopping        └─stop──▶ stopped
      │             │                   └──────▲ └──heard, loss, fault, stop──▶ stopped
      │             ├─heard──▶ finished
      │             └─fault──▶ failed                the preparation's own error
      ├─loss──▶ lost                                 PlaybackError: nothing could be opened
      └─stop──▶ stopped
    ```

    Args:
        preparation: The session; whoever made it begins and ends it.
        open_sink: Makes a new sink, which the player starts; called again when one was lost.
        phrases: The words between times.
        pauses: The time it takes to get back into a pose.
        begin: Makes the source to play first; see `sources`. Called again if a pause came before any of it was heard.
        now: A clock in seconds that never goes back and keeps going while the machine sleeps.
        commands: The queue that the player waits on, so that a key is answered at once.

    Attributes:
        state: The state that it is in.
        volume_db: Volume in dB; 0 leaves the session as it was made.
    """

    def __init__(  # noqa: PLR0913 (the last two are for tests)
        self,
        preparation: Preparation,
        open_sink: Callable[[], Sink],
        phrases: Phrasebook,
        pauses: Pauses,
        begin: Callable[[], Source],
        *,
        now: Callable[[], float] = awake_or_asleep_s,
        commands: Commands | None = None,
    ) -> None:
        self.state = State.IDLE
        self.volume_db = 0
        self._preparation = preparation
        self._phrases = phrases
        self._now = now
        self._commands = commands or Commands()
        self._feed = Feed(begin())
        self._loudspeaker = Loudspeaker(self._feed, open_sink, now)
        self._destination = Destination(preparation, phrases, pauses, begin)
        self._cut_at_s = 0.0  # when a pause or a loss began
        self._stop_by_s: float | None = None
        self._when_quiet: Callable[[], None] | None = None

    def play(
        self,
        on_status: Callable[[Status], None] = lambda _: None,
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Play until everything is heard or until `stop`; block until then.

        Args:
            on_status: Called about twenty times a second, in this thread.
            announce: Called in this thread with a sentence when the loudspeaker is lost, and when it is back.

        Raises:
            PlaybackError: No loudspeaker could be opened, or one was lost and not found for a minute.
            Exception: The error of the preparation, after everything before it was heard.
        """
        if self.state is not State.IDLE:
            raise RuntimeError("A player plays once.")
        self._loudspeaker.announce = announce
        try:
            self._begin()
            while self.state not in ENDS:
                self._obey(self._commands.get(TICK_S))
                self._look()
                on_status(self._status())
        finally:
            self._loudspeaker.close()
        self._raise_error()

    @property
    def practised_s(self) -> float:
        """Seconds of the session itself that were handed to a sink so far, repetitions included."""
        return self._feed.session_frames / SAMPLE_RATE

    def pause(self, when_quiet: Callable[[], None] | None = None) -> None:
        """Fade out and wait. Like all commands it returns at once and is safe in signal handlers and in any thread.

        Args:
            when_quiet: Called in the thread of `play` once the fade was heard and the loudspeaker is released.
        """
        self._commands.put(lambda: self._pause(when_quiet))

    def resume(self) -> None:
        """Say where we are, and go on where it makes sense."""
        self._commands.put(self._resume)

    def toggle(self) -> None:
        """Pause, or resume after a pause."""
        self._commands.put(lambda: self._resume() if self.state is State.PAUSED else self._pause())

    def jump(self, stretches: int) -> None:
        """Go a number of stretches forward, or back if it is negative; 0 goes to the beginning of this stretch."""
        self._commands.put(lambda: self._jump(stretches))

    def turn_up(self, steps: int) -> None:
        """Turn the volume up by steps of 3 dB, or down if the number is negative."""
        self._commands.put(lambda: self._turn_up(steps))

    def stop(self) -> None:
        """Fade out and end; end at once when asked for the second time."""
        self._commands.put(self._stop)

    # Commands, obeyed in the thread of `play`.

    def _obey(self, command: Command | None) -> None:
        while command is not None and self.state not in ENDS:
            command()
            command = self._commands.get(0)

    def _begin(self) -> None:
        self._obey(self._commands.get(0))  # a player that was stopped before it began does not begin
        if self.state in ENDS:
            return
        try:
            self._loudspeaker.open()
        except PlaybackError:
            self._enter(Event.LOSS)
            raise
        self._enter(Event.PLAY)

    def _pause(self, when_quiet: Callable[[], None] | None = None) -> None:
        self._when_quiet = when_quiet
        self._loudspeaker.end_search()  # a person who pauses waits for no loudspeaker
        if self.state is State.PLAYING:
            if self._loudspeaker.heard.in_session:  # otherwise the pause before still goes on
                self._cut_at_s = self._now()
            paused = sources.words(self._preparation, sentences_of(self._phrases.paused))
            self._feed.switch(chain(paused, sources.quiet(None)))
        self._enter(Event.PAUSE)

    def _resume(self) -> None:
        if self.state is State.PAUSED:
            self._enter(Event.RESUME)
            self._go_on()

    def _jump(self, stretches: int) -> None:
        if not self._destination.jump(stretches, self._loudspeaker.heard.frame):
            self._feed.blip()
            self._loudspeaker.announce("This is the last part of the session.")
        elif self.state in (State.PLAYING, State.PAUSED):
            self._enter(Event.JUMP)
            self._go_on()

    def _turn_up(self, steps: int) -> None:
        self.volume_db = min(MAX_VOLUME_DB, max(MIN_VOLUME_DB, self.volume_db + VOLUME_STEP_DB * steps))
        self._feed.set_volume(self.volume_db)

    def _stop(self) -> None:
        self._stop_by_s = self._now() + STOP_LIMIT_S
        self._feed.switch(iter(()))
        self._enter(Event.STOP)

    def _enter(self, event: Event) -> None:
        self.state = state_after(self.state, event)
        _log.info("%s: %s at frame %d", event, self.state, self._loudspeaker.heard.frame)

    # Events, noticed at every look.

    def _look(self) -> None:
        if not self._loudspeaker.is_open:
            self._look_while_closed()
            return
        self._loudspeaker.look()
        too_slow = self._stop_by_s is not None and self._now() >= self._stop_by_s
        if self._feed.ended and self._loudspeaker.all_heard:
            self._enter(Event.FAULT if self._feed.error else Event.HEARD)
        elif too_slow or self._loudspeaker.is_lost:
            self._lose()
        else:
            self._notice_progress()

    def _notice_progress(self) -> None:
        heard = self._loudspeaker.heard
        self._loudspeaker.confirm_found()
        if heard.in_session and heard.source_number == self._feed.source_number:
            self._destination.reach()
        if self.state is State.PAUSED and not heard.in_session and not self._feed.switching:
            self._destination.ask_for_words(self._feed.cut_frame)
            if self._when_quiet is not None:
                self._loudspeaker.close()

    def _look_while_closed(self) -> None:
        if self.state is State.STOPPING:
            self._enter(Event.LOSS)
        elif self.state is State.PAUSED and self._when_quiet is not None:
            when_quiet, self._when_quiet = self._when_quiet, None
            when_quiet()
        elif self.state is State.SEARCHING:
            self._look_for_loudspeaker()

    def _look_for_loudspeaker(self) -> None:
        search = self._loudspeaker.search
        if search.over:
            self._enter(Event.GIVEN_UP)
        elif search.due:
            self._try_to_go_on()
            search.wait()

    def _lose(self) -> None:
        """Let go of a sink that takes no frames, and remember where it was last heard."""
        frame, stalled_at_s = self._loudspeaker.let_go()
        if self.state is State.PLAYING or self._feed.switching:
            self._feed.restart(sources.quiet(None), frame)
            self._destination.ask_for_words(self._feed.cut_frame)
        if self.state is State.PLAYING and self._loudspeaker.begin_search(stalled_at_s):
            self._cut_at_s = stalled_at_s
        self._enter(Event.LOSS)

    # Going on.

    def _go_on(self) -> None:
        """Fade to the next source; where the loudspeaker was closed, open it first."""
        if self._loudspeaker.is_open:
            self._feed.switch(sources.deferred(self._next_source))
        elif not self._try_to_go_on():
            self._loudspeaker.begin_search(self._now())
            self._enter(Event.LOSS)

    def _try_to_go_on(self) -> bool:
        """Open the loudspeaker to play the next source; return whether it could be opened."""
        waking = sources.quiet(sources.WAKE_S)
        self._feed.restart(chain(waking, sources.deferred(self._next_source)), self._feed.cut_frame)
        try:
            self._loudspeaker.open()
        except PlaybackError:
            return False
        self._enter(Event.FOUND)
        return True

    def _next_source(self) -> Source:
        return self._destination.source(self._feed.cut_frame, self._now() - self._cut_at_s)

    def _status(self) -> Status:
        sections, complete = self._preparation.sections, self._preparation.complete
        heard = self._loudspeaker.heard
        frame = heard.frame if self._loudspeaker.is_open else self._feed.cut_frame
        if frame < 0:  # it is not known yet where the session begins
            sections, frame = (), 0
        complete = complete and bool(sections)
        return Status(self.state, frame, sections, complete, not heard.in_session, self.volume_db, heard.sentence)

    def _raise_error(self) -> None:
        if self.state is State.FAILED and self._feed.error is not None:
            raise self._feed.error
        if self.state is State.LOST:
            problem = "The loudspeaker stopped taking sound and did not come back for a minute."
            raise PlaybackError(problem, LOST_LOUDSPEAKER)
