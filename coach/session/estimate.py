"""Clips for a table that has to be instant: the kept ones, and guessed lengths for the rest."""

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.speech.speaker import Speaker
from coach.speech.voice import articulation_wpm


class KeptOrEstimated:
    """Gives clips without ever speaking.

    Args:
        speaker: Whose clips may be kept.
        speed: 1.0 is 140 words a minute.

    Attributes:
        estimated: Whether any clip so far was a guess.
    """

    def __init__(self, speaker: Speaker, *, speed: float) -> None:
        self._speaker = speaker
        self._speed = speed
        self.estimated = False

    def clip(self, text: str) -> Audio:
        """The kept clip, or a silent one about as long as the sentence that takes no memory."""
        kept = self._speaker.kept_clip(text)
        self.estimated = self.estimated or kept is None
        return kept or estimate_clip(text, speed=self._speed)


def estimate_clip(text: str, *, speed: float = 1.0) -> Audio:
    """A silent clip about as long as the sentence; it takes no memory.

    Args:
        text: One sentence.
        speed: 1.0 is 140 words a minute.
    """
    seconds = len(text.split()) * 60 / articulation_wpm(speed)
    return Audio(np.broadcast_to(np.float32(0), round(seconds * SAMPLE_RATE)))
