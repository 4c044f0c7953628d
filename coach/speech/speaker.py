"""Sentences in, finished clips out: spoken once, at the right pace and level, trimmed to what is audible, and kept.

Between a voice, which speaks raw what is spelt for it, and the scheduler, which measures clips. What comes from the
cache is, sample for sample, what was spoken.
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
from coach.errors import SpeechError
from coach.script.pronunciation import AS_WRITTEN, Pronunciation
from coach.script.steps import Text
from coach.speech.cache import ClipCache
from coach.speech.pace import Pace, calibrate
from coach.speech.voice import Voice
from coach.units import db_to_gain, seconds_to_frames

AUDIBLE_DBFS = -46.0
"""What counts as heard in a finished clip: 27 dB below the voice, under the floor of a quiet room."""

WORDS_DB = -40.0
"""Below a clip's own peak: where its words begin and end, before its level is known."""

FADE_S = 0.002
"""Kept before the first audible sample, and faded: long enough not to click."""

TAIL_S = 0.025
"""The same after the last one: a voice's own breath and room end with it, and headphones would tell that it was cut."""

CLIP_LUFS = VOICE_LUFS + 0.7
"""Of every clip. Integrated over a session, words measure 0.5 to 0.9 LU less than each by itself, for the meter counts
the blocks of 400 ms that reach into the silence around them (`python -m tests.reports.sound_report`): so a session has -19."""

RUMBLE_HZ = (25.0, 55.0)
"""Nothing of a voice is below the second; an offset, which espeak-ng has, and hum are. Faded out down to the first."""

PEAK_DBTP = -4.0
"""Of every clip, true peak. The sounds ring over it, and the sum has to stay below -1 dBTP; held down here, with the
whole clip at hand, rather than in the mix. It is 15 dB above the loudness: only the loudest consonants reach it."""

LEVEL_ATTEMPTS, LEVEL_TOLERANCE_LU = 4, 0.05
"""What the limiter took away is given back, and limited again, until the loudness is right."""

LIFT_S = 0.35
"""Of silence after a colon: “Next:” and the name are two phrases, and the name is what matters. By themselves the
voices leave anything from 0.16 s (heart) to 0.41 s (espeak-ng) there."""

SHORTEST_CLIP_S = 0.05
"""Less than this is not a word, but a voice that failed."""


