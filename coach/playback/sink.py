"""What a sink is: something that takes frames at the speed of sound.

Adapters live beside this module, one each. A sink pulls; it knows nothing of sessions, and the player nothing of sinks.
"""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from coach.audio import Samples

Pull: TypeAlias = Callable[[int], Samples]
"""Asks for N frames; gets N float32 samples, or fewer once when the sound ends there, and none after that.
Called by one thread at a time, mostly one of the sink's own. It returns in far less time than the frames last, and
never raises: nobody could catch it there."""


NO_LOUDSPEAKER = "Connect a loudspeaker or start the sound server; `coach export` writes a file instead."
"""What a person can do when nothing can be heard here."""


class Sink(Protocol):
    """A loudspeaker, or something that acts like one.

    Not reusable: one `start`, one `close`. A sink that no longer gets rid of its frames stops pulling; that is the one
    sign of a lost loudspeaker which they all have in common.
    """

    @property
    def name(self) -> str:
        """What `--sink` calls it."""
        ...

    @property
    def latency_s(self) -> float:
        """Seconds between a frame being pulled and being heard, as far as the adapter can tell, rounded up.

        After the last frame was pulled, wait this long before `close`, or the end is cut off.
        """
        ...

    def probe(self) -> None:
        """Find out whether `start` would find a loudspeaker, without making a sound.

        Raises:
            PlaybackError: As `start` does.
        """
        ...

    def start(self, pull: Pull, *, sample_rate: int, frames: int) -> None:
        """Open the device and begin to pull mono frames, without blocking.

        Args:
            pull: Where the frames come from.
            sample_rate: Of the frames, in Hz.
            frames: How many there will be; fewer when the person stops early. Never more are pulled.

        Raises:
            PlaybackError: No device, a device that nobody hears, or a library that is not installed.
        """
        ...

    def close(self) -> None:
        """Stop pulling and release the device, at once. Harmless when it was never started or is closed already."""
        ...
