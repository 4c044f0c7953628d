"""Looks at how many frames a sink has taken, and tells what is being heard and whether the sink is still there.

That count is the one thing which all sinks have in common: one that is lost stops pulling without a word.
"""

from collections.abc import Callable

from coach.audio import SAMPLE_RATE
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