class Speaker:
    """A voice at a speed, with its clips.

    Args:
        voice: Speaks what is in neither memory nor cache.
        speed: 1.0 is 140 words a minute.
        calibration_text: What the voice's pace is measured on, once.
        cache: None keeps clips in memory only.
        pronunciation: How words are spelt for the voice; part of what a kept clip is known by.
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

    def clip(self, text: str) -> Audio:
        """The clip of a sentence, mono at 24 kHz and `CLIP_LUFS`; it begins with its first audible sample.

        What comes after a colon is spoken as a phrase of its own, after `LIFT_S`.

        Raises:
            SpeechError: The voice failed.
        """
        if text not in self._clips:
            self._clips[text] = _joined([self._phrase(phrase) for phrase in _phrases(text)])
        return self._clips[text]

    def kept_clip(self, text: str) -> Audio | None:
        """The clip if it is in memory or cache; never speaks."""
        if text not in self._clips and self._cache:
            self._known_pace = self._known_pace or self._kept_pace(self._cache)
            pace, cache = self._known_pace, self._cache
            kept = [cache.read(self._clip_key(phrase, pace)) for phrase in _phrases(text)] if pace else [None]
            found = [clip for clip in kept if clip]
            if len(found) == len(kept):
                self._clips[text] = _joined(found)
        return self._clips.get(text)

    def close(self) -> None:
        """Release the voice, and keep the cache from growing without end."""
        self._voice.close()
        if self._cache:
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
        clip = finish(
            self._voice.speak(self._pronunciation.spoken(text), speed=pace.asked_speed),
            time_stretched_by=pace.time_stretch,
        )
        if clip.duration_s < SHORTEST_CLIP_S:
            problem = f"The voice {self._voice.name} gave no sound for “{text}”."
            raise SpeechError(problem, "Choose another voice, see `coach voices`, or write the sentence differently.")
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
        return Pace(**json.loads(kept)) if kept else None

    def _pace_key(self) -> str:
        return ClipCache.key(calibration=str(self._calibration_text), speed=self._speed, **self._voice_identity())

    def _clip_key(self, text: str, pace: Pace) -> str:
        return ClipCache.key(text=self._pronunciation.spoken(text), **self._voice_identity(), **asdict(pace))

    def _voice_identity(self) -> dict[str, str]:
        """Asked for once: a version may take reading a file to find out."""
        self._identity = self._identity or {"voice": self._voice.name, "version": self._voice.version}
        return self._identity


def _phrases(text: str) -> list[str]:
    """A sentence cut after each colon that is followed by a space."""
    return [phrase for phrase in re.split(r"(?<=:)\s+", text) if any(map(str.isalnum, phrase))]


def _joined(clips: list[Audio]) -> Audio:
    """Phrases with a lift between them; one alone is itself."""
    if len(clips) == 1:
        return clips[0]
    lift = np.zeros(seconds_to_frames(LIFT_S, SAMPLE_RATE), dtype=np.float32)
    parts = [part for clip in clips for part in (lift, clip.samples)][1:]
    return Audio(np.concatenate(parts))


def words_of(speech: Audio) -> Audio:
    """A clip without the tail after its words: what a pace is measured on."""
    return finish(speech, tail_s=FADE_S)


def finish(speech: Audio, *, time_stretched_by: float = 1.0, tail_s: float = TAIL_S) -> Audio:
    """Raw speech at any rate and level, as a clip: 24 kHz, `CLIP_LUFS`, trimmed, peaks held, in 16-bit steps.

    Loudness is measured without the silence around the words, and a word shorter than the standard's block of 400 ms as
    one block of its own length: filled up with silence it would measure some LU less than it is, and be made to shout.
    """
    raw = _without_rumble(resample(speech, SAMPLE_RATE))
    words = trim(raw, threshold=raw.peak * db_to_gain(WORDS_DB), margin_s=FADE_S)
    if not words.frames:
        return words
    levelled = time_stretch(with_loudness(raw, lufs=CLIP_LUFS, measured_lufs=loudness_lufs(words)), time_stretched_by)
    clip = _levelled(trim(levelled, threshold=db_to_gain(AUDIBLE_DBFS), margin_s=FADE_S, tail_s=tail_s))
    return Audio(pcm16_to_samples(samples_to_pcm16(clip.samples)))


def _without_rumble(speech: Audio) -> Audio:
    """Speech without an offset and what lies below every voice, and faded where it began or ended too suddenly."""
    size = 1 << (2 * speech.frames).bit_length()
    hz = np.fft.rfftfreq(size, 1 / speech.sample_rate)
    gain = np.clip((hz - RUMBLE_HZ[0]) / (RUMBLE_HZ[1] - RUMBLE_HZ[0]), 0.0, 1.0)
    samples = np.fft.irfft(np.fft.rfft(speech.samples, size) * gain, size)[: speech.frames]
    edge = ramp(min(seconds_to_frames(FADE_S, speech.sample_rate), speech.frames))
    samples[: len(edge)] *= edge
    samples[len(samples) - len(edge) :] *= edge[::-1]
    return Audio(samples.astype(np.float32), speech.format)


def _levelled(clip: Audio) -> Audio:
    """A clip at the voice's loudness, its peaks held."""
    lufs = CLIP_LUFS
    for _ in range(LEVEL_ATTEMPTS):
        louder = with_loudness(clip, lufs=lufs, measured_lufs=loudness_lufs(clip))
        limited = limit(louder, peak_dbtp=PEAK_DBTP)
        lost_lu = CLIP_LUFS - loudness_lufs(limited)
        if abs(lost_lu) <= LEVEL_TOLERANCE_LU:
            break
        lufs += lost_lu
    return limited
