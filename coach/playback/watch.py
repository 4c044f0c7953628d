"""Watches how many frames a sink takes, and tells from that what is being heard and whether the sink still works.

All sinks have this count in common: a sink that is lost stops pulling and says nothing.
"""

import sys
import time
from collections.abc import Callable

from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import NOWHERE, Feed, Heard
from coach.units import seconds_to_frames

GAP_S = 1.0
"""Seconds by which a sink may fall short between two looks. A running program looks far more often than once a second;
a program that was halted or asleep has missed some looks."""


def awake_or_asleep_s() -> float:
    """Return seconds on a clock that never goes back and keeps going while the machine sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # where `time.monotonic` stands still during sleep; see clock_gettime(3)
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Watch:
    """Compares the frames that a sink pulls with a clock.

    Args:
        feed: The feed that the sink pulls from.
        now: A clock in seconds that never goes back and keeps going while the machine sleeps.

    Attributes:
        heard: The point of playing that is being heard.
        all_heard: Whether everything that was pulled has been heard.
        stalled_s: Seconds for which the sink has taken no frames, or fewer than the time calls for.
    """

    def __init__(self, feed: Feed, now: Callable[[], float]) -> None:
        self.heard: Heard = NOWHERE
        self.all_heard = False
        self._feed = feed
        self._now = now
        self.restart()

    def restart(self) -> None:
        """Begin anew with a sink that was just opened."""
        self.stalled_s = 0.0
        self._looked_at_s = self._pulled_at_s = self._now()
        self._pulled_frames = self._first_pulled_frame = self._feed.pulled_frames

    @property
    def taken_s(self) -> float:
        """Seconds of sound that this sink has taken."""
        return (self._pulled_frames - self._first_pulled_frame) / SAMPLE_RATE

    def look(self, latency_s: float) -> None:
        """Take note of what has happened since the last look.

        Args:
            latency_s: Seconds between a frame being pulled and being heard.
        """
        now_s, pulled_frames = self._now(), self._feed.pulled_frames
        passed_s, self._looked_at_s = now_s - self._looked_at_s, now_s
        taken_s, self._pulled_frames = (pulled_frames - self._pulled_frames) / SAMPLE_RATE, pulled_frames
        if taken_s:
            self._pulled_at_s = now_s
        kept_up = taken_s > 0 and passed_s - taken_s < GAP_S
        self.stalled_s = 0.0 if kept_up or self._feed.ended else self.stalled_s + passed_s - taken_s
        waiting_s = max(0.0, latency_s - (now_s - self._pulled_at_s))
        heard = self._feed.heard(seconds_to_frames(waiting_s, SAMPLE_RATE))
        if not self._went_back(heard):
            self.heard = heard
        self.all_heard = waiting_s == 0.0

    def _went_back(self, heard: Heard) -> bool:
        """Tell whether the session seems to go back, as when a buffer ran dry and is filled again.

        Nothing is heard twice then.
        """
        before = self.heard
        same_source = heard.in_session and before.in_session and heard.source_number == before.source_number
        return same_source and heard.frame < before.frame

    def surely_heard_frame(self, latency_s: float) -> int:
        """Return the frame of the session up to which a lost sink was heard, leaving out what was still on its way."""
        return self._feed.heard(seconds_to_frames(latency_s, SAMPLE_RATE)).frame
