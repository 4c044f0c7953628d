"""Makes the ambient sound of a session, rain, noise, a drone or a recording, as a loop; ducks it under speech.

Its samples at a frame depend only on that frame, on the speech around it, and on where the session is entered and
where it ends. It knows no timeline: the caller hands in the spans of speech.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from coach.audio.buffer import Audio, Samples, looped, ramp
from coach.audio.loudness import VOICE_LUFS, loudness_lufs, with_loudness
from coach.audio.rumble import without_rumble
from coach.errors import AudioError
from coach.soundscape._loops import make_loop
from coach.soundscape.names import AmbientName
from coach.units import db_to_gain, seconds_to_frames

DUCKED_DB = -6.0
"""Gain of the ambient sound under speech: low enough that no consonant is covered, high enough that nobody notices."""

ATTACK_S, HOLD_S, RELEASE_S = 0.8, 1.5, 4.0
"""The sound goes down in `ATTACK_S` before a word begins, stays down for `HOLD_S` after the last word, so that it does
not come up between two sentences, and comes back in `RELEASE_S`, which is too slow to be noticed. With half of these
times it pumped at every one-word breath prompt."""

FADE_IN_S, FADE_OUT_S = 4.0, 6.0

LONGEST_S, SHORTEST_S = 600.0, 1.0
"""Limits of a recording's length: a longer one would take much memory, a shorter one is a single sound."""

SYNTHESISED_LUFS: Mapping[AmbientName, float] = MappingProxyType(
    {AmbientName.RAIN: 1.01, AmbientName.NOISE: -0.87, AmbientName.DRONE: -1.11}
)
"""Loudness of the synthesised loops at an RMS of 1. They never change, and measuring takes longer than making."""

CROSSFADE_S = 3.0
"""Time over which a recording's end fades into its beginning, with equal power, so that nobody hears it start again."""


@dataclass(frozen=True, slots=True, eq=False)
class Ambient:
    """A loop that lies under a whole session.

    Attributes:
        loop: One round without a seam, as loud as it is to be heard where nobody speaks.
    """

    loop: Audio

    @property
    def ahead_frames(self) -> int:
        """How many frames ahead of a run the speech, and the end of the session, have to be known."""
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
        """Return the samples that lie under a run of frames.

        Args:
            start: The run's first frame, counted from the beginning of the session.
            end: The frame after its last.
            speech: Spans of speech near the run, in order: the first frame of each and the frame after its last.
            first_frame: The frame at which the session is entered. The sound fades in from there.
            last_frame: The frame at which the session ends, if that is near. The sound fades out towards it.

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
        """Return how far to duck at each frame, from 0 to 1, shape (end - start,)."""
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


def synthesise(name: AmbientName, loudness_db: float) -> Ambient:
    """Make rain, noise or a drone, at a loudness against the voice in dB.

    The samples are the same every time: the randomness comes from a hash. The loop is periodic by construction.
    """
    loop = Audio(make_loop(name).astype(np.float32))
    return Ambient(with_loudness(loop, lufs=VOICE_LUFS + loudness_db, measured_lufs=SYNTHESISED_LUFS[name]))


def loop_of(recording: Audio, loudness_db: float) -> Ambient:
    """Make a loop of a recording by fading its end into its beginning, and remove its offset and its rumble.

    Args:
        recording: Mono audio at `SAMPLE_RATE`, at least a second long.
        loudness_db: Integrated loudness of the loop against the voice, in dB.

    Raises:
        AudioError: The recording is too short, or nothing in it can be heard.
    """
    if recording.duration_s < SHORTEST_S:
        problem = f"An ambient sound of {recording.duration_s:.1f} s is too short."
        raise AudioError(problem, f"Choose a recording that is longer than {SHORTEST_S:g} s.")
    crossing = min(seconds_to_frames(CROSSFADE_S, recording.sample_rate), recording.frames // 4)
    angle = (np.arange(crossing, dtype=np.float32) + 0.5) / crossing * (np.pi / 2)
    samples = recording.samples[: recording.frames - crossing].copy()
    samples[:crossing] = samples[:crossing] * np.sin(angle) + recording.samples[-crossing:] * np.cos(angle)
    loop = without_rumble(Audio(samples))
    lufs = loudness_lufs(loop)
    if not np.isfinite(lufs):
        raise AudioError("The ambient sound has nothing in it that can be heard.", "Choose another recording.")
    return Ambient(with_loudness(loop, lufs=VOICE_LUFS + loudness_db, measured_lufs=lufs))


_rise, _to_frames = cache(ramp), cache(seconds_to_frames)
"""Cached, because a session needs each of these some thousand times."""


def _multiply(samples: Samples, start: int, table: Samples, at: int) -> None:
    """Multiply a run of samples that begins at the frame `start` with a table that begins at the frame `at`."""
    first, last = max(start, at), min(start + len(samples), at + len(table))
    if first < last:
        samples[first - start : last - start] *= table[first - at : last - at]


def _raise(curve: Samples, start: int, table: Samples, at: int) -> None:
    """Raise a curve that begins at the frame `start` to a table that begins at the frame `at`, where that is higher."""
    first, last = max(start, at), min(start + len(curve), at + len(table))
    if first < last:
        part = curve[first - start : last - start]
        np.maximum(part, table[first - at : last - at], out=part)
