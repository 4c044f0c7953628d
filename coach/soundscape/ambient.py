"""What lies under a whole session: rain, noise, a drone or a file, as a loop at its final level; and its ducking.

What it sounds like at a frame depends on that frame alone, on what is spoken around it, and on where the session is
entered and ends. Knows no timeline: spans of speech are handed in.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples, looped, ramp
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudness_lufs, with_loudness
from coach.errors import AudioError
from coach.soundscape.names import AmbientName
from coach.units import db_to_gain, seconds_to_frames

DUCKED_DB = -6.0
"""Under the voice, on top of its level: enough that no consonant is covered, little enough that nobody notices."""

ATTACK_S, HOLD_S, RELEASE_S = 0.8, 1.5, 4.0
"""It makes way before a word and not on it, stays down from one sentence to the next, and comes back slower than an ear
follows: with half of these times it pumped at every one-word prompt of a breath."""

FADE_IN_S, FADE_OUT_S = 4.0, 6.0

LOOP_S = 32
"""Of the synthesised ones. Noise that repeats after so long is not recognised; 32 s are 3 MB."""

LONGEST_S, SHORTEST_S = 600.0, 1.0
"""Of a file: what fits into memory easily, and what is more than a sound."""

CROSSFADE_S = 3.0
"""A file's end is laid over its beginning for so long, with equal power, so that nobody hears where it starts again."""


@dataclass(frozen=True, slots=True, eq=False)
class Ambient:
    """A loop under a session.

    Attributes:
        loop: At its final level, without a seam.
    """

    loop: Audio

    @property
    def ahead_frames(self) -> int:
        """How far ahead it has to know what is spoken, and where the session ends."""
        return self._frames(max(ATTACK_S, FADE_OUT_S))

    def under(
        self,
        start: int,
        end: int,
        speech: Iterable[tuple[int, int]],
        *,
        first_frame: int = 0,
        last_frame: int | None = None,
    ) -> Samples:
        """What lies under a run of frames.

        Args:
            start: Its first frame.
            end: The frame after its last.
            speech: First frame, and the one after the last, of all that is spoken near it; in order.
            first_frame: Where the session was entered: it fades in from there.
            last_frame: Where the session ends, if that is near: it fades out towards it.

        Returns:
            float32, shape (end - start,); the same however a session is cut into runs.
        """
        samples = looped(self.loop.samples, start, end - start)
        before, after = self._frames(ATTACK_S), self._frames(HOLD_S + RELEASE_S)
        spans = [(first, last) for first, last in speech if first - before < end and start < last + after]
        if spans:
            samples *= 1.0 - (1.0 - np.float32(db_to_gain(DUCKED_DB))) * self._voice(spans, start, end)
        _multiply(samples, start, _rise(self._frames(FADE_IN_S)), first_frame)
        if last_frame is not None:
            fall = _rise(self._frames(FADE_OUT_S))[::-1]
            _multiply(samples, start, fall, last_frame - len(fall))
        return samples

    def _voice(self, spans: Iterable[tuple[int, int]], start: int, end: int) -> Samples:
        """How far to duck, from 0 to 1, shape (end - start,)."""
        curve = np.zeros(end - start, dtype=np.float32)
        rise, fall = _rise(self._frames(ATTACK_S)), _rise(self._frames(RELEASE_S))[::-1]
        for first, last in spans:
            released = last + self._frames(HOLD_S)
            _raise(curve, start, rise, first - len(rise))
            curve[max(0, first - start) : max(0, released - start)] = 1.0
            _raise(curve, start, fall, released)
        return curve

    def _frames(self, seconds: float) -> int:
        return _to_frames(seconds, self.loop.sample_rate)


def synthesise(name: AmbientName, level_db: float) -> Ambient:
    """Rain, noise or a drone, so much louder or quieter than the voice.

    The same samples every time: its randomness comes from a hash, and each is periodic by construction.
    """
    made = _MAKERS[name]()
    made -= np.mean(made)
    loop = Audio((made / np.sqrt(np.mean(made**2))).astype(np.float32))
    return Ambient(with_loudness(loop, lufs=VOICE_LUFS + level_db, measured_lufs=FULL_LUFS[name]))


