"""Passages in, exactly the frames that a sink asks for out: faded from one to the next, at the person's volume.

`pull` runs in the sink's thread and never raises there: an error of a passage ends the sound, and waits for the player.
"""

import threading
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from coach.audio.buffer import Samples, ramp
from coach.audio.format import SAMPLE_RATE
from coach.playback.sources import Block, Source
from coach.render.mix import floor_noise
from coach.units import seconds_to_frames

FADE_S = 0.1
"""Soft enough not to startle. With at most 0.04 s until the next pull, a key is answered within 150 ms."""

VOLUME_DB_PER_S = 60.0
"""How fast the volume moves: a step of 3 dB in 50 ms, which is answered at once and not heard as a click."""

TICK_S, TICK_HZ, TICK_PEAK = 0.06, 660.0, 0.04
"""The answer to a change of volume, which would be unheard in a silence: a blip at -28 dBFS, like that of a telephone's
volume key; too short and too soft to be taken for one of the five sounds."""

KNEE = 0.75
"""Where peaks begin to be rounded when the volume is turned up beyond what fits: -2.5 dBFS, above what a session with
the usual settings reaches at its own volume."""

SILENCE: Samples = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is being heard.

    Attributes:
        frame: Of the session.
        moving: Whether it is the session itself.
        passage: How many passages were played before.
        text: The sentence of the player's own.
    """

    frame: int
    moving: bool
    passage: int = 0
    text: str = ""


NOWHERE = Heard(-1, moving=False)
"""Before it is known where in the session it begins."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames given out from `pulled` on, which are the session's from a place on."""

    pulled: int
    place: Heard


