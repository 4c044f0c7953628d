"""Turns sentences into finished clips: at the right pace and loudness, trimmed, and kept so that each is spoken once.

It stands between a voice, which gives raw speech, and the scheduler, which measures clips. A clip from the cache is,
sample for sample, the clip that was spoken.
"""

import json
import re
from dataclasses import asdict

import numpy as np

from coach.audio.buffer import Audio, ramp, resample, trim
from coach.audio.format import SAMPLE_RATE
from coach.audio.limiter import limit
from coach.audio.loudness import VOICE_LUFS, loudness_lufs, with_loudness
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.time_stretch import time_stretch
from coach.errors import UnspeakableError
from coach.script.pronunciation import AS_WRITTEN, Pronunciation
from coach.script.steps import Text
from coach.speech.cache import ClipCache
from coach.speech.pace import Pace, calibrate
from coach.speech.voice import Voice
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

LIFT_S = 0.35
"""Silence after a colon. “Next:” and the name after it are two phrases, and the name is what matters. By themselves the
voices pause for 0.16 s (heart) to 0.41 s (espeak-ng) there."""

SHORTEST_CLIP_S = 0.05
"""A shorter clip is not a word: the voice has failed."""


class Speaker:
    """A voice at a speed, with the clips that it has spoken.

    Args:
        voice: Speaks the sentences that are in neither memory nor cache.
        speed: 1.0 is 140 words a minute.
        calibration_text: The sentences on which the voice's pace is measured, once.
        cache: Keeps clips for other sessions; None keeps them in memory only.
        pronunciation: Spells words for the voice. A new spelling is a new clip.
    """

    def __init__(
        self,
        voice: Voice,
        *,
        speed: float,
        calibration_text: Text,
        cache: ClipCache | None,
        pronunciation: Pronunciation = AS_WRITTEN,
    ) -> None:
        self._voice = voice
        self._speed = speed
        self._calibration_text = calibration_text
        self._cache = cache
        self._pronunciation = pronunciation
        self._known_pace: Pace | None = None
        self._clips: dict[str, Audio] = {}
        self._identity: dict[str, str] = {}
        self._has_spoken = False

    def clip(self, text: str) -> Audio:
        """Return the clip of a sentence, mono at 24 kHz and `CLIP_LUFS`; it begins with its first audible sample.

        The words after a colon are spoken as a phrase of their own, after `LIFT_S` of silence.

        Raises:
            UnspeakableError: The voice cannot speak this sentence.
            SpeechError: The voice failed.
        """
        if text not in self._clips:
            self._pace()  # which speaks sentences of its own the first time
            try:
                self._clips[text] = _joined([self._phrase(phrase) for phrase in _phrases(text)])
            except UnspeakableError as error:
                error.text = text
                raise
        return self._clips[text]

    def kept_clip(self, text: str) -> Audio | None:
        """Return the clip of a sentence if it is in memory or cache, otherwise None; never speak."""
        if text not in self._clips and self._cache:
            self._known_pace = self._known_pace or self._kept_pace(self._cache)
            pace, cache = self._known_pace, self._cache
            kept = [cache.read(self._clip_key(phrase, pace)) for phrase in _phrases(text)] if pace else [None]
            found = [clip for clip in kept if clip]
            if len(found) == len(kept):
                self._clips[text] = _joined(found)
        return self._clips.get(text)

    def missing_keys(self, text: str) -> set[str]:
        """Return the keys of the cache's entries that are missing or damaged for a clip; none without a cache.

        Before the voice's pace is known, no clip has a key: then the key of the pace is what is missing.
        """
        if self._cache is None:
            return set()
        self._known_pace = self._known_pace or self._kept_pace(self._cache)
        if self._known_pace is None:
            return {self._pace_key()}
        keys = {self._clip_key(phrase, self._known_pace) for phrase in _phrases(text)}
        return {key for key in keys if self._cache.read_bytes(key) is None}

    def close(self) -> None:
        """Release the voice. If it has spoken, keep the cache from growing without end."""
        self._voice.close()
        if self._cache and self._has_spoken:
            self._cache.prune()

    def _phrase(self, text: str) -> Audio:
        return self._cached(text, self._cache) if self._cache else self._spoken(text)

    def _cached(self, text: str, cache: ClipCache) -> Audio:
        key = self._clip_key(text, self._pace())
        clip = cache.read(key)
        if clip is None:
            clip = self._spoken(text)
            cache.write(key, clip)
        return clip

    def _spoken(self, text: str) -> Audio:
        pace = self._pace()
        self._has_spoken = True
        clip = finish(
            self._voice.speak(self._pronunciation.spoken(text), speed=pace.asked_speed),
            time_stretched_by=pace.time_stretch,
        )
        if clip.duration_s < SHORTEST_CLIP_S:
            problem = f"The voice {self._voice.name} gave no sound for “{text}”."
            remedy = "Choose another voice, see `coach voices`, or write the sentence differently."
            raise UnspeakableError(problem, remedy)
        return clip

    def _pace(self) -> Pace:
        if self._known_pace is None and self._cache:
            self._known_pace = self._kept_pace(self._cache)
        if self._known_pace is None:
            self._known_pace = calibrate(self._voice, self._speed, self._calibration_text, words_of)
            if self._cache:
                self._cache.write_bytes(self._pace_key(), json.dumps(asdict(self._known_pace)).encode())
        return self._known_pace

    def _kept_pace(self, cache: ClipCache) -> Pace | None:
        kept = cache.read_bytes(self._pace_key())
        try:
            return Pace(**json.loads(kept)) if kept else None
        except (ValueError, TypeError):  # it is no pace, although its digest is right
            return None

    def _pace_key(self) -> str:
        return ClipCache.key(calibration=str(self._calibration_text), speed=self._speed, **self._voice_identity())

    def _clip_key(self, text: str, pace: Pace) -> str:
        return ClipCache.key(text=self._pronunciation.spoken(text), **self._voice_identity(), **asdict(pace))

    def _voice_identity(self) -> dict[str, str]:
        """Return the voice's part of a key. It is asked for once, because a version may mean reading a file."""
        self._identity = self._identity or {"voice": self._voice.name, "version": self._voice.version}
        return self._identity


def _phrases(text: str) -> list[str]:
    """Cut a sentence after each colon that is followed by a space."""
    return [phrase for phrase in re.split(r"(?<=:)\s+", text) if any(map(str.isalnum, phrase))]


def _joined(clips: list[Audio]) -> Audio:
    """Join phrases with silence between them."""
    if len(clips) == 1:
        return clips[0]
    lift = np.zeros(seconds_to_frames(LIFT_S, SAMPLE_RATE), dtype=np.float32)
    parts = [part for clip in clips for part in (lift, clip.samples)][1:]
    return Audio(np.concatenate(parts))


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