def loop_of(recording: Audio, level_db: float) -> Ambient:
    """A recording as an ambient sound, its end faded into its beginning.

    Args:
        recording: At `SAMPLE_RATE`, at least a second long.
        level_db: Integrated loudness of the whole, against the voice.

    Raises:
        AudioError: It is silent, or too short.
    """
    lufs = loudness_lufs(recording)
    if recording.duration_s < SHORTEST_S or not np.isfinite(lufs):
        problem = f"An ambient sound of {recording.duration_s:.1f} s with nothing to hear in it cannot be used."
        raise AudioError(problem, f"Choose a recording that is audible, and longer than {SHORTEST_S:g} s.")
    crossing = min(seconds_to_frames(CROSSFADE_S, recording.sample_rate), recording.frames // 4)
    angle = (np.arange(crossing, dtype=np.float32) + 0.5) / crossing * (np.pi / 2)
    samples = recording.samples[: recording.frames - crossing].copy()
    samples[:crossing] = samples[:crossing] * np.sin(angle) + recording.samples[-crossing:] * np.cos(angle)
    return Ambient(with_loudness(Audio(samples), lufs=VOICE_LUFS + level_db, measured_lufs=lufs))


_rise, _to_frames = cache(ramp), cache(seconds_to_frames)
"""Each is needed some thousand times in a session."""


def _multiply(samples: Samples, start: int, table: Samples, at: int) -> None:
    """Apply a fade that lies at a frame of the session: nothing of what is on its quiet side is left."""
    first, last = max(start, at), min(start + len(samples), at + len(table))
    if first < last:
        samples[first - start : last - start] *= table[first - at : last - at]


def _raise(curve: Samples, start: int, table: Samples, at: int) -> None:
    first, last = max(start, at), min(start + len(curve), at + len(table))
    if first < last:
        part = curve[first - start : last - start]
        np.maximum(part, table[first - at : last - at], out=part)


# How each is made. A loop is a sum of whole numbers of periods, or laid around a circle, and so has no seam.

Loop = NDArray[np.float64]
LOOP_FRAMES = LOOP_S * SAMPLE_RATE

BED_LOW_HZ = 60.0
"""Below it a small loudspeaker only strains."""


def _noise() -> Loop:
    """Between pink and brown, 4.5 dB less an octave: a distant waterfall rather than a hiss."""
    return _shaped("noise", lambda hz: (hz / 200.0) ** -0.75 / (1.0 + (hz / 3000.0) ** 2))


def _rain() -> Loop:
    """A soft rush between 400 Hz and 4 kHz, a little stronger and weaker with the wind, and single drops in it."""
    rush = _shaped("rain", lambda hz: (hz / 1000.0) ** -0.6 / (1.0 + (400.0 / hz) ** 2) / (1.0 + (hz / 3500.0) ** 2))
    turns = np.arange(LOOP_FRAMES) / LOOP_FRAMES
    wind = 1.0 + 0.12 * np.sin(2 * np.pi * 3 * turns) + 0.08 * np.sin(2 * np.pi * (7 * turns + 0.3))
    rush *= wind / np.sqrt(np.mean(rush**2))
    return rush + _drops()


DROPS_PER_S = 14
DROP_S = 0.03


def _drops() -> Loop:
    """Drops on leaves: short knocks of 900 to 3000 Hz, most of them faint, some clear above the rush."""
    count, frames = DROPS_PER_S * LOOP_S, seconds_to_frames(DROP_S, SAMPLE_RATE)
    place, pitch, level = _uniform("drops", 3 * count).reshape(3, count)
    hz = 900.0 * (3000.0 / 900.0) ** pitch
    time_s = np.arange(frames) / SAMPLE_RATE
    knocks = np.sin(2 * np.pi * hz[:, None] * time_s) * np.exp(-time_s * (2.0 + hz[:, None] / 200.0) * 40.0)
    knocks *= 9.0 * level[:, None] ** 5
    drops = np.zeros(LOOP_FRAMES + frames)
    for start, knock in zip((place * LOOP_FRAMES).astype(np.int64), knocks, strict=True):
        drops[start : start + frames] += knock
    drops[:frames] += drops[LOOP_FRAMES:]  # around the circle
    return drops[:LOOP_FRAMES]


DRONE_HZ = ((100.0, -3.0), (150.0, -2.0), (200.0, -2.0), (300.0, -5.0), (400.0, -9.0), (600.0, -16.0))
"""Frequencies and levels: a fifth and its octaves, the lower relations of the bowls' 400 to 600 Hz, so that a chime and
the drone are one chord."""


def _drone() -> Loop:
    """Each tone twice, a few turns of the loop apart, so that all swell and ebb slowly at different times."""
    bins = np.zeros(LOOP_FRAMES // 2 + 1, dtype=np.complex128)
    for index, (hz, level_db) in enumerate(DRONE_HZ):
        periods = round(hz * LOOP_S)
        bins[periods] = db_to_gain(level_db)
        bins[periods + 2 + index] = 0.8j * db_to_gain(level_db)
    return np.fft.irfft(bins, LOOP_FRAMES)


_MAKERS: Mapping[AmbientName, Callable[[], Loop]] = MappingProxyType(
    {AmbientName.RAIN: _rain, AmbientName.NOISE: _noise, AmbientName.DRONE: _drone}
)


FULL_LUFS: Mapping[AmbientName, float] = MappingProxyType(
    {AmbientName.RAIN: 1.01, AmbientName.NOISE: -0.87, AmbientName.DRONE: -1.11}
)
"""What each measures at an RMS of 1. They are always the same, and measuring one takes longer than making it."""


def _shaped(name: str, gain_at: Callable[[Loop], Loop]) -> Loop:
    """Noise of a wished spectrum: every bin as loud as that asks for, and its phase by chance."""
    bins = LOOP_FRAMES // 2 + 1
    hz = np.maximum(np.arange(bins) / LOOP_S, 1.0 / LOOP_S)
    gain = gain_at(hz) / (1.0 + (BED_LOW_HZ / hz) ** 4)
    gain[0] = 0.0
    return np.fft.irfft(gain * np.exp(2j * np.pi * _uniform(name, bins)), LOOP_FRAMES)


def _uniform(name: str, count: int) -> Loop:
    """Numbers from 0 to 1, the same on every machine."""
    bits = hashlib.shake_128(f"coach {name}".encode()).digest(4 * count)
    return np.frombuffer(bits, dtype="<u4") / 2.0**32
