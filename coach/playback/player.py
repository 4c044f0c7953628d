"""Plays a session hands-free: pauses, jumps and goes on where it makes sense, and survives its loudspeaker.

Knows no device, no key and no screen: a preparation, a way to open sinks and a clock are handed in.
"""

from collections.abc import Callable
from itertools import chain

from coach.audio.format import SAMPLE_RATE
from coach.errors import PlaybackError
from coach.playback import sources
from coach.playback.clock import awake_or_asleep_s
from coach.playback.commands import Command, Commands
from coach.playback.feed import Feed
from coach.playback.resume_point import LONG_S, VERY_LONG_S, ResumePoint, resume_point_after
from coach.playback.sinks.sink import Sink
from coach.playback.sources import Source
from coach.playback.states import ENDS, Event, State, Status, state_after
from coach.playback.watch import Search, Watch
from coach.schedule.text import sentences_of
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.settings.values import Pauses

TICK_S = 0.05
"""Between two looks at how far it is; commands are obeyed at once."""

WATCH_S = 1.5
"""A loudspeaker that takes no frame for so long is lost, as it is after the program was halted or asleep for so long.
One that works asks twenty times a second; with a tick on top, a loss is noticed within two seconds."""

FIRST_FILL_S, WAKE_LIMIT_S = 0.6, 5.0
"""One that was just opened fills its buffers at once, and may then take its time to wake up, as wireless ones do."""

STOP_LIMIT_S = 0.5
"""From `stop` to the end, whatever the loudspeaker does."""

PROOF_S = 2.0
"""A loudspeaker that has taken so much is back: more than fills its buffers."""

VOLUME_STEP_DB, MIN_VOLUME_DB, MAX_VOLUME_DB = 3, -30, 9
"""3 dB is the smallest step that everybody hears."""

