"""Turns sentences into finished clips: at the right pace and loudness, trimmed, and kept so that each is spoken once.

It stands between a voice, which gives raw speech, and the scheduler, which measures clips. A clip from the cache is,
sample for sample, the clip that was spoken.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.joined import JoinedAudio
from coach.errors import UnspeakableError
from coach.script.pronunciation import AS_WRITTEN, Pronunciation
from coach.script.steps import Text
from coach.speech.cache import ClipCache
from coach.speech.finishing import finish, words_of
from coach.speech.pace import Pace, calibrate, known_pace
from coach.speech.phrases import phrases_of
from coach.speech.pool import Pool, side_by_side
from coach.speech.voice import Voice
from coach.units import seconds_to_frames

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
        workers: How many sentences may be spoken at a time. It changes no sample.
        session: The cache's key of the session, whose clips `keep_together` keeps; empty for none.

    Attributes:
        workers: How many sentences may be spoken at a time.
        reads_on_demand: Whether the clips that are kept together stay in their file until they are mixed, so that they
            take no memory. A session that is played has them in memory, where no disk can make it wait.
    """

    def __init__(  # noqa: PLR0913 (each decides what is spoken, or where)
        self,
        voice: Voice,
        *,
        speed: float,
        calibration_text: Text,
        cache: ClipCache | None,
        pronunciation: Pronunciation = AS_WRITTEN,
        workers: int = 1,
        session: str = "",
    ) -> None:
        self._voice = voice
        self._speed = speed
        self._calibration_text = calibration_text
        self._cache = cache
        self._pronunciation = pronunciation
        self._known_pace = known_pace(voice, speed, calibration_text)
        self._clips: dict[str, Audio] = {}
        self._session = session
        self._packed: dict[str, Audio] | None = None  # by keys; None until the pack is read
        self._given: dict[str, Audio] = {}  # by keys
        self._identity: dict[str, str] = {}
        self._has_spoken = False
        self.workers = workers
        self.reads_on_demand = False
        self._phrases: Pool[str, Audio] = Pool(self._spoken_and_kept, workers)

    def ask(self, sentences: Iterable[str]) -> None:
        """Have the sentences that are missing spoken in other threads, in this order, for `clip` to find them there.

        It returns at once, except that it measures the voice's pace first if that is not known. With one worker
        nothing is spoken before `clip` asks for it.

        Raises:
            SpeechError: The voice failed while its pace was measured.
        """
        self._pace()
        unknown = [sentence for sentence in sentences if sentence not in self._clips]
        phrases = [phrase for sentence in unknown for phrase in phrases_of(sentence)]
        self._phrases.ask([each for each in phrases if each not in self._phrases and self._kept_phrase(each) is None])

    def clip(self, text: str) -> Audio:
        """Return the clip of a sentence at `finishing.CLIP_LUFS`, mono at 24 kHz, from its first audible sample on.

        The words after a colon are spoken as a phrase of their own, after `LIFT_S` of silence.

        Raises:
            UnspeakableError: The voice cannot speak this sentence.
            SpeechError: The voice failed.
        """
        if text not in self._clips:
            self._pace()  # which speaks sentences of its own the first time
            try:
                self._clips[text] = _joined([self._phrase(phrase) for phrase in phrases_of(text)])
            except UnspeakableError as error:
                error.text = text
                raise
        return self._clips[text]

    def kept_clip(self, text: str) -> Audio | None:
        """Return the clip of a sentence if it is in memory or cache, otherwise None; never speak."""
        if text not in self._clips and self._cache:
            self._known_pace = self._known_pace or self._kept_pace(self._cache)
            pace, cache = self._known_pace, self._cache
            kept = [self._kept(cache, self._clip_key(phrase, pace)) for phrase in phrases_of(text)] if pace else [None]
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
        keys = {self._clip_key(phrase, self._known_pace) for phrase in phrases_of(text)}
        return {key for key in keys if not self._cache.is_whole(key)}

    def keep_together(self) -> None:
        """Keep the clips that were given in one file, to be read at once for the next session like this one."""
        if self._cache and self._session and not self._given.keys() <= (self._packed or {}).keys():
            self._cache.write_pack(self._session, self._given)

    def close(self) -> None:
        """Speak nothing more of what was asked for, and release the voice.

        If it has spoken, keep the cache from growing without end.
        """
        self._phrases.stop()
        self._voice.close()
        if self._cache and self._has_spoken:
            self._cache.prune()

    def _phrase(self, text: str) -> Audio:
        clip = self._kept_phrase(text) if text not in self._phrases else None
        if clip is None:
            clip = self._given[self._clip_key(text, self._pace())] = self._phrases.take(text)
        return clip

    def _kept_phrase(self, text: str) -> Audio | None:
        return self._kept(self._cache, self._clip_key(text, self._pace())) if self._cache else None

    def _kept(self, cache: ClipCache, key: str) -> Audio | None:
        if self._packed is None:
            self._packed = cache.read_pack(self._session, on_demand=self.reads_on_demand) if self._session else {}
        clip = self._packed.get(key) or cache.read(key)
        if clip:
            self._given[key] = clip
        return clip

    def _spoken_and_kept(self, text: str) -> Audio:
        clip = self._spoken(text)
        if self._cache:
            self._cache.write(self._clip_key(text, self._pace()), clip)
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
            each = partial(side_by_side, workers=self.workers)
            self._known_pace = calibrate(self._voice, self._speed, self._calibration_text, words_of, each=each)
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


def _joined(clips: list[Audio]) -> Audio:
    """Join phrases with silence between them."""
    return clips[0] if len(clips) == 1 else JoinedAudio(clips, seconds_to_frames(LIFT_S, SAMPLE_RATE))
