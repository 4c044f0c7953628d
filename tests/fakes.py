"""Stand-ins for what a test cannot wait for or listen to.

A voice whose clips have the length that the text gives them, a clock moved by hand, and a loudspeaker that records.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from coach.audio import SAMPLE_RATE, Audio, Samples
from coach.errors import PlaybackError
from coach.playback.sink import Pull
from coach.sounds import Sound
from coach.speech.voice import articulation_wpm

WORD_FRAMES = SAMPLE_RATE // 4
FAKE_SOUNDS = {sound: Audio(np.full(SAMPLE_RATE, 0.05, np.float32)) for sound in Sound}
"""Each lasts one second."""


@cache
def fake_breath_tone(sound: Sound, frames: int) -> Audio:
    """As long as the breath is."""
    return Audio(np.full(frames, 0.05, np.float32))


@cache
def fake_clip(text: str, *, speed: float = 1.0) -> Audio:
    """A clip of a quarter of a second a word, at full level from its first sample to its last."""
    return Audio(np.full(round(len(text.split()) * WORD_FRAMES / speed), 0.25, np.float32))


class FakeVoice:
    """Speaks a tone as long as the words should take, between 0.2 s of silence; remembers what it was asked.

    Attributes:
        error: How much longer than it should it takes: 1.1 is a tenth.
        spoken: All texts so far.
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
    """A clock that moves when somebody waits on it, in no time.

    Attributes:
        now_s: What it shows.
        ticked: Called after each move; a sink that keeps time listens here.
    """

    def __init__(self) -> None:
        self.now_s = 0.0
        self.ticked: list[Callable[[], None]] = []
        self._plans: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s = round(self.now_s + seconds, 9)
        assert self.now_s < 3600, "Somebody waits for ever."
        due = [action for at_s, action in self._plans if at_s <= self.now_s]
        self._plans = [plan for plan in self._plans if plan[0] > self.now_s]
        for act in [*due, *self.ticked]:
            act()

    def at(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something when that time has come."""
        self._plans.append((seconds, act))


class RecordingSink:
    """A loudspeaker that keeps what it plays.

    With a clock it pulls as that clock moves, `latency_s` ahead, like a real one; without, when the test calls `take`.

    Attributes:
        heard: All samples pulled so far, shape (frames,).
        started: How often it was started; closed: how often it was closed.
        connected: Set it to False and it pulls no more, without a word, like a real one.
        refusal: What `start` raises, if anything.
    """

    name = "recording"

    def __init__(self, clock: HandClock | None = None, *, latency_s: float = 0.2) -> None:
        self.latency_s = latency_s
        self.started = self.closed = 0
        self.connected = True
        self.refusal: PlaybackError | None = None
        self._clock = clock
        self._parts: list[Samples] = []

    @property
    def heard(self) -> Samples:
        return np.concatenate([np.zeros(0, np.float32), *self._parts])

    def probe(self) -> None:
        if self.refusal is not None:
            raise self.refusal

    def start(self, pull: Pull, *, sample_rate: int, frames: int) -> None:
        self.started += 1
        if self.refusal is not None:
            raise self.refusal
        self._pull, self._sample_rate = pull, sample_rate
        if self._clock is not None:
            self.take(round(self.latency_s * sample_rate))
            self._then_s = self._clock.now_s
            self._clock.ticked.append(self._keep_up)

    def take(self, frames: int) -> Samples:
        """Pull once."""
        samples = self._pull(frames)
        assert len(samples) <= frames
        self._parts.append(samples)
        return samples

    def close(self) -> None:
        self.closed += 1
        self.connected = False

    def _keep_up(self) -> None:
        assert self._clock is not None
        passed_s, self._then_s = self._clock.now_s - self._then_s, self._clock.now_s
        if self.connected:
            self.take(round(passed_s * self._sample_rate))
