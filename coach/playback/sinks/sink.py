"""What a sink is: something that takes frames at the speed of sound.

Adapters live beside this module, one each. A sink pulls; it knows nothing of sessions, and the player nothing of sinks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from coach.audio.buffer import Samples

Pull: TypeAlias = Callable[[int], Samples]
"""Asks for N frames; gets N float32 samples, or fewer once when the sound ends there, and none after that.
Called by one thread at a time, mostly one of the sink's own. It returns in far less time than the frames last, and
never raises: nobody could catch it there."""


NO_LOUDSPEAKER = "Connect a loudspeaker or start the sound server; `coach export` writes a file instead."
"""What a person can do when nothing can be heard here."""


@dataclass(frozen=True, slots=True)
class Device:
    """A loudspeaker, as the sound system calls it.

    Attributes:
        name: For people; two of the same make may share it.
        is_default: Whether the sound system plays there unless told otherwise.
    """

    name: str
    is_default: bool


class Sink(Protocol):
    """A loudspeaker, or something that acts like one.

    Not reusable: one `start`, one `close`; to open the device again takes a fresh sink. A sink that no longer gets rid
    of its frames stops pulling; that is the one sign of a lost loudspeaker which they all have in common.
    """

    @property
    def name(self) -> str:
        """What `--sink` calls it."""
        ...

    @property
    def latency_s(self) -> float:
        """Seconds between a frame being pulled and being heard, as far as the adapter can tell, rounded up.

        May grow while it plays. After the last frame was pulled, wait this long before `close`, or the end is cut off.
        """
        ...

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        """Open the device and begin to pull mono frames. Returns when it is open, not when anything is heard.

        Args:
            pull: Where the frames come from, for as long as the sink is open; after its end, silence is played.
            sample_rate: Of the frames, in Hz.

        Raises:
            PlaybackError: No device, one that is away, one that nobody hears, or a library that is not installed.
        """
        ...

    def close(self) -> None:
        """Stop pulling and release the device; what was not heard yet may be dropped.

        Returns within a second, whatever happened to the device or to its server, and after it nothing is pulled.
        Harmless when it was never started, was refused, or is closed already.
        """
        ...
