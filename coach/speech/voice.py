"""Defines a voice, which turns text into raw speech at a speed, and the speeds that it is asked for.

Adapters for the voices are the modules beside this one. They do not trim speech, change its loudness or keep it: see
`speaker.py`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coach.audio.buffer import Audio

WORDS_PER_MINUTE = 140
"""Words a minute of every voice at `speed` 1.0: calm but lively (an audiobook is read at about 160)."""

SENTENCE_WORDS = 8
SENTENCE_PAUSE_S = 0.5
"""Words in the mean sentence of the shipped scripts, and the pause after it. Words a minute are counted with pauses."""


def articulation_wpm(speed: float) -> float:
    """Convert a speed to the words a minute inside sentences, without the pauses between them.

    At 140 words a minute with a pause after every eighth word, the words themselves are spoken at 164 a minute.

    Args:
        speed: From 0.5 to 2.0.
    """
    sentence_s = 60 * SENTENCE_WORDS / (WORDS_PER_MINUTE * speed)
    return 60 * SENTENCE_WORDS / (sentence_s - SENTENCE_PAUSE_S)


class Voice(Protocol):
    """Turns text into speech.

    `speak` may be called from several threads at once, and gives the same samples then. A voice may start its engine as
    late as on its first `speak`.
    """

    @property
    def name(self) -> str:
        """Its name for `--voice`."""
        ...

    @property
    def version(self) -> str:
        """A text that changes whenever the same sentence and speed might sound different; part of the cache's keys.

        It has to be cheap and must not start the engine, so that a session with all clips in the cache never loads it.
        """
        ...

    def speak(self, text: str, *, speed: float) -> "Audio":
        """Speak one sentence.

        Args:
            text: Plain text, one sentence.
            speed: 1.0 is 140 words a minute, pauses between sentences included: see `articulation_wpm`.

        Returns:
            Mono audio at the voice's own sample rate. It may have silence at both ends.

        Raises:
            SpeechError: The engine is missing, failed, or gave nothing audible.
        """
        ...

    def close(self) -> None:
        """Release the engine. Speaking again starts it anew."""
        ...


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """The description of a voice in `coach voices`.

    Attributes:
        name: The name for `--voice`.
        title: The name for people.
        language: BCP 47 code such as en-US; empty if the engine does not tell.
        gender: Such as `female`; empty if the engine does not tell.
    """

    name: str
    title: str
    language: str = ""
    gender: str = ""
