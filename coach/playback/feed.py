"""Blocks of any length in, exactly the frames that a sink asks for out; counted, and faded out when asked to.

Runs in the sink's thread and never raises there: an error of the source ends the sound and is kept for the player.
"""

from collections.abc import Iterator

import numpy as np

from coach.audio import Audio, Samples, ramp

SILENCE: Samples = np.zeros(0, dtype=np.float32)


class Feed:
    """Cuts consecutive blocks to a sink's measure.

    `pull` belongs to the sink's thread and `fade_out` to any other; a fade begins with the next pull. What they share
    are single attributes, each written by one side.

    Args:
        blocks: Consecutive audio, at the rate that the sink was told.
        frames: How many there are in all; no more are taken.
        fade_frames: Length of the fade that `fade_out` asks for.

    Attributes:
        pulled: Frames given out so far.
        ended: Nothing more will come: all is given out, faded out, or the source failed.
        error: What the source raised, if it did.
    """

    def __init__(self, blocks: Iterator[Audio], *, frames: int, fade_frames: int) -> None:
        self.pulled = 0
        self.ended = frames == 0
        self.error: Exception | None = None
        self._blocks = blocks
        self._frames = frames
        self._rest = SILENCE
        self._gain = ramp(fade_frames)[::-1]
        self._fading = False

    def fade_out(self) -> None:
        """Let the sound end, softly, within the length of the fade."""
        self._fading = True

    def pull(self, frames: int) -> Samples:
        """The next frames, float32, shape (frames,); fewer where the sound ends, none afterwards. See `Pull`."""
        if self.ended:
            return SILENCE
        samples = self._take(min(frames, self._frames - self.pulled))
        if self._fading:
            samples = self._fade(samples)
        self.pulled += len(samples)
        self.ended = self.ended or self.pulled == self._frames
        return samples

    def _take(self, frames: int) -> Samples:
        parts = [self._rest[:frames]]
        self._rest = self._rest[frames:]
        missing = frames - len(parts[0])
        while missing and (block := self._next_block()) is not None:
            parts.append(block[:missing])
            self._rest = block[missing:]
            missing -= len(parts[-1])
        return np.concatenate(parts)

    def _next_block(self) -> Samples | None:
        try:
            block = next(self._blocks, None)
        except Exception as error:  # whatever it is: the player raises it where it can be seen
            self.error, block = error, None
        self.ended = block is None
        return None if block is None else block.samples

    def _fade(self, samples: Samples) -> Samples:
        """As much as the fade has left of it."""
        gain, self._gain = self._gain[: len(samples)], self._gain[len(samples) :]
        self.ended = self.ended or not len(self._gain)
        return samples[: len(gain)] * gain