class Feed:
    """Cuts passages to a sink's measure.

    `pull` belongs to the sink's thread and everything else to the player's. What both of them touch is kept whole by a
    lock that neither holds for longer than it takes to change a few fields.

    Args:
        passage: What is played first.

    Attributes:
        pulled: Frames given out so far.
        moved: How many of them were the session itself.
        ended: Nothing more will come: the passage is over, or has failed.
        error: What the passage raised, if it did.
    """

    def __init__(self, passage: Source) -> None:
        self.pulled = self.moved = 0
        self.ended = False
        self.error: Exception | None = None
        self._lock = threading.Lock()
        self._passage = passage
        self._next: Source | None = None
        self._block = Block(SILENCE)
        self._here = NOWHERE
        self._runs = deque([_Run(0, NOWHERE)], maxlen=64)
        self._cut = NOWHERE.frame
        self._fade = SILENCE
        self._volume_db = self._target_db = 0.0
        self._tick = SILENCE

    def switch(self, passage: Source) -> None:
        """Fade out, and go on with another passage; the last one asked for wins."""
        with self._lock:
            self._next, self.ended = passage, False  # also when the last frames are still on their way

    def restart(self, passage: Source, frame: int) -> None:
        """Begin with another passage at a frame of the session, without a fade; only while no sink pulls."""
        with self._lock:
            self._passage, self._next, self._fade = passage, None, SILENCE
            self._block, self._cut = Block(SILENCE), frame
            self._begin_passage(frame)

    def blip(self) -> None:
        """Answer a key that changes nothing else that could be heard."""
        with self._lock:
            self._tick = _TICK

    @property
    def passage(self) -> int:
        """How many passages were given out, or asked for, before the last one."""
        return self._here.passage + (self._next is not None)

    @property
    def switching(self) -> bool:
        """Whether the old passage is still being given out."""
        return self._next is not None

    @property
    def cut(self) -> int:
        """The frame of the session at which the last fade began: all before it was given out at full level.

        Takes no lock, so that a passage may ask for it when its turn has come.
        """
        return self._cut

    def set_volume(self, volume_db: float) -> None:
        """Turn up or down, softly, with a blip."""
        with self._lock:
            self._target_db, self._tick = volume_db, _TICK

    def heard(self, latency_frames: int) -> Heard:
        """What is heard so many frames after it was pulled."""
        with self._lock:
            pulled = max(0, self.pulled - latency_frames)
            run = next((run for run in reversed(self._runs) if run.pulled <= pulled), self._runs[0])
            ahead = pulled - run.pulled if run.place.moving else 0
            return replace(run.place, frame=run.place.frame + max(0, ahead))

    def pull(self, frames: int) -> Samples:
        """The next frames, float32, shape (frames,); fewer where the sound ends, none afterwards. See `Pull`."""
        parts = [SILENCE]
        missing = frames
        while missing and not self.ended:
            with self._lock:
                part = self._some(missing)
            parts.append(part)
            missing -= len(part)
        return self._at_volume(np.concatenate(parts))

    def _some(self, most: int) -> Samples:
        """Some of what comes next, at least one frame if there is any; faded where a switch was asked for."""
        if self._next is not None and not len(self._fade):
            self._begin_fade()
        if not len(self._block.samples) and not self._fetch():
            self._change()
            return SILENCE
        samples = self._take(min(most, len(self._fade)) if len(self._fade) else most)
        if len(self._fade):
            samples = samples * self._fade[: len(samples)]
            self._fade = self._fade[len(samples) :]
            if not len(self._fade):
                self._change()
        return samples

    def _begin_fade(self) -> None:
        self._fade = _FADE
        self._cut = self._here.frame

    def _change(self) -> None:
        """Go on with the next passage, or end where there is none."""
        self._fade = SILENCE
        if self._next is None:
            self.ended = True
            return
        self._passage, self._next, self._block = self._next, None, Block(SILENCE)
        self._begin_passage(self._cut)  # what was faded does not count as heard

    def _begin_passage(self, frame: int) -> None:
        self._come_to(Heard(frame, moving=False, passage=self._here.passage + 1))

    def _fetch(self) -> bool:
        try:
            block = next(self._passage, None)
        except Exception as error:  # whatever it is: the player raises it where it can be seen
            self.error, block = error, None
        if block is None:
            return False
        self._block = block
        frame = self._here.frame if block.frame is None else block.frame
        self._come_to(replace(self._here, frame=frame, moving=block.moving, text=block.text))
        return True

    def _come_to(self, place: Heard) -> None:
        """Remember where the next frames are, unless that follows from what came before."""
        if place != self._here:
            self._here = place
            self._runs.append(_Run(self.pulled, place))

    def _take(self, most: int) -> Samples:
        samples = self._block.samples[:most]
        self._block = Block(self._block.samples[most:], moving=self._block.moving)
        self.pulled += len(samples)
        if self._block.moving:
            self.moved += len(samples)
            self._here = replace(self._here, frame=self._here.frame + len(samples))
        return samples

    def _at_volume(self, samples: Samples) -> Samples:
        with self._lock:
            target_db, tick = self._target_db, self._tick[: len(samples)]
            self._tick = self._tick[len(tick) :]
        if len(tick):
            samples = samples + np.pad(tick, (0, len(samples) - len(tick)))
        if self._volume_db == target_db == 0.0 or not len(samples):
            return samples
        gains = self._gains(target_db, len(samples))
        floor = floor_noise(self.pulled, len(samples)) * np.maximum(0, 1 - gains)  # however low, never digital silence
        return _rounded(samples * gains + floor)

    def _gains(self, target_db: float, frames: int) -> Samples:
        """From the volume that is to the one that is wished for."""
        way_db = target_db - self._volume_db
        moved_db = np.minimum(np.arange(1, frames + 1) * (VOLUME_DB_PER_S / SAMPLE_RATE), abs(way_db))
        gains = 10 ** ((self._volume_db + np.copysign(moved_db, way_db)) / 20)
        arrived = moved_db[-1] == abs(way_db)
        self._volume_db = target_db if arrived else self._volume_db + float(np.copysign(moved_db[-1], way_db))
        return np.asarray(gains, dtype=np.float32)


def _rounded(samples: Samples) -> Samples:
    """Peaks above the knee bent towards full scale, which they never reach."""
    over = np.abs(samples) > KNEE
    if not np.any(over):
        return samples
    room = 1.0 - KNEE
    bent = KNEE + room * np.tanh((np.abs(samples) - KNEE) / room)
    return np.where(over, np.copysign(bent, samples), samples).astype(np.float32)


def _blip() -> Samples:
    frames = seconds_to_frames(TICK_S, SAMPLE_RATE)
    tone = np.sin(2 * np.pi * TICK_HZ / SAMPLE_RATE * np.arange(frames)) * np.hanning(frames)
    return np.asarray(TICK_PEAK * tone, dtype=np.float32)


_FADE = ramp(seconds_to_frames(FADE_S, SAMPLE_RATE))[::-1]
_TICK = _blip()
