"""What kind of samples audio is made of: how many a second, in how many channels, stored in how many bits.

Numbers only; loads no numpy, so that settings and commands can name a format for nothing.
"""

from dataclasses import dataclass

from coach.units import frames_to_seconds, seconds_to_frames

SAMPLE_RATE = 24_000
"""Hz. Everything that coach schedules and mixes is at this rate; it is the built-in voice's own."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A kind of samples.

    Attributes:
        sample_rate: Hz.
        channels: 1 for samples of shape (frames,), 2 for shape (frames, 2), both alike. The same samples in two
            channels are 3 dB more to a loudness meter: -19 LUFS in one channel measures -16 LUFS in two, as the
            conventions for mono and stereo want it.
        bits: Bits of a stored integer, 16 or 24; ignored in memory and by formats that store no integers.
    """

    sample_rate: int = SAMPLE_RATE
    channels: int = 1
    bits: int = 16

    @property
    def frame_bytes(self) -> int:
        """Bytes of one stored frame: a sample of every channel."""
        return self.channels * self.bits // 8

    def frames(self, session_frames: int) -> int:
        """Convert a count of frames, or a place on the timeline, from `SAMPLE_RATE` to this format's rate."""
        return seconds_to_frames(frames_to_seconds(session_frames, SAMPLE_RATE), self.sample_rate)

    def session_frames(self, frames: int) -> int:
        """Convert a count of frames from this format's rate to `SAMPLE_RATE`: the inverse of `frames`."""
        return seconds_to_frames(frames_to_seconds(frames, self.sample_rate), SAMPLE_RATE)


SESSION_FORMAT = AudioFormat()
"""The format in which sessions are scheduled, mixed and played."""
