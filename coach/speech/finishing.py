"""Finishes raw speech into a clip: trimmed, at the right length and loudness, with its peaks held.

It weights the speech for its loudness once, and from then on shapes the weighted sound like the speech itself: what
stretches, trims or turns down one does the same to the other, so that no loudness has to be measured anew.
"""

from functools import lru_cache
from typing import TypeAlias

import numpy as np

from coach.audio.buffer import Audio, Samples, ramp, resample
from coach.audio.format import SAMPLE_RATE
from coach.audio.limiter import STEP_S, ClipLimiter
from coach.audio.loudness import (
    ABSOLUTE_GATE_LUFS,
    RINGING_S,
    VOICE_LUFS,
    Curve,
    k_weighting,
    step_energies,
    steps_lufs,
)
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.time_stretch import stretch
from coach.units import db_to_gain, seconds_to_frames

AUDIBLE_DBFS = -46.0
"""Amplitude from which a sample of a finished clip is heard: 27 dB below the voice, under the noise of a quiet room."""

WORDS_DB = -40.0
"""Amplitude, against a clip's own peak, that finds where its words begin and end before its loudness is known."""

SILENT_DB, SILENCE_S = -70.0, 0.1
"""Raw speech may begin and end with half a second below that amplitude, against its peak. All of it but a tenth of a
second is cut off before any work is done on it."""

FADE_S = 0.002
FADE_FRAMES = seconds_to_frames(FADE_S, SAMPLE_RATE)
"""Time that is kept before the first audible sample and faded in: long enough not to click."""

TAIL_S = 0.025
"""Time that is kept after the last audible sample and faded out. With less, headphones reveal that the breath and the
room of the voice were cut off."""

CLIP_LUFS = VOICE_LUFS + 0.7
"""Loudness of every clip. Over a whole session words measure 0.5 to 0.9 LU less than each one by itself, because the
meter also counts the blocks of 400 ms that reach into the silence around them. So a session measures -19 LUFS; see
`python -m tests.reports.sound_report`."""

RUMBLE_HZ = (25.0, 55.0)
"""Speech is faded out between the second frequency and the first, and removed below the first. No voice goes lower, but
hum does, and so does the offset that espeak-ng has."""

PEAK_DBTP = -4.0
"""Ceiling of a clip's true peaks. Sounds ring while a clip is heard, and their sum has to stay below -1 dBTP. Peaks are
held here, where the whole clip is at hand, rather than in the mix. Only the loudest consonants reach 15 dB above the
loudness."""

LOUDNESS_ATTEMPTS, LOUDNESS_TOLERANCE_LU = 12, 0.05
"""How often the limiter may try a louder clip to make up for what it takes away, and the error that is small enough."""

MARGIN_S = 0.05
"""Time around the audible part that is time-stretched with it: a stretch may move the ends by some milliseconds."""

STEP_FRAMES = seconds_to_frames(STEP_S, SAMPLE_RATE)
"""Steps of the limiter, in which loudness is measured too: so the loss by limiting is known before it is done."""

Sound: TypeAlias = Samples
"""Speech and its K-weighted twin, shape (2, frames)."""


def words_of(speech: Audio) -> Audio:
    """Finish a clip without the tail after its words, to measure a pace on it."""
    return finish(speech, tail_s=FADE_S)


def finish(speech: Audio, *, time_stretched_by: float = 1.0, tail_s: float = TAIL_S) -> Audio:
    """Make a clip of raw speech: at 24 kHz and `CLIP_LUFS`, trimmed, with its peaks held, in 16-bit steps.

    Loudness is measured without the silence around the words. A word shorter than the standard's block of 400 ms counts
    as one block of its own length: with silence added to it, it would measure some LU less and be made too loud.

    Args:
        speech: Mono speech at any sample rate and loudness, with or without silence around it.
        time_stretched_by: Factor to lengthen it by.
        tail_s: Seconds kept after the last audible sample.

    Returns:
        The clip; empty if the speech is silent, which the standard calls all that is below -70 LUFS.
    """
    raw = _weighted(resample(_without_silence(speech), SAMPLE_RATE).samples)
    heights = np.abs(raw[0])
    first, end = _span(heights, float(np.max(heights, initial=0.0)) * db_to_gain(WORDS_DB))
    if not end:
        return Audio(raw[0, :0])
    words = raw[1, max(0, first - FADE_FRAMES) : end + FADE_FRAMES]
    words_lufs = _lufs(step_energies(words, STEP_FRAMES), len(words))
    if words_lufs < ABSOLUTE_GATE_LUFS:
        return Audio(raw[0, :0])
    threshold = db_to_gain(AUDIBLE_DBFS - CLIP_LUFS + words_lufs)
    first, end = _span(heights, threshold)
    margin = seconds_to_frames(MARGIN_S, SAMPLE_RATE)
    stretched = stretch(raw[:, max(0, first - margin) : end + margin], time_stretched_by, SAMPLE_RATE)
    clip = _limited_at_clip_loudness(_trimmed(stretched, threshold, tail_s))
    return Audio(pcm16_to_samples(samples_to_pcm16(clip.samples)))


