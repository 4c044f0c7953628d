"""Makes speech slower or faster at the same pitch, for the last few per cent that a voice's own speed cannot reach.

It cuts out or repeats a few milliseconds at a time, each where the sounds on both sides of the seam are most alike, and
copies everything between the seams. A change of 5 % needs about six seams a second.
"""

from math import ceil, copysign

import numpy as np

from coach.audio.buffer import Audio, Samples, ramp
from coach.units import seconds_to_frames

DUE_S = 0.0045
"""How far the sound runs ahead of its time, or falls behind it, until a seam is due: about half of a common jump, so
that the words are on time in the mean."""

LONGEST_JUMP_S = 0.016
"""The most that is cut out or repeated: more than a period of a low voice (80 Hz)."""

SEAM_S = 0.015
"""Time in which the sound before a seam fades into the sound after it: too short to smear a consonant."""

SHORTEST_JUMP_S = 0.005
"""The least that is cut out or repeated. Shorter jumps need more seams: one for each period of a high voice."""

SHORTEST_S = 0.06
"""Shorter sounds are left as they are."""


def time_stretch(audio: Audio, factor: float) -> Audio:
    """Change the length of speech without changing its pitch.

    Args:
        audio: Mono speech at any sample rate.
        factor: New length over old length: 1.1 makes it a tenth longer. From 0.8 to 1.25 the change is not audible.

    Returns:
        Audio of `factor` times the length, to the frame. `audio` itself for a factor of 1, or if it is shorter than
        60 ms.
    """
    stretched = stretch(audio.samples[np.newaxis], factor, audio.sample_rate)
    return audio if stretched.base is audio.samples else Audio(stretched[0], audio.format)


def stretch(rows: Samples, factor: float, sample_rate: int) -> Samples:
    """Change the length of several sounds in the same way, with the seams where the first of them has the best places.

    Args:
        rows: Float samples, shape (sounds, frames).
        factor: New length over old length.
        sample_rate: Hz.

    Returns:
        Float samples, shape (sounds, round(frames * factor)). `rows` itself for a factor of 1 or less than 60 ms.

    Source: Morita & Itakura, “Time-scale modification algorithm for speech by use of pointer interval control overlap
    and add (PICOLA) and its evaluation”, 1986; the measure of likeness is that of Verhelst & Roelands, “An overlap-add
    technique based on waveform similarity (WSOLA)”, ICASSP 1993.
    """
    frames = round(rows.shape[1] * factor)
    if factor == 1.0 or rows.shape[1] < seconds_to_frames(SHORTEST_S, sample_rate):
        return rows
    drift = 1 / factor - 1
    due, longest, shortest, seam = (
        seconds_to_frames(seconds, sample_rate) for seconds in (DUE_S, LONGEST_JUMP_S, SHORTEST_JUMP_S, SEAM_S)
    )
    seam = min(seam, int(longest / abs(drift)), 2 * int(due / abs(drift)))
    shortest = max(shortest, ceil(seam * abs(drift)))  # so that a seam ends before the next begins
    jumps = range(shortest, longest + 1) if drift > 0 else range(-longest, 1 - shortest)
    margin = longest + 2 * seam
    source, fade, parts = np.pad(rows, ((0, 0), (margin, margin))), ramp(seam), []
    done, offset = 0, margin
    while (start := round((offset - margin + copysign(due, drift)) / drift) - seam // 2) + seam <= frames:
        before = start + offset
        after = before + _best_jump(source[0], before, jumps, seam)
        parts.append(source[:, done + offset : before])
        parts.append(source[:, before : before + seam] * fade[::-1] + source[:, after : after + seam] * fade)
        done, offset = start + seam, after - start
    return np.concatenate([*parts, source[:, done + offset : frames + offset]], axis=1)


def _best_jump(source: Samples, first: int, jumps: range, seam: int) -> int:
    """Return the jump after which the source is most like the `seam` frames that begin at `first`."""
    candidates = source[first + jumps[0] : first + jumps[-1] + seam]
    likeness = np.correlate(candidates, source[first : first + seam], mode="valid")
    energy = np.cumsum(candidates * candidates, dtype=np.float64)
    energies = energy[seam - 1 :].copy()
    energies[1:] -= energy[:-seam]
    return jumps[int(np.argmax(likeness / (np.sqrt(energies) + 1e-6)))]
