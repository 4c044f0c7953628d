"""Sums a timeline into consecutive blocks of audio: the same blocks are played and exported.

Every cue already has its final loudness. The cues are summed over a floor of noise that is too quiet to hear, and true
peaks are held at or below -1 dBTP.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from coach.audio.buffer import Audio, Samples, looped
from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.audio.limiter import limited
from coach.errors import AudioError
from coach.soundscape.ambient import Ambient
from coach.timeline import Cue, Section, Timeline

BLOCK_FRAMES = 16_384
"""Frames per block, 0.7 s: long enough for the work per block not to count, short enough for a loudspeaker."""

SPEECH_KEPT_FRAMES = 240_000
"""How long speech is remembered: longer than the ambient sound takes to come back after it."""

FLOOR_FRAMES = 65_521
"""Length of the loop of floor noise, 2.7 s at 24 kHz: a prime, so that it never falls into step with a breath."""

FLOOR_PEAK = 4 / 32_767
"""Peak of the floor noise: four 16-bit steps, -78 dBFS. Nobody hears it, and it keeps Bluetooth and hearing aids on."""


def mix(timeline: Timeline, *, block_frames: int = BLOCK_FRAMES, ambient: Ambient | None = None) -> Iterator[Audio]:
    """Sum a timeline's cues into consecutive mono blocks.

    Args:
        timeline: Cues in time order, all at the timeline's sample rate.
        block_frames: Frames per block; the last may be shorter. Does not change the sound.
        ambient: The ambient sound under the whole session, if any.

    Yields:
        Audio, float32, shape (frames,), true peaks at or below -1 dBTP (`CEILING_DBTP`), however loud the cues are.

    Raises:
        AudioError: A cue is not at the timeline's sample rate, or begins before its section.
    """
    return mix_sections(timeline.sections, sample_rate=timeline.sample_rate, block_frames=block_frames, ambient=ambient)


def mix_sections(
    sections: Iterable[Section],
    *,
    sample_rate: int,
    first_frame: int = 0,
    block_frames: int = BLOCK_FRAMES,
    ambient: Ambient | None = None,
) -> Iterator[Audio]:
    """Sum sections that may still be made while they are mixed; otherwise as `mix`.

    A section is asked for about a third of a second before its first frame is due, or earlier by as much as the
    ambient sound looks ahead.

    Args:
        sections: Sections end to end. The ones that end before `first_frame` may be missing.
        sample_rate: Hz, of the sections.
        first_frame: Frame of the session to begin with. Cues that began earlier are left out, so that none is heard
            from its middle, and the ambient sound fades in.
        block_frames: Frames per block. Blocks end at multiples of it; the first and the last may be shorter.
        ambient: The ambient sound under the whole session, if any.
    """
    summed = sum_sections(
        sections, sample_rate=sample_rate, first_frame=first_frame, ambient=ambient, block_frames=block_frames
    )
    return cut(limited(summed, sample_rate=sample_rate, first_frame=first_frame), block_frames, first_frame=first_frame)


def sum_sections(
    sections: Iterable[Section],
    *,
    sample_rate: int,
    first_frame: int = 0,
    ambient: Ambient | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> Iterator[Audio]:
    """Sum sections as `mix_sections` does, but without holding the peaks. A block ends where a section ends, too."""
    known = _Known(sections, sample_rate)
    ahead_frames = ambient.ahead_frames + block_frames if ambient else 1
    sounding: list[Cue] = []
    start = first_frame
    while known.look(start + ahead_frames) > start:
        end = min(start - start % block_frames + block_frames, known.end_frame)
        begun = (cue for cue in known.take(end) if cue.start_frame >= first_frame)
        sounding = [cue for cue in (*sounding, *begun) if cue.end_frame > start]
        samples, speech = _sum(sounding, start, end), known.speech(start)
        if ambient:
            last_frame = known.end_frame if known.complete else None
            samples += ambient.under(start, end, speech, first_frame=first_frame, last_frame=last_frame)
        yield Audio(samples, AudioFormat(sample_rate))
        start = end


def cut(blocks: Iterable[Audio], block_frames: int, *, first_frame: int = 0) -> Iterator[Audio]:
    """Cut audio from `first_frame` on into blocks that end at multiples of one length; the last may be shorter."""
    held, missing = list[Samples](), block_frames - first_frame % block_frames
    audio_format = SESSION_FORMAT
    for block in blocks:
        samples, audio_format = block.samples, block.format
        while len(samples) >= missing:
            yield Audio(np.concatenate((*held, samples[:missing])), audio_format)
            held, samples, missing = [], samples[missing:], block_frames
        held.append(samples)
        missing -= len(samples)
    if missing < block_frames and any(map(len, held)):
        yield Audio(np.concatenate(held), audio_format)


class _Known:
    """The cues and the speech of a session whose sections come one by one, as far as they have come."""

    def __init__(self, sections: Iterable[Section], sample_rate: int) -> None:
        self._sections = iter(sections)
        self._sample_rate = sample_rate
        self._cues: deque[Cue] = deque()
        self._speech: deque[tuple[int, int]] = deque()
        self.end_frame = 0
        self.complete = False

    def look(self, until_frame: int) -> int:
        """Ask for sections until they reach a frame or there are no more; return the frame after their last."""
        while self.end_frame < until_frame and not self.complete:
            section = next(self._sections, None)
            if section is None:
                self.complete = True
                break
            self._cues.extend(_checked(cue, section, self._sample_rate) for cue in section.cues)
            self._speech.extend((cue.start_frame, cue.end_frame) for cue in section.cues if cue.text)
            self.end_frame = section.end_frame
        return self.end_frame

    def take(self, until_frame: int) -> Iterator[Cue]:
        """Yield the cues that begin before a frame, each cue once."""
        while self._cues and self._cues[0].start_frame < until_frame:
            yield self._cues.popleft()

    def speech(self, frame: int) -> Iterable[tuple[int, int]]:
        """Return the spans of speech from shortly before a frame on, and forget the earlier ones.

        Each is the first frame of a cue and the frame after its last.
        """
        while self._speech and self._speech[0][1] < frame - SPEECH_KEPT_FRAMES:
            self._speech.popleft()
        return self._speech


def floor_noise(first_frame: int, frames: int) -> Samples:
    """Return the noise under everything, from a frame of the session on. It keeps a session from digital silence.

    Returns:
        float32, shape (frames,), at or below -78 dBFS; no sample becomes zero in 16 bits.
    """
    return looped(_floor(), first_frame, frames)


def _sum(cues: Iterable[Cue], start: int, end: int) -> Samples:
    samples = floor_noise(start, end - start)
    for cue in cues:
        first, last = max(start, cue.start_frame), min(end, cue.end_frame)
        samples[first - start : last - start] += cue.audio.between(first - cue.start_frame, last - cue.start_frame)
    return samples


def _checked(cue: Cue, section: Section, sample_rate: int) -> Cue:
    if cue.start_frame < section.start_frame:
        problem = f"“{cue.text or cue.sound}” begins before its section, and would be cut."
        raise AudioError(problem, "Please report this with the script that you used.")
    if cue.audio.sample_rate != sample_rate:
        problem = f"A cue is at {cue.audio.sample_rate} Hz in a timeline at {sample_rate} Hz."
        raise AudioError(problem, "Resample it before it is scheduled.")
    return cue


@cache
def _floor() -> Samples:
    """Make the loop of noise, the same on every machine: its bits come from a hash, not from a random generator."""
    data = np.frombuffer(hashlib.shake_128(b"coach").digest(FLOOR_FRAMES), dtype=np.uint8)
    steps = data % 4 + 1.0
    signs = np.where(data & 128, 1.0, -1.0)
    return np.asarray(steps * signs / 4 * FLOOR_PEAK, dtype=np.float32)
