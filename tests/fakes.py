"""Stand-ins for what a test can neither wait for nor listen to.

A voice whose clips are as long as the text says, a clock that tests move by hand, a loudspeaker that records, and a
session whose sections appear when a test says so.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SAMPLE_RATE
from coach.playback.commands import Command, Commands
from coach.playback.sinks.sink import Pull
from coach.schedule import Sounds
from coach.script.vocabulary import Sound
from coach.session.preparation import Preparation
from coach.speech.voice import articulation_wpm
from coach.timeline import Section

WORD_FRAMES = SAMPLE_RATE // 4
"""Frames of one word in a fake clip: a quarter of a second."""


@cache
def fake_breath_tone(sound: Sound, frames: int) -> Audio:
    """Return a breath tone of the given length."""
    return Audio(np.full(frames, 0.05, np.float32))


FAKE_SOUNDS = Sounds({sound: Audio(np.full(SAMPLE_RATE, 0.05, np.float32)) for sound in Sound})
"""The five sounds, each one second long, and no breath tones."""

FAKE_TONES = Sounds(FAKE_SOUNDS.chimes, fake_breath_tone)
"""The five sounds with breath tones."""


@cache
def fake_clip(text: str, *, speed: float = 1.0) -> Audio:
    """Return a clip of a quarter of a second a word, equally loud from its first sample to its last."""
    return Audio(np.full(round(len(text.split()) * WORD_FRAMES / speed), 0.25, np.float32))


class FakeVoice:
    """Speaks a tone as long as the words should take, between two silences of 0.2 s.

    Args:
        error: The factor by which it speaks for longer than it should: 1.1 is a tenth longer.

    Attributes:
        spoken: All texts that it was asked to speak so far.
        closed: How often it was closed.
    """

    name = "fake"
    version = "1"

    def __init__(self, error: float = 1.0) -> None:
        self.error = error
        self.spoken: list[str] = []
        self.closed = 0

    def speak(self, text: str, *, speed: float) -> Audio:
        self.spoken.append(text)
        frames = round(self.error * len(text.split()) * 60 / articulation_wpm(speed) * SAMPLE_RATE)
        tone = np.sin(2 * np.pi * (300 + len(text)) * np.arange(frames) / SAMPLE_RATE)
        return Audio(np.pad(0.1 * tone, SAMPLE_RATE // 5).astype(np.float32))

    def close(self) -> None:
        self.closed += 1


class HandClock:
    """A clock that moves only when somebody waits on it, and then at once.

    Attributes:
        now_s: The time that it shows, in seconds.
        ticked: Functions that are called after each move; a sink that keeps time listens here.
    """

    def __init__(self) -> None:
        self.now_s = 0.0
        self.ticked: list[Callable[[], None]] = []
        self._plans: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        """Move the clock forward, then do what was planned for that time."""
        self.now_s = round(self.now_s + seconds, 9)
        assert self.now_s < 3600, "Somebody waits for ever."
        due = [action for at_s, action in self._plans if at_s <= self.now_s]
        self._plans = [plan for plan in self._plans if plan[0] > self.now_s]
        for act in [*due, *self.ticked]:
            act()

    def at(self, seconds: float, act: Callable[[], None]) -> None:
        """Plan to do something at a time."""
        self._plans.append((seconds, act))


class HandCommands(Commands):
    """A player's queue of commands whose clock moves as soon as the queue is empty."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self._clock = clock

    def get(self, wait_s: float) -> Command | None:
        command = super().get(0)
        if command is None and wait_s:
            self._clock.wait(wait_s)
            command = super().get(0)
        return command


class RecordingSink:
    """A loudspeaker that keeps what it plays.

    With a clock it pulls whenever that clock moves, `latency_s` ahead, like a real one. Without a clock it pulls when
    the test calls `take`.

    Attributes:
        connected: Whether it pulls. Set to False it stops pulling and says nothing, like a real one that is lost.
        closed: Whether it was closed.
    """

    def __init__(self, clock: HandClock | None = None, *, latency_s: float = 0.2) -> None:
        self.latency_s = latency_s
        self.connected = True
        self.closed = False
        self._clock = clock
        self._parts: list[Samples] = []

    @property
    def heard(self) -> Samples:
        """All samples pulled so far, shape (frames,)."""
        return np.concatenate([np.zeros(0, np.float32), *self._parts])

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        self._pull, self._sample_rate = pull, sample_rate
        if self._clock is not None:
            self.take(round(self.latency_s * sample_rate))
            self._then_s = self._clock.now_s
            self._clock.ticked.append(self.keep_up)

    def take(self, frames: int) -> Samples:
        """Pull once, and return what came."""
        samples = self._pull(frames)
        assert len(samples) <= frames
        self._parts.append(samples)
        return samples

    def close(self) -> None:
        self.closed = True

    def keep_up(self) -> None:
        """Pull as many frames as the clock has moved on."""
        assert self._clock is not None
        passed_s, self._then_s = self._clock.now_s - self._then_s, self._clock.now_s
        if self.connected and not self.closed:
            self.take(round(passed_s * self._sample_rate))


class HandPreparation(Preparation):
    """A session whose sections are there from the beginning, or appear when the test says so.

    Args:
        sections: All sections of the session.
        mixed: Sections that are played in their place, of the same lengths.

    Attributes:
        spoken: The sentences that the player asked for.
        silent: Whether no clip is ever made.
        slow: Whether a clip is made only when it is asked for the second time.
    """

    def __init__(self, sections: tuple[Section, ...], *, mixed: tuple[Section, ...] | None = None) -> None:
        super().__init__(lambda _: iter(sections), fake_clip)
        self._all, self._mixed = sections, sections if mixed is None else mixed
        self.spoken: list[str] = []
        self.silent = self.slow = False
        self.make(len(sections))

    def make(self, count: int) -> None:
        """Have the first `count` sections made."""
        self.sections, self.complete = self._all[:count], count >= len(self._all)

    def made_sections(self) -> Iterator[Section]:
        """Give the sections to play, as far as they are made."""
        for index, _ in enumerate(super().made_sections()):
            yield self._mixed[index]

    def clip(self, sentence: str) -> Audio | None:
        if self.silent:
            return None
        is_new = sentence not in self.spoken
        self.spoken.append(sentence)
        return None if self.slow and is_new else fake_clip(sentence)
