"""Finishes raw speech into a clip: trimmed, at the right length and loudness, with its peaks held."""

import numpy as np

from coach.audio.buffer import Audio, ramp, resample, trim
from coach.audio.format import SAMPLE_RATE
from coach.audio.limiter import limit
from coach.audio.loudness import VOICE_LUFS, loudness_lufs, with_loudness
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.time_stretch import time_stretch
from coach.units import db_to_gain, seconds_to_frames

AUDIBLE_DBFS = -46.0
"""Amplitude from which a sample of a finished clip is heard: 27 dB below the voice, under the noise of a quiet room."""

WORDS_DB = -40.0
"""Amplitude, against a clip's own peak, that finds where its words begin and end before its loudness is known."""

FADE_S = 0.002
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

LOUDNESS_ATTEMPTS, LOUDNESS_TOLERANCE_LU = 4, 0.05
"""How often the limiter may try a louder clip to make up for what it takes away, and the error that is small enough."""


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
        The clip; empty if the speech is silent.
    """
    raw = _without_rumble(resample(speech, SAMPLE_RATE))
    words = trim(raw, threshold=raw.peak * db_to_gain(WORDS_DB), margin_s=FADE_S)
    if not words.frames:
        return words
    loud = with_loudness(raw, lufs=CLIP_LUFS, measured_lufs=loudness_lufs(words))
    trimmed = trim(
        time_stretch(loud, time_stretched_by), threshold=db_to_gain(AUDIBLE_DBFS), margin_s=FADE_S, tail_s=tail_s
    )
    clip = _limited_at_clip_loudness(trimmed)
    return Audio(pcm16_to_samples(samples_to_pcm16(clip.samples)))


def _without_rumble(speech: Audio) -> Audio:
    """Remove the offset and everything below the lowest voice; fade in and out where speech begins or ends abruptly."""
    size = 1 << (2 * speech.frames).bit_length()
    hz = np.fft.rfftfreq(size, 1 / speech.sample_rate)
    gain = np.clip((hz - RUMBLE_HZ[0]) / (RUMBLE_HZ[1] - RUMBLE_HZ[0]), 0.0, 1.0)
    samples = np.fft.irfft(np.fft.rfft(speech.samples, size) * gain, size)[: speech.frames]
    edge = ramp(min(seconds_to_frames(FADE_S, speech.sample_rate), speech.frames))
    samples[: len(edge)] *= edge
    samples[len(samples) - len(edge) :] *= edge[::-1]
    return Audio(samples.astype(np.float32), speech.format)


def _limited_at_clip_loudness(clip: Audio) -> Audio:
    """Bring a clip to `CLIP_LUFS` and hold its peaks; what the limiter takes away is given back, and limited again."""
    lufs = CLIP_LUFS
    for _ in range(LOUDNESS_ATTEMPTS):
        louder = with_loudness(clip, lufs=lufs, measured_lufs=loudness_lufs(clip))
        limited = limit(louder, peak_dbtp=PEAK_DBTP)
        lost_lu = CLIP_LUFS - loudness_lufs(limited)
        if abs(lost_lu) <= LOUDNESS_TOLERANCE_LU:
            break
        lufs += lost_lu
    return limited
