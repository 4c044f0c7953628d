"""The protocol of a sink, which takes frames at the speed of sound.

A sink pulls the frames itself. It knows nothing of sessions, and the player nothing of the libraries behind it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # numpy is not needed to read a sink's name
    from coach.audio.buffer import Samples

Pull: TypeAlias = "Callable[[int], Samples]"
"""A function that takes a number of frames and returns that many float32 samples, shape (frames,). Where the sound ends
it returns fewer, and none after that. One thread at a time calls it, mostly a thread of the sink's own. It returns in
far less time than the frames last, and never raises, since nobody could catch an error there."""


_HERE = "Connect a loudspeaker or start the sound server; `coach export` writes a file instead."
_OVER_SSH = (
    "Over SSH, coach plays on the machine that it runs on. `coach help troubleshooting` tells how to hear it where you "
    "sit; `coach export` writes a file instead."
)
NO_LOUDSPEAKER = _OVER_SSH if os.environ.get("SSH_CONNECTION") else _HERE
"""The remedy when nothing can be heard on this machine, or on the one that a person has reached with SSH."""


@dataclass(frozen=True, slots=True)
class Device:
    """A loudspeaker, as the sound system calls it.

    Attributes:
        name: A name for people; two devices of the same make may share it.
        is_default: Whether the sound system plays there unless told otherwise.
    """

    name: str
    is_default: bool


class Sink(Protocol):
    """A loudspeaker, or something that acts like one.

    It cannot be used again: one `start`, one `close`; opening the device again takes a new sink. A sink that no longer
    gets rid of its frames stops pulling. That is the one sign of a lost loudspeaker which all sinks have in common.
    """

    @property
    def latency_s(self) -> float:
        """Seconds between a frame being pulled and being heard, as far as the adapter can tell, rounded up.

        May grow during playback. Wait this long after the last pull before `close`, or the end is cut off.
        """
        ...

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        """Open the device and begin to pull mono frames. Return when it is open, before anything is heard.

        Args:
            pull: Gives the frames for as long as the sink is open; after its end, silence is played.
            sample_rate: Sample rate of the frames, in Hz.

        Raises:
            PlaybackError: There is no device, it is away, nobody would hear it, or the library is not installed.
        """
        ...

    def close(self) -> None:
        """Stop pulling and release the device; frames that were not heard yet may be dropped.

        Returns within a second, whatever happened to the device or to its server, and nothing is pulled afterwards.
        Harmless when the sink was never started, was refused, or is closed already.
        """
        ...


class SinkAdapter(Protocol):
    """The class of a sink: makes sinks and lists the devices they can play to."""

    def __call__(self, device: str = "") -> Sink:
        """Make a sink for a device, named as in `devices`; empty is the sound system's default.

        Raises:
            PlaybackError: The sink cannot play to a chosen device.
        """
        ...

    def devices(self) -> tuple[Device, ...]:
        """Return the devices that can be played to now; none on a machine without a sound system.

        Raises:
            PlaybackError: The sound system does not answer.
        """
        ...
