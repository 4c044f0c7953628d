"""Makes speech slower or faster at the same pitch, for the last few per cent that a voice's own speed cannot reach.

It uses waveform-similarity overlap-add (WSOLA): overlapping pieces are laid closer together or further apart, and each
piece is taken from the place where it continues the piece before it best.
"""

import numpy as np

from coach.audio.buffer import Audio
from coach.units import seconds_to_frames

PIECE_S = 0.030
"""Length of a piece: at least two periods of a low voice (80 Hz), and too short to smear a consonant."""

REACH_S = 0.008
"""How far a piece may be moved to fit: more than half a period of a low voice.

Source of the method and of the size of both numbers: Verhelst & Roelands, “An overlap-add technique based on waveform
similarity (WSOLA) for high quality time-scale modification of speech”, ICASSP 1993.
"""


def time_stretch(audio: Audio, factor: float) -> Audio:
    """Change the length of speech without changing its pitch.

    Args:
        audio: Mono speech at any sample rate.
        factor: New length over old length: 1.1 makes it a tenth longer. From 0.8 to 1.25 the change is not audible.

    Returns:
        Audio of `factor` times the length, to the frame. `audio` itself for a factor of 1, or if it is shorter than two
        pieces (60 ms).
    """
    piece = 2 * seconds_to_frames(PIECE_S / 2, audio.sample_rate)
    frames = round(audio.frames * factor)
    if factor == 1.0 or audio.frames < 2 * piece:
        return audio
    hop, reach = piece // 2, seconds_to_frames(REACH_S, audio.sample_rate)
    source = np.pad(audio.samples, (reach + hop, reach + 2 * piece)).astype(np.float64)
    window = np.hanning(piece + 1)[:-1]  # periodic: two of them, half a piece apart, add up to one
    out = np.zeros(frames + 2 * piece)
    place = reach
    for start in range(0, frames + hop, hop):
        wanted = reach + round(start / factor)
        if start:
            place = _best_fit(source, wanted, source[place + hop : place + hop + piece], reach)
        out[start : start + piece] += window * source[place : place + piece]
    return Audio(out[hop : hop + frames].astype(np.float32), audio.format)


def _best_fit(source: np.ndarray, wanted: int, continuation: np.ndarray, reach: int) -> int:
    """Return the place within `reach` of the wanted one where the source is most like the continuation."""
    candidates = source[wanted - reach : wanted + reach + len(continuation)]
    likeness = np.correlate(candidates, continuation, mode="valid")
    energy = np.concatenate(([0.0], np.cumsum(candidates**2)))
    norms = np.sqrt(energy[len(continuation) :] - energy[: -len(continuation)]) + 1e-9
    return wanted - reach + int(np.argmax(likeness / norms))