def _without_silence(speech: Audio) -> Audio:
    heights = np.abs(speech.samples)
    first, end = _span(heights, float(np.max(heights, initial=0.0)) * db_to_gain(SILENT_DB))
    kept = seconds_to_frames(SILENCE_S, speech.sample_rate)
    return Audio(speech.samples[max(0, first - kept) : end + kept], speech.format)


def _weighted(speech: Samples) -> Sound:
    """Remove the offset and everything below the lowest voice, fade in and out where speech begins or ends abruptly.

    Both filters are gains on one spectrum. The zeros after the speech are as long as the filters ring.
    """
    size = _fast_size(len(speech) + seconds_to_frames(RINGING_S, SAMPLE_RATE))
    sound = np.fft.irfft(np.fft.rfft(speech, size) * _filters(size), size)[:, : len(speech)].astype(np.float32)
    edge = ramp(min(FADE_FRAMES, len(speech)))
    sound[:, : len(edge)] *= edge
    sound[:, len(speech) - len(edge) :] *= edge[::-1]
    return sound


@lru_cache(maxsize=16)
def _filters(size: int) -> Sound:
    """Return the gains of a spectrum of `size` frames that remove rumble, and those that K-weight the rest too."""
    hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    clean = np.clip((hz - RUMBLE_HZ[0]) / (RUMBLE_HZ[1] - RUMBLE_HZ[0]), 0.0, 1.0)
    return np.stack((clean, clean * k_weighting(len(hz), SAMPLE_RATE))).astype(np.float32)


def _fast_size(frames: int) -> int:
    """Return 4, 5 or 6 times a power of two, whichever is the next: a Fourier transform of that size is fast.

    There are so few of these sizes that their filters can be kept.
    """
    quarter = max(1 << (frames - 1).bit_length() >> 3, 1)
    return next(quarter * factor for factor in (4, 5, 6, 8) if quarter * factor >= frames)


def _span(heights: Samples, threshold: float) -> tuple[int, int]:
    """Return the first frame whose height is above an amplitude and the frame after the last; 0, 0 if there is none."""
    above = heights > threshold
    return (int(np.argmax(above)), len(above) - int(np.argmax(above[::-1]))) if np.any(above) else (0, 0)


def _trimmed(sound: Sound, threshold: float, tail_s: float) -> Sound:
    """Cut the quiet ends off; fade in over `FADE_S` before, and out over `tail_s` after the samples that are heard."""
    first, end = _span(np.abs(sound[0]), threshold)
    begin = max(0, first - FADE_FRAMES)
    trimmed = sound[:, begin : end + seconds_to_frames(tail_s, SAMPLE_RATE)].copy()
    trimmed[:, : first - begin] *= ramp(first - begin)
    trimmed[:, end - begin :] *= ramp(trimmed.shape[1] - (end - begin))[::-1]
    return trimmed


def _limited_at_clip_loudness(sound: Sound) -> Audio:
    """Bring a clip to `CLIP_LUFS` and hold its peaks; what the limiter takes away is given back, and limited again."""
    limiter = ClipLimiter(Audio(sound[0]), peak_dbtp=PEAK_DBTP)
    energies, frames = step_energies(sound[1], STEP_FRAMES), sound.shape[1]
    louder_lu = CLIP_LUFS - max(ABSOLUTE_GATE_LUFS, _lufs(energies, frames))
    for _ in range(LOUDNESS_ATTEMPTS):
        gain = db_to_gain(louder_lu)
        lost_lu = CLIP_LUFS - _lufs(energies * (gain * limiter.step_gains(gain)) ** 2, frames)
        if abs(lost_lu) <= LOUDNESS_TOLERANCE_LU:
            break
        louder_lu += lost_lu
    return limiter.limited(gain)


def _lufs(energies: Curve, frames: int) -> float:
    return steps_lufs(energies, step_frames=STEP_FRAMES, frames=frames, sample_rate=SAMPLE_RATE)
