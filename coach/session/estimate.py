"""Gives clips without speaking, for tables that have to be instant: kept clips, and silent ones of a guessed length."""

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.speech.speaker import Speaker
from coach.speech.voice import articulation_wpm


class KeptOrEstimated:
    """Gives kept clips, and estimates where there is none.

    Args:
        speaker: The voice whose clips may be kept.
        speed: Speed of speech; 1.0 is 140 words a minute.

    Attributes:
        estimated: Whether any clip so far was a guess.
        missing: Keys of the cache's entries that were missing for those clips.
    """

    def __init__(self, speaker: Speaker, *, speed: float) -> None:
        self._speaker = speaker
        self._speed = speed
        self.estimated = False
        self.missing: set[str] = set()

    def clip(self, text: str) -> Audio:
        """Return the kept clip of a sentence, or a silent clip of about its length; see `estimate_clip`."""
        kept = self._speaker.kept_clip(text)
        if kept is not None:
            return kept
        self.estimated = True
        self.missing |= self._speaker.missing_keys(text)
        return estimate_clip(text, speed=self._speed)


def estimate_clip(text: str, *, speed: float = 1.0) -> Audio:
    """Return a silent clip about as long as a sentence takes to speak; it takes no memory.

    Args:
        text: One sentence.
        speed: Speed of speech; 1.0 is 140 words a minute.
    """
    seconds = len(text.split()) * 60 / articulation_wpm(speed)
    return Audio(np.broadcast_to(np.float32(0), round(seconds * SAMPLE_RATE)))
