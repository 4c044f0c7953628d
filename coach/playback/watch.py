"""Looks at how many frames a sink has taken, and tells what is being heard and whether the sink is still there.

That count is the one thing which all sinks have in common: one that is lost stops pulling without a word.
"""

from collections.abc import Callable

from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import NOWHERE, Feed, Heard
from coach.units import seconds_to_frames

GAP_S = 1.0
"""So far apart the looks of a program that runs never are; one that was halted or asleep has missed some."""


class Watch:
    """Compares a feed with a clock.

    Args:
        feed: What the sink pulls from.
        now: A clock in seconds that never goes back and counts the time that the machine sleeps.

    Attributes:
        heard: What is being heard.
        all_heard: Whether that is the last that was given out.
        quiet_s: For how long the sink has taken nothing, or less than passes in that time.
    """

    def __init__(self, feed: Feed, now: Callable[[], float]) -> None:
        self.heard: Heard = NOWHERE
        self.all_heard = False
        self._feed = feed
        self._now = now
        self.restart()

    def restart(self) -> None:
        """Begin anew with a sink that was just opened."""
        self.quiet_s = 0.0
        self._looked_at_s = self._pulled_at_s = self._now()
        self._pulled = self._first_pulled = self._feed.pulled

    @property
    def taken_s(self) -> float:
        """How much this sink has taken."""
        return (self._pulled - self._first_pulled) / SAMPLE_RATE

    def look(self, latency_s: float) -> None:
        """See what has happened since the last look.

        Args:
            latency_s: From a frame being pulled to its being heard.
        """
        now_s, pulled = self._now(), self._feed.pulled
        passed_s, self._looked_at_s = now_s - self._looked_at_s, now_s
        taken_s, self._pulled = (pulled - self._pulled) / SAMPLE_RATE, pulled
        if taken_s:
            self._pulled_at_s = now_s
        kept_up = taken_s > 0 and passed_s - taken_s < GAP_S
        self.quiet_s = 0.0 if kept_up or self._feed.ended else self.quiet_s + passed_s - taken_s
        waiting_s = max(0.0, latency_s - (now_s - self._pulled_at_s))
        heard = self._feed.heard(seconds_to_frames(waiting_s, SAMPLE_RATE))
        if not self._went_back(heard):
            self.heard = heard
        self.all_heard = waiting_s == 0.0

    def _went_back(self, heard: Heard) -> bool:
        """A buffer that ran dry and is filled again makes it seem so, though nothing is heard twice."""
        before = self.heard
        same = heard.moving and before.moving and heard.passage == before.passage
        return same and heard.frame < before.frame

    def heard_for_sure(self, latency_s: float) -> int:
        """The frame of the session up to which a lost sink was heard, without what was still on its way in it."""
        return self._feed.heard(seconds_to_frames(latency_s, SAMPLE_RATE)).frame


FIRST_RETRY_S, LONGEST_RETRY_S = 0.25, 5.0
"""Between two attempts; each takes twice as long as the one before."""

SEARCH_S = 60.0
"""Then nobody waits for it any more."""


class Search:
    """Goes on until the loudspeaker has proved itself: one that is found and lost again does not begin the minute anew.

    Args:
        now: A clock in seconds.

    Attributes:
        since_s: When the loudspeaker was heard last; None while none is looked for.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.since_s: float | None = None
        self._now = now
        self._retry_at_s = self._retry_s = 0.0

    def begin(self, since_s: float) -> bool:
        """Try again at once. Returns whether this is a new search."""
        self._retry_at_s = self._now()
        if self.since_s is not None:
            return False
        self.since_s, self._retry_s = since_s, FIRST_RETRY_S
        return True

    def end(self) -> None:
        """It was found, or is not looked for any more."""
        self.since_s = None

    @property
    def over(self) -> bool:
        """Whether it was looked for long enough."""
        return self.since_s is None or self._now() - self.since_s >= SEARCH_S

    @property
    def due(self) -> bool:
        """Whether it is time for the next attempt."""
        return self._now() >= self._retry_at_s

    def wait(self) -> None:
        """An attempt has failed, or has yet to prove itself: wait longer for the next."""
        self._retry_s = min(LONGEST_RETRY_S, 2 * self._retry_s)
        self._retry_at_s = self._now() + self._retry_s
