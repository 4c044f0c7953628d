"""Keeps a loudspeaker playing: opens sinks, notices when one is lost, and keeps the time of the search for it.

A feed goes in. Knows no session, and leaves to the player what to play and when to try again.
"""

from collections.abc import Callable

from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import Feed, Heard
from coach.playback.sinks.sink import Sink
from coach.playback.watch import Watch

LOST_AFTER_S = 1.5
"""Seconds without a frame after which a loudspeaker is lost, also if the program was halted or asleep meanwhile.
A working one pulls twenty times a second. With the time between two looks, a loss is noticed within two seconds."""

FIRST_FILL_S, WAKE_LIMIT_S = 0.6, 5.0
"""A loudspeaker that was just opened fills its buffers at once, up to the first of these seconds of sound. Then it may
take the second to wake up, as wireless ones do, before it is lost."""

PROOF_S = 2.0
"""Seconds of sound that a loudspeaker must take before it is back: more than fills its buffers."""

FIRST_RETRY_S, LONGEST_RETRY_S = 0.25, 5.0
"""Seconds between two attempts to open a lost loudspeaker: they begin with the first value and double up to the
second."""

SEARCH_S = 60.0
"""Seconds after which the search for a lost loudspeaker is given up."""

LOST = "The loudspeaker has stopped taking sound. Looking for it …"
BACK = "The loudspeaker is back."


class Search:
    """Times the attempts to find a lost loudspeaker.

    It goes on until the loudspeaker has proved itself, so that a loudspeaker that is lost again at once does not begin
    the minute anew.

    Args:
        now: A clock in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since_s: float | None = None  # when the loudspeaker was heard last
        self._retry_at_s = self._retry_s = 0.0

    @property
    def running(self) -> bool:
        """Whether a loudspeaker is being looked for."""
        return self._since_s is not None

    @property
    def over(self) -> bool:
        """Whether nothing is looked for, or nothing was found for a minute."""
        return self._since_s is None or self._now() - self._since_s >= SEARCH_S

    @property
    def due(self) -> bool:
        """Whether it is time for the next attempt."""
        return self._now() >= self._retry_at_s

    def begin(self, since_s: float) -> bool:
        """Make the next attempt due at once.

        Args:
            since_s: When the loudspeaker was heard last; a search that is running keeps its own time.

        Returns:
            Whether this is a new search.
        """
        self._retry_at_s = self._now()
        if self.running:
            return False
        self._since_s, self._retry_s = since_s, FIRST_RETRY_S
        return True

    def wait(self) -> None:
        """Wait longer for the next attempt: the last one has failed, or has yet to prove itself."""
        self._retry_s = min(LONGEST_RETRY_S, 2 * self._retry_s)
        self._retry_at_s = self._now() + self._retry_s

    def end(self) -> None:
        """End the search."""
        self._since_s = None


class Loudspeaker:
    """Plays a feed on one sink after another.

    Args:
        feed: The feed that the sinks pull from.
        open_sink: Makes a new sink, which is started here; called again after a loss.
        now: A clock in seconds that never goes back and keeps going while the machine sleeps.

    Attributes:
        search: The search for a lost loudspeaker.
        announce: Called with a sentence when the loudspeaker is lost, and when it is back.
    """

    def __init__(self, feed: Feed, open_sink: Callable[[], Sink], now: Callable[[], float]) -> None:
        self.search = Search(now)
        self.announce: Callable[[str], None] = lambda _: None
        self._feed = feed
        self._open_sink = open_sink
        self._now = now
        self._watch = Watch(feed, now)
        self._sink: Sink | None = None

    @property
    def is_open(self) -> bool:
        """Whether a sink is open, as far as anyone has noticed."""
        return self._sink is not None

    @property
    def heard(self) -> Heard:
        """The point of playing that was heard at the last look."""
        return self._watch.heard

    @property
    def all_heard(self) -> bool:
        """Whether everything that was pulled had been heard at the last look."""
        return self._watch.all_heard

    @property
    def is_lost(self) -> bool:
        """Whether the sink has taken no frames for too long."""
        limit_s = LOST_AFTER_S if self._watch.taken_s >= FIRST_FILL_S else WAKE_LIMIT_S
        return self._watch.stalled_s >= limit_s

    def open(self) -> None:
        """Open a new sink and let it pull.

        Raises:
            PlaybackError: It cannot be opened.
        """
        sink = self._open_sink()
        sink.start(self._feed.pull, sample_rate=SAMPLE_RATE)
        self._sink = sink
        self._watch.restart()

    def close(self) -> None:
        """Close the sink, if one is open."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def look(self) -> None:
        """Take note of the frames that the open sink has pulled since the last look."""
        if self._sink is not None:
            self._watch.look(self._sink.latency_s)

    def let_go(self) -> tuple[int, float]:
        """Close a sink that is lost.

        Returns:
            The frame of the session up to which it was surely heard, and the time at which it stopped taking frames.
        """
        frame = self._watch.surely_heard_frame(self._sink.latency_s if self._sink else 0.0)
        self.close()
        return frame, self._now() - self._watch.stalled_s

    def begin_search(self, since_s: float) -> bool:
        """Begin to look for a lost loudspeaker, and announce it; return whether this is a new search."""
        is_new = self.search.begin(since_s)
        if is_new:
            self.announce(LOST)
        return is_new

    def confirm_found(self) -> None:
        """End the search once the sink that was found has taken enough."""
        if self._watch.taken_s >= PROOF_S:
            self.end_search()

    def end_search(self) -> None:
        """End the search; announce that the loudspeaker is back if a sink is open."""
        if self.search.running and self.is_open:
            self.announce(BACK)
        self.search.end()
