"""Names a kind of samples: how many a second, in how many channels, stored in how many bits.

Holds numbers only and loads no numpy, so that settings and commands can name a format at no cost.
"""

from dataclasses import dataclass

from coach.units import frames_to_seconds, seconds_to_frames

SAMPLE_RATE = 24_000
"""Hz. Coach schedules and mixes everything at this rate, which is the built-in voice's own."""

READABLE_SAMPLE_RATES = range(8_000, 192_001)
"""Hz, from telephone to studio. A file's header that says anything else is damaged."""

READABLE_CHANNELS = range(1, 9)
"""Channels of a file that can be read: up to the eight of 7.1 surround."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A kind of samples.

    Attributes:
        sample_rate: Frames per second, in Hz.
        channels: 1 for samples of shape (frames,), 2 for shape (frames, 2) with equal columns. A loudness meter adds
            the channels up: sound at -19 LUFS in one channel measures -16 LUFS in two, which are the conventions for
            mono and stereo speech.
        bits: Bits of a stored integer, 16 or 24. Samples in memory and formats that store no integers ignore it.
    """

    sample_rate: int = SAMPLE_RATE
    channels: int = 1
    bits: int = 16

    @property
    def frame_bytes(self) -> int:
        """Bytes of one stored frame, which holds a sample of every channel."""
        return self.channels * self.bits // 8

    def frames(self, session_frames: int) -> int:
        """Convert a count of frames, or a place on the timeline, from `SAMPLE_RATE` to this format's rate."""
        return seconds_to_frames(frames_to_seconds(session_frames, SAMPLE_RATE), self.sample_rate)

    def session_frames(self, frames: int) -> int:
        """Convert a count of frames from this format's rate to `SAMPLE_RATE`: the inverse of `frames`."""
        return seconds_to_frames(frames_to_seconds(frames, self.sample_rate), SAMPLE_RATE)


SESSION_FORMAT = AudioFormat()
"""The format in which sessions are scheduled, mixed and played."""
