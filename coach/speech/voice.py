"""What a voice is: text and speed in, raw speech out.

Adapters live beside this module, one each. Trimming, levelling and caching are not theirs: see `speaker.py`.
"""

from dataclasses import dataclass
from typing import Protocol

from coach.audio.buffer import Audio

WORDS_PER_MINUTE = 140
"""What `speed` 1.0 means for every voice: calm but alive (an audiobook is read at about 160)."""

SENTENCE_WORDS = 8
SENTENCE_PAUSE_S = 0.5
"""Words a minute are counted as for a reader, pauses included: the mean sentence of the shipped scripts, and a beat."""


def articulation_wpm(speed: float) -> float:
    """Words a minute inside sentences, without the pauses between them, that a speed asks of a voice.

    140 words a minute with a beat after every eighth leave 164 for the words themselves.

    Args:
        speed: From 0.5 to 2.0.
    """
    sentence_s = 60 * SENTENCE_WORDS / (WORDS_PER_MINUTE * speed)
    return 60 * SENTENCE_WORDS / (sentence_s - SENTENCE_PAUSE_S)


class Voice(Protocol):
    """Something that turns text into speech.

    A voice is used from one thread at a time. It may start lazily, on its first `speak`.
    """

    @property
    def name(self) -> str:
        """What `--voice` calls it."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same text and speed might sound different; part of the cache key.

        Cheap to ask for: it must not start the engine, so that a session whose clips are all cached never loads it.
        """
        ...

    def speak(self, text: str, *, speed: float) -> Audio:
        """Speak one sentence.

        Args:
            text: Plain text, one sentence.
            speed: 1.0 is 140 words a minute, pauses between sentences included: see `articulation_wpm`.

        Returns:
            Audio at the voice's own sample rate, silence at both ends allowed.

        Raises:
            SpeechError: The engine is missing, failed, or gave nothing audible.
        """
        ...

    def close(self) -> None:
        """Release the engine. Speaking again may start it anew."""
        ...


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A line of `coach voices`.

    Attributes:
        name: What `--voice` takes.
        title: What a person would call it.
        language: BCP 47 code such as en-US; empty when the engine does not say.
        gender: Empty when the engine does not say.
    """

    name: str
    title: str
    language: str = ""
    gender: str = ""