BACK = "The loudspeaker is back."
LOST_LOUDSPEAKER = "Check that it is connected, switched on and awake."
"""What a person can do when the sound has ended for no reason of coach's."""


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
        preparation: The session; begun and ended by whoever made it.
        open_sink: Gives a new sink to be started; asked again when one was lost.
        phrases: The words between times.
        pauses: For the time to get back into a pose.
        begin: Makes what is played first; see `passages`. Made again where nothing of it was heard before a pause.
        now: A clock in seconds that never goes back and counts the time that the machine sleeps.
        commands: Where what is asked for is put, and waited for.

    Attributes:
        state: Where it is.
        volume_db: 0 is as the session was made.
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
        self._open_sink = open_sink
        self._phrases = phrases
        self._pauses = pauses
        self._now = now
        self._commands = commands or Commands()
        self._feed = Feed(begin())
        self._watch = Watch(self._feed, now)
        self._sink: Sink | None = None
        self._announce: Callable[[str], None] = lambda _: None
        self._wanted: Callable[[], Source] | None = begin  # what was asked for, until the session is heard there
        self._target: int | None = None  # the section that this is, after a jump
        self._cut_at_s = 0.0  # when a pause or a loss began
        self._search = Search(now)
        self._stop_by_s: float | None = None
        self._when_quiet: Callable[[], None] | None = None

    def play(
        self,
        on_status: Callable[[Status], None] = lambda _: None,
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Play until all is heard, or until `stop`; blocks for as long.

        Args:
            on_status: Called about twenty times a second, in this thread.
            announce: Called in this thread with a sentence when the loudspeaker is lost, and when it is back.

        Raises:
            PlaybackError: No loudspeaker could be opened, or the one that was lost for a minute.
            Exception: What went wrong with the preparation, once all before it was heard.
        """
        if self.state is not State.IDLE:
            raise RuntimeError("A player plays once.")
        self._announce = announce
        try:
            self._begin()
            while self.state not in ENDS:
                self._obey(self._commands.get(TICK_S))
                self._look()
                on_status(self._status())
        finally:
            self._close_sink()
        self._raise_what_went_wrong()

    @property
    def practised_s(self) -> float:
        """Seconds of the session itself that were given out so far, repetitions included."""
        return self._feed.moved / SAMPLE_RATE

    def pause(self, when_quiet: Callable[[], None] | None = None) -> None:
        """Fade out and wait. Like all that follow: returns at once, safe in a signal handler and in any thread.

        Args:
            when_quiet: Called in the thread of `play` when the fade was heard and the loudspeaker is released.
        """
        self._commands.put(lambda: self._pause(when_quiet))

    def resume(self) -> None:
        """Say where we are, and go on from a place that makes sense."""
        self._commands.put(self._resume)

    def toggle(self) -> None:
        """Pause, or resume."""
        self._commands.put(lambda: self._resume() if self.state is State.PAUSED else self._pause())

    def jump(self, stretches: int) -> None:
        """Go so many stretches forward, or back where that is negative; with 0 to the beginning of this one."""
        self._commands.put(lambda: self._jump(stretches))

    def turn_up(self, steps: int) -> None:
        """Louder by steps of 3 dB, or quieter where that is negative."""
        self._commands.put(lambda: self._turn_up(steps))

    def stop(self) -> None:
        """Fade out and end; asked for twice, end at once."""
        self._commands.put(self._stop)

    # What was asked for, in the thread of `play`.

    def _obey(self, command: Command | None) -> None:
        while command is not None and self.state not in ENDS:
            command()
            command = self._commands.get(0)

    def _begin(self) -> None:
        self._obey(self._commands.get(0))  # who was told to stop before it began does not begin
        if self.state in ENDS:
            return
        try:
            self._open()
        except PlaybackError:
            self._enter(Event.LOSS)
            raise
        self._enter(Event.PLAY)

    def _pause(self, when_quiet: Callable[[], None] | None = None) -> None:
        self._when_quiet = when_quiet
        if self._search.since_s is not None and self._sink is not None:
            self._announce(BACK)
        self._search.end()  # whoever pauses has all the time in the world
        if self.state is State.PLAYING:
            if self._watch.heard.moving:  # else it goes on since the pause before
                self._cut_at_s = self._now()
            paused = sources.words(self._preparation, sentences_of(self._phrases.paused))
            self._feed.switch(chain(paused, sources.quiet(None)))
        self._enter(Event.PAUSE)

    def _resume(self) -> None:
        if self.state is State.PAUSED:
            self._enter(Event.RESUME)
            self._go_on(self._passage_after_cut)

    def _jump(self, stretches: int) -> None:
        here = self._preparation.index_at(self._watch.heard.frame) if self._target is None else self._target
        target = max(0, here + stretches)
        if self._preparation.ended and target >= len(self._preparation.sections):
            self._feed.blip()
            return
        self._target = target
        self._wanted = lambda: sources.section_from_start(self._preparation, target, self._phrases)
        if self.state in (State.PLAYING, State.PAUSED):
            self._enter(Event.JUMP)
            self._go_on(self._wanted)

    def _turn_up(self, steps: int) -> None:
        self.volume_db = min(MAX_VOLUME_DB, max(MIN_VOLUME_DB, self.volume_db + VOLUME_STEP_DB * steps))
        self._feed.set_volume(self.volume_db)

    def _stop(self) -> None:
        self._stop_by_s = self._now() + STOP_LIMIT_S
        self._feed.switch(iter(()))
        self._enter(Event.STOP)

    def _enter(self, event: Event) -> None:
        self.state = state_after(self.state, event)

    # What is noticed.

    def _look(self) -> None:
        """See what has happened since the last look."""
        if self._sink is None:
            self._look_without_sink()
            return
        self._watch.look(self._sink.latency_s)
        too_slow = self._stop_by_s is not None and self._now() >= self._stop_by_s
        if self._feed.ended and self._watch.all_heard:
            self._enter(Event.FAULT if self._feed.error else Event.HEARD)
        elif too_slow or self._watch.quiet_s >= (WATCH_S if self._watch.taken_s >= FIRST_FILL_S else WAKE_LIMIT_S):
            self._lose(self._sink.latency_s)
        else:
            self._notice_progress()

    def _notice_progress(self) -> None:
        heard = self._watch.heard
        if self._search.since_s is not None and self._watch.taken_s >= PROOF_S:
            self._search.end()
            self._announce(BACK)
        if heard.moving and heard.passage == self._feed.passage:
            self._wanted = self._target = None
        if self.state is State.PAUSED and not heard.moving and not self._feed.switching:
            self._ask_for_words()
            if self._when_quiet is not None:
                self._close_sink()

    def _look_without_sink(self) -> None:
        if self.state is State.STOPPING:
            self._enter(Event.LOSS)
        elif self.state is State.PAUSED and self._when_quiet is not None:
            when_quiet, self._when_quiet = self._when_quiet, None
            when_quiet()
        elif self.state is State.SEARCHING:
            self._look_for_sink()

    def _lose(self, latency_s: float) -> None:
        """Let go of a sink that takes nothing any more, and remember where it was heard for the last time."""
        frame = self._watch.heard_for_sure(latency_s)
        self._close_sink()
        if self.state is State.PLAYING or self._feed.switching:
            self._feed.restart(sources.quiet(None), frame)
            self._ask_for_words()
        if self.state is State.PLAYING:
            heard_last_s = self._now() - self._watch.quiet_s
            if self._begin_search(heard_last_s):
                self._cut_at_s = heard_last_s
        self._enter(Event.LOSS)

    # The loudspeaker.

    def _begin_search(self, since_s: float) -> bool:
        is_new = self._search.begin(since_s)
        if is_new:
            self._announce("The loudspeaker takes no sound any more. Looking for it …")
        return is_new

    def _look_for_sink(self) -> None:
        if self._search.over:
            self._enter(Event.GIVEN_UP)
        elif self._search.due:
            self._try_to_go_on(self._passage_after_cut)
            self._search.wait()

    def _go_on(self, make: Callable[[], Source]) -> None:
        """Fade to another passage, or where the loudspeaker was let go of, open it again first."""
        if self._sink is not None:
            self._feed.switch(sources.later(make))
        elif not self._try_to_go_on(make):
            self._begin_search(self._now())
            self._enter(Event.LOSS)

    def _try_to_go_on(self, make: Callable[[], Source]) -> bool:
        self._feed.restart(chain(sources.quiet(sources.WAKE_S), sources.later(make)), self._feed.cut)
        try:
            self._open()
        except PlaybackError:
            return False
        self._enter(Event.FOUND)
        return True

    def _open(self) -> None:
        sink = self._open_sink()
        sink.start(self._feed.pull, sample_rate=SAMPLE_RATE)
        self._sink = sink
        self._watch.restart()

    def _close_sink(self) -> None:
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    # Where to go on.

    def _passage_after_cut(self) -> Source:
        if self._wanted is not None:
            return self._wanted()
        place = self._place_after(self._now() - self._cut_at_s)
        if place is None:
            return sources.session(self._preparation, self._feed.cut, self._phrases)
        return sources.going_on(self._preparation, place, self._phrases)

    def _place_after(self, away_s: float) -> ResumePoint | None:
        frame = self._feed.cut
        section = self._preparation.section_at(frame)
        return resume_point_after(section, frame, away_s, self._phrases, self._pauses) if section else None

    def _ask_for_words(self) -> None:
        """Have at hand what will be said after a short pause, a long one, and a very long one."""
        for away_s in (0.0, LONG_S, VERY_LONG_S):
            place = self._place_after(away_s)
            for sentence in place.sentences if place else ():
                self._preparation.clip(sentence)

    def _status(self) -> Status:
        sections, complete = self._preparation.sections, self._preparation.complete
        heard = self._watch.heard
        frame = heard.frame if self._sink is not None else self._feed.cut
        if frame < 0:  # it is not known yet where it begins
            sections, frame = (), 0
        complete = complete and bool(sections)
        return Status(self.state, frame, sections, complete, not heard.moving, self.volume_db, heard.text)

    def _raise_what_went_wrong(self) -> None:
        if self.state is State.FAILED and self._feed.error is not None:
            raise self._feed.error
        if self.state is State.LOST:
            raise PlaybackError("The loudspeaker took no sound any more, for a minute.", LOST_LOUDSPEAKER)
