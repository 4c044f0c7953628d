"""Hands a sink exactly the frames it asks for, taken from one source after another.

Fades from each source to the next and follows the person's volume. `pull` runs in the sink's thread and never raises
there: an error of a source ends the sound and is kept for the player.
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
"""Length of a fade: soft enough not to startle. The next pull is at most 0.04 s away, so a key is answered within
150 ms."""

VOLUME_DB_PER_S = 60.0
"""How fast the volume moves. A step of 3 dB takes 50 ms: it is answered at once and makes no click."""

BLIP_S, BLIP_HZ, BLIP_PEAK = 0.06, 660.0, 0.04
"""The blip that answers a key. A change of volume cannot be heard in a silence, so a short tone at -28 dBFS confirms
it, like the click of a telephone's volume key. It is too short and too soft to be taken for one of the five sounds."""

KNEE = 0.75
"""The amplitude from which peaks are rounded when the volume is turned up too far to fit: -2.5 dBFS. With the usual
settings a session at its own volume stays below it."""

NO_SAMPLES: Samples = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Heard:
    """The point of playing that a person hears at one moment.

    Attributes:
        frame: Frame of the session; -1 before it is known where the session begins.
        in_session: Whether the session itself is heard, and not the lead-in, words between times, or quiet.
        source_number: How many sources were played before this one.
        sentence: The player's own sentence that is being spoken; empty while there is none.
    """

    frame: int
    in_session: bool
    source_number: int = 0
    sentence: str = ""


NOWHERE = Heard(-1, in_session=False)
"""Stands for the point of playing before it is known where the session begins."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive frames that were handed out.

    Attributes:
        first_pulled_frame: How many frames had been handed out before this run.
        heard: The description of the run's first frame.
    """

    first_pulled_frame: int
    heard: Heard


