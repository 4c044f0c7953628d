"""Timeline in, consecutive blocks of audio out: what is played and what is exported.

Every cue is at its final level already; here they are summed, over a floor of noise too quiet to hear.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from coach.audio import Audio, Samples
from coach.errors import AudioError
from coach.timeline import Cue, Section, Timeline

BLOCK_FRAMES = 4096

FLOOR_FRAMES = 65_521
"""A prime, so that the loop of noise (2.7 s at 24 kHz) never falls into step with a breath."""

FLOOR_PEAK = 4 / 32_767
"""-78 dBFS, four steps of a 16-bit sample: nobody hears it, but Bluetooth and hearing aids do not fall asleep on it."""


def mix(timeline: Timeline, *, block_frames: int = BLOCK_FRAMES) -> Iterator[Audio]:
    """Sum a timeline's cues into consecutive mono blocks.

    Args:
        timeline: Cues in time order, all at the timeline's sample rate.
        block_frames: Frames per block; the last may be shorter. Does not change the sound.

    Yields:
        Audio, float32, shape (frames,). With voice clips at or below -4 dBFS and chimes 10 dB under the voice, peaks
        stay below -1 dBFS.

    Raises:
        AudioError: A cue's rate is not the timeline's, or it begins before its section.
    """
    return mix_sections(timeline.sections, sample_rate=timeline.sample_rate, block_frames=block_frames)


def mix_sections(
    sections: Iterable[Section], *, sample_rate: int, first_frame: int = 0, block_frames: int = BLOCK_FRAMES
) -> Iterator[Audio]:
    """The same for sections that are still being made: each is asked for when its first frame is due.

    Args:
        sections: End to end; those that end before `first_frame` may be missing.
        sample_rate: Hz, of the sections.
        first_frame: Where to begin. Cues that began earlier are left out whole, so that none is heard from its middle.
        block_frames: As above.
    """
    sounding: deque[Cue] = deque()
    start = first_frame
    for section in sections:
        ahead = deque(cue for cue in section.cues if cue.start_frame >= first_frame)
        while start < section.end_frame:
            # blocks end at section ends too: what follows is not known yet
            end = min(start - start % block_frames + block_frames, section.end_frame)
            while ahead and ahead[0].start_frame < end:
                sounding.append(_checked(ahead.popleft(), sample_rate, start))
            sounding = deque(cue for cue in sounding if cue.end_frame > start)
            yield Audio(_sum(sounding, start, end), sample_rate)
            start = end


def floor_noise(first_frame: int, frames: int) -> Samples:
    """What lies under everything, from a frame of the session on, so that a session is never digitally silent.

    Returns:
        Noise at or below -78 dBFS, float32, shape (frames,), with no zero in 16 bits.
    """
    return np.resize(np.roll(_floor(), -first_frame), frames)


def _sum(cues: Iterable[Cue], start: int, end: int) -> Samples:
    samples = floor_noise(start, end - start)
    for cue in cues:
        first, last = max(start, cue.start_frame), min(end, cue.end_frame)
        samples[first - start : last - start] += cue.audio.samples[first - cue.start_frame : last - cue.start_frame]
    return samples


def _checked(cue: Cue, sample_rate: int, now: int) -> Cue:
    if cue.start_frame < now:
        problem = f"“{cue.text or cue.sound}” begins before its section, and would be cut."
        raise AudioError(problem, "Please report this with the script that you used.")
    if cue.audio.sample_rate != sample_rate:
        problem = f"A cue is at {cue.audio.sample_rate} Hz in a timeline at {sample_rate} Hz."
        raise AudioError(problem, "Resample it before it is scheduled.")
    return cue


@cache
def _floor() -> Samples:
    """Noise without a zero in 16 bits, the same on every machine: its bits come from a hash, not from a library."""
    data = np.frombuffer(hashlib.shake_128(b"coach").digest(FLOOR_FRAMES), dtype=np.uint8)
    steps = data % 4 + 1.0
    signs = np.where(data & 128, 1.0, -1.0)
    return np.asarray(steps * signs / 4 * FLOOR_PEAK, dtype=np.float32)
