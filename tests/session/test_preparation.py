"""Checks sections that are made in a thread of their own, whose voice speaks only when a test lets it."""

from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from coach.audio.buffer import Audio
from coach.schedule.track import Speak
from coach.session.preparation import Preparation
from coach.timeline import Section, SectionKind
from tests.fakes import fake_clip

PATIENCE_S = 20.0


class HeldVoice:
    """Speaks a sentence each time that the test lets it.

    Attributes:
        asked: The sentences that it was asked to speak, in order.
        closed: Holds an entry once the voice was closed.
    """

    def __init__(self) -> None:
        self.asked: SimpleQueue[str] = SimpleQueue()
        self.closed: SimpleQueue[bool] = SimpleQueue()
        self._allowed: SimpleQueue[bool] = SimpleQueue()

    def speak(self, sentence: str) -> Audio:
        self.asked.put(sentence)
        if not self._allowed.get(timeout=PATIENCE_S):
            raise ValueError(f"cannot say {sentence}")
        return fake_clip(sentence)

    def let(self, *, succeed: bool = True) -> str:
        """Let it speak the next sentence that it is asked for, or fail at it; return the sentence."""
        sentence = self.asked.get(timeout=PATIENCE_S)
        self._allowed.put(succeed)
        return sentence


def sections(speak: Speak) -> Iterator[Section]:
    start = 0
    for sentence in ("one", "two", "three"):
        frames = speak(sentence).frames
        yield Section(SectionKind.STRETCH, sentence, sentence, None, start, start + frames, (), ())
        start += frames


def wait_until_complete(preparation: Preparation) -> None:
    preparation._thread.join(0.001)
    while not preparation.ended:
        preparation._thread.join(0.001)


@pytest.fixture
def voice() -> HeldVoice:
    return HeldVoice()


@pytest.fixture
def preparation(voice: HeldVoice) -> Preparation:
    return Preparation(sections, voice.speak, lambda: voice.closed.put(True))


def test_the_first_section_is_there_while_the_next_is_being_spoken(voice: HeldVoice, preparation: Preparation) -> None:
    with preparation:
        voice.let()
        assert voice.asked.get(timeout=PATIENCE_S) == "two"  # the next section has begun
        assert [section.stretch for section in preparation.sections] == ["one"]
        assert (preparation.ready(0), preparation.ready(preparation.frames)) == (True, False)
        assert not preparation.complete
        voice._allowed.put(True)
        voice.let()
        wait_until_complete(preparation)
        assert [section.stretch for section in preparation.made_sections()] == ["one", "two", "three"]
        assert preparation.ready(preparation.frames)


def test_a_sentence_asked_for_in_between_comes_before_the_next_one(voice: HeldVoice, preparation: Preparation) -> None:
    with preparation:
        assert voice.asked.get(timeout=PATIENCE_S) == "one"
        assert preparation.clip("Where are we?") is None
        assert preparation.clip("Where are we?") is None  # asked once
        voice._allowed.put(True)
        assert [voice.let() for _ in range(3)] == ["Where are we?", "two", "three"]
        wait_until_complete(preparation)
        assert preparation.clip("Where are we?") is fake_clip("Where are we?")


def test_a_sentence_asked_for_when_everything_is_made_is_spoken_too(voice: HeldVoice, preparation: Preparation) -> None:
    with preparation:
        for _ in range(3):
            voice.let()
        wait_until_complete(preparation)
        preparation.clip("Paused.")
        assert voice.let() == "Paused."


def test_a_fault_keeps_the_sections_that_were_made(voice: HeldVoice, preparation: Preparation) -> None:
    with preparation:
        voice.let()
        voice.let(succeed=False)
        wait_until_complete(preparation)
        assert not preparation.complete
        assert [section.stretch for section in preparation.made_sections()] == ["one"]
        assert preparation.over(preparation.frames)
        with pytest.raises(ValueError, match="cannot say two"):
            preparation.raise_error()


def test_a_sentence_asked_for_that_cannot_be_spoken_is_no_fault(voice: HeldVoice, preparation: Preparation) -> None:
    with preparation:
        assert voice.asked.get(timeout=PATIENCE_S) == "one"
        preparation.clip("Paused.")
        voice._allowed.put(True)
        voice.let(succeed=False)
        for _ in range(2):
            voice.let()
        wait_until_complete(preparation)
        assert preparation.complete
        assert preparation.clip("Paused.") is None


def test_at_the_end_it_stops_after_the_sentence_that_is_being_spoken(
    voice: HeldVoice, preparation: Preparation
) -> None:
    with preparation:
        voice.asked.get(timeout=PATIENCE_S)
        voice._allowed.put(True)
        preparation._unwanted.set()
    assert voice.closed.get(timeout=PATIENCE_S)
    assert not preparation._thread.is_alive()
    assert voice.asked.qsize() <= 1