class Feed:
    """Cuts sources into the pieces that a sink asks for.

    The sink's thread calls `pull`, the player's thread everything else. A lock keeps whole what both of them touch;
    neither holds it for longer than it takes to change a few fields.

    Args:
        source: The source to play first.

    Attributes:
        pulled_frames: Number of frames handed out so far.
        session_frames: How many of them were the session itself.
        ended: Whether no more frames will come: the source is over or has failed.
        error: The exception that the source raised, if it did.
    """

    def __init__(self, source: Source) -> None:
        self.pulled_frames = self.session_frames = 0
        self.ended = False
        self.error: Exception | None = None
        self._lock = threading.Lock()
        self._source = source
        self._next_source: Source | None = None
        self._block = Block(NO_SAMPLES)
        self._here = NOWHERE
        self._runs = deque([_Run(0, NOWHERE)], maxlen=64)
        self._cut_frame = NOWHERE.frame
        self._fade = NO_SAMPLES
        self._volume_db = self._target_db = 0.0
        self._blip = NO_SAMPLES

    def switch(self, source: Source) -> None:
        """Fade out and go on with another source; of several switches during one fade the last wins."""
        with self._lock:
            self._next_source = source
            self.ended = False  # the last frames of a source that is over may still be on their way

    def restart(self, source: Source, frame: int) -> None:
        """Begin another source at a frame of the session, without a fade; only while no sink pulls."""
        with self._lock:
            self._source, self._next_source, self._fade = source, None, NO_SAMPLES
            self._block, self._cut_frame = Block(NO_SAMPLES), frame
            self._begin_source(frame)

    def blip(self) -> None:
        """Answer a key whose effect cannot be heard otherwise."""
        with self._lock:
            self._blip = _BLIP

    @property
    def source_number(self) -> int:
        """How many sources came before the newest one that was played or asked for."""
        number = self._here.source_number
        return number + 1 if self.switching else number

    @property
    def switching(self) -> bool:
        """Whether the old source is still being handed out after a switch was asked for."""
        return self._next_source is not None

    @property
    def cut_frame(self) -> int:
        """The frame of the session at which the last fade began; all frames before it were handed out unfaded.

        Takes no lock, so that a source may read it when its turn has come.
        """
        return self._cut_frame

    def set_volume(self, volume_db: float) -> None:
        """Move to another volume gradually, with a blip."""
        with self._lock:
            self._target_db, self._blip = volume_db, _BLIP

    def heard(self, latency_frames: int) -> Heard:
        """Return what is heard when the last frame that is heard was pulled `latency_frames` ago."""
        with self._lock:
            pulled = max(0, self.pulled_frames - latency_frames)
            run = next((run for run in reversed(self._runs) if run.first_pulled_frame <= pulled), self._runs[0])
            ahead = max(0, pulled - run.first_pulled_frame) if run.heard.in_session else 0
            return replace(run.heard, frame=run.heard.frame + ahead)

    def pull(self, frames: int) -> Samples:
        """Return the next frames, float32, shape (frames,); fewer where the sound ends, none afterwards. See `Pull`."""
        parts = [NO_SAMPLES]
        missing = frames
        while missing and not self.ended:
            with self._lock:
                part = self._next_samples(missing)
            parts.append(part)
            missing -= len(part)
        return self._at_volume(np.concatenate(parts))

    def _next_samples(self, most: int) -> Samples:
        """Return up to `most` of the next frames, faded where a switch was asked for; none where a source ends."""
        if self._next_source is not None and not len(self._fade):
            self._begin_fade()
        if not len(self._block.samples) and not self._fetch_block():
            self._change_source()
            return NO_SAMPLES
        samples = self._take(min(most, len(self._fade)) if len(self._fade) else most)
        if len(self._fade):
            samples = samples * self._fade[: len(samples)]
            self._fade = self._fade[len(samples) :]
            if not len(self._fade):
                self._change_source()
        return samples

    def _begin_fade(self) -> None:
        self._fade = _FADE
        self._cut_frame = self._here.frame

    def _change_source(self) -> None:
        """Go on with the next source, or end where there is none."""
        self._fade = NO_SAMPLES
        if self._next_source is None:
            self.ended = True
            return
        self._source, self._next_source, self._block = self._next_source, None, Block(NO_SAMPLES)
        self._begin_source(self._cut_frame)  # faded frames do not count as heard

    def _begin_source(self, frame: int) -> None:
        self._move_to(Heard(frame, in_session=False, source_number=self._here.source_number + 1))

    def _fetch_block(self) -> bool:
        """Take the next block from the source; return False where the source is over or has failed."""
        try:
            block = next(self._source, None)
        except Exception as error:  # of any kind: the player raises it where it can be seen
            self.error, block = error, None
        if block is None:
            return False
        self._block = block
        frame = self._here.frame if block.frame is None else block.frame
        self._move_to(replace(self._here, frame=frame, in_session=block.in_session, sentence=block.sentence))
        return True

    def _move_to(self, heard: Heard) -> None:
        """Remember what the next frames are, unless that follows from the frames before."""
        if heard != self._here:
            self._here = heard
            self._runs.append(_Run(self.pulled_frames, heard))

    def _take(self, most: int) -> Samples:
        """Take up to `most` frames from the block, and count them."""
        samples = self._block.samples[:most]
        self._block = Block(self._block.samples[most:], in_session=self._block.in_session)
        self.pulled_frames += len(samples)
        if self._block.in_session:
            self.session_frames += len(samples)
            self._here = replace(self._here, frame=self._here.frame + len(samples))
        return samples

    def _at_volume(self, samples: Samples) -> Samples:
        """Add the blip and apply the volume; at 0 dB every sample stays as it is."""
        with self._lock:
            target_db, blip = self._target_db, self._blip[: len(samples)]
            self._blip = self._blip[len(blip) :]
        if len(blip):
            samples = samples + np.pad(blip, (0, len(samples) - len(blip)))
        if self._volume_db == target_db == 0.0 or not len(samples):
            return samples
        gains = self._gains(target_db, len(samples))
        # The floor of noise fills up what the volume takes away, so that no volume gives digital silence.
        floor = floor_noise(self.pulled_frames, len(samples)) * np.maximum(0, 1 - gains)
        return _rounded(samples * gains + floor)

    def _gains(self, target_db: float, frames: int) -> Samples:
        """Return a gain for each frame on the way from the present volume to the target, and move there."""
        way_db = target_db - self._volume_db
        moved_db = np.minimum(np.arange(1, frames + 1) * (VOLUME_DB_PER_S / SAMPLE_RATE), abs(way_db))
        gains = 10 ** ((self._volume_db + np.copysign(moved_db, way_db)) / 20)
        arrived = moved_db[-1] == abs(way_db)
        self._volume_db = target_db if arrived else self._volume_db + float(np.copysign(moved_db[-1], way_db))
        return np.asarray(gains, dtype=np.float32)


def _rounded(samples: Samples) -> Samples:
    """Bend peaks above the knee towards full scale, so that they never reach it."""
    over = np.abs(samples) > KNEE
    if not np.any(over):
        return samples
    room = 1.0 - KNEE
    bent = KNEE + room * np.tanh((np.abs(samples) - KNEE) / room)
    return np.where(over, np.copysign(bent, samples), samples).astype(np.float32)


def _make_blip() -> Samples:
    frames = seconds_to_frames(BLIP_S, SAMPLE_RATE)
    tone = np.sin(2 * np.pi * BLIP_HZ / SAMPLE_RATE * np.arange(frames)) * np.hanning(frames)
    return np.asarray(BLIP_PEAK * tone, dtype=np.float32)


_FADE = ramp(seconds_to_frames(FADE_S, SAMPLE_RATE))[::-1]
_BLIP = _make_blip()
