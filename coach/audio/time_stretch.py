"""Speech in, the same speech slower or faster at the same pitch out.

Waveform-similarity overlap-add: overlapping pieces are laid closer together or further apart, each taken from where it
continues the one before it best. For the last few per cent that a voice's own speed setting cannot reach.
"""

import numpy as np

from coach.audio.buffer import Audio
from coach.units import seconds_to_frames

PIECE_S = 0.030
"""Long enough for two periods of a low voice (80 Hz), short enough not to smear a consonant."""

REACH_S = 0.008
"""How far a piece may be moved to fit: more than half a period of a low voice.

Source of the method and of the order of both: Verhelst & Roelands, “An overlap-add technique based on waveform
similarity (WSOLA) for high quality time-scale modification of speech”, ICASSP 1993.
"""


def time_stretch(audio: Audio, factor: float) -> Audio:
    """Change the length of speech without changing its pitch.

    Args:
        audio: Speech, at any sample rate.
        factor: 1.1 makes it a tenth longer. Within 0.8 and 1.25 nobody hears that it was done.

    Returns:
        Audio of `factor` times the length, to the frame; the same object for a factor of 1.
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
    """Where, within reach of the wanted place, the source is most like what would have come next."""
    candidates = source[wanted - reach : wanted + reach + len(continuation)]
    likeness = np.correlate(candidates, continuation, mode="valid")
    energy = np.concatenate(([0.0], np.cumsum(candidates**2)))
    norms = np.sqrt(energy[len(continuation) :] - energy[: -len(continuation)]) + 1e-9
    return wanted - reach + int(np.argmax(likeness / norms))
