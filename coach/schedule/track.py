"""A cursor that lays speech, chimes, pauses and marks on the session, one after another.

It knows frames, gaps and sentences; it does not know stretches or doses. Times are exact fractions of seconds, and each
is rounded to a frame once, when something is laid there.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import cycle
from math import ceil
from typing import TypeAlias

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.schedule.text import sentences_of
from coach.script.steps import Pause, Text
from coach.script.vocabulary import PauseName, Sound
from coach.settings.values import Pauses
from coach.soundscape.breath_tone import BreathTone
from coach.timeline import Cue, Mark, MarkKind
from coach.units import frames_to_seconds, seconds_to_frames

Speak: TypeAlias = Callable[[str], Audio]
"""Gives the clip of a sentence: trimmed, at its final loudness, at 24 kHz. The same sentence gives the same clip."""

SPEECH_GAP_S = Fraction(15, 100)
"""Law 1: the shortest silence between two spoken cues. With less, the words run together."""

CLOSE_GAP_S = Fraction(1, 4)
"""Silence between sentences that have to begin at an exact time or be brief. Unlike a beat, no setting changes it."""

QUIET_S = Fraction(18)
"""A silence longer than this gets a sign that the session goes on. Law 7 allows 20 s."""

SIGN_AFTER_S = Fraction(15)
"""Seconds of a long silence before its sign. In a silence shorter than twice this, the sign is in the middle."""

BEAT = Pause(PauseName.BEAT)


@dataclass(frozen=True, slots=True)
class Sounds:
    """All that can sound in a session besides the voice and the ambient sound.

    Attributes:
        chimes: The five sounds at their final loudness; empty where they are off.
        breath_tone: Makes tones that span a breath. Without it, the inhale and exhale chimes mark where a phase begins.
    """

    chimes: Mapping[Sound, Audio]
    breath_tone: BreathTone | None = None


@dataclass(slots=True)
class _Spans:
    """Spans of frames in order of start. No two overlap, unless nobody asks `is_free`.

    Finding a place takes the logarithm of their number: a section with 10,000 cues is laid as fast, cue by cue, as one
    with 100.
    """

    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, start_frame: int, end_frame: int) -> None:
        insort(self.spans, (start_frame, end_frame))

    def is_free(self, start_frame: int, end_frame: int, *, gap: int = 0) -> bool:
        """Whether a span would keep a distance of `gap` frames from all others."""
        index = bisect_left(self.spans, (start_frame, start_frame))
        is_after = index == 0 or self.spans[index - 1][1] + gap <= start_frame
        is_before = index == len(self.spans) or end_frame + gap <= self.spans[index][0]
        return is_after and is_before

    def starting(self, start_frame: int, end_frame: int) -> list[tuple[int, int]]:
        """Return the spans that begin from one frame on and before another."""
        first, last = (bisect_left(self.spans, (frame, 0)) for frame in (start_frame, end_frame))
        return self.spans[first:last]

    def forget(self) -> None:
        """Keep only the last span."""
        del self.spans[:-1]


class Track:
    """Collects the cues and marks of a session while its cursor moves on.

    Args:
        speak: Gives the clip of a sentence.
        sounds: The chimes and the breath tones.
        pauses: The lengths of pauses.
        waiting_signs: Texts to be spoken, in turn, in silences longer than 18 s.

    Attributes:
        now_s: The cursor: where the next thing is laid, in seconds from the start of the session.
        side: The side that new cues and marks belong to, in the script's words; empty outside of sides.
        cues: The cues laid since the last `take`.
        marks: The marks laid since the last `take`.
    """

    def __init__(self, speak: Speak, sounds: Sounds, pauses: Pauses, waiting_signs: Sequence[Text]) -> None:
        self._speak = speak
        self._sounds = sounds
        self._pauses = pauses
        self._waiting_signs = cycle(waiting_signs)
        self._speech = _Spans()
        self._sounds_or_silences = _Spans()
        self._silences = _Spans()
        self._speech_free_frame = 0
        self._rung_out_frame = 0
        self._sounded_until_frame = 0
        self._taken_until_s = Fraction(0)
        self.now_s = Fraction(0)
        self.side = ""
        self.cues: list[Cue] = []
        self.marks: list[Mark] = []

    def use_waiting_signs(self, signs: Sequence[Text]) -> None:
        """Replace the texts that are spoken, in turn, in silences longer than 18 s."""
        self._waiting_signs = cycle(signs)

    def say(self, text: Text) -> None:
        """Speak sentences one after another with a beat between them, and pause where the text says so."""
        for index, part in enumerate(text):
            if isinstance(part, Pause):
                self.pause(part)
                continue
            if index and isinstance(text[index - 1], str):
                self.beat()
            self._lay_speech(part, max(self._frame(self.now_s), self._speech_free_frame))

    def say_with_beat(self, text: Text) -> None:
        """Speak a text as `say` does and add a beat; an empty text adds nothing."""
        if text:
            self.say(text)
            self.beat()

    def say_closely(self, text: Text) -> None:
        """Speak sentences 0.25 s apart, whatever the pauses are, for text that has to be brief."""
        self._lay_closely(sentences_of(text), max(self._frame(self.now_s), self._speech_free_frame))

    def say_at(self, text: Text, at_s: Fraction, *, before_s: Fraction, apart_s: Fraction = SPEECH_GAP_S) -> bool:
        """Speak sentences closely from an exact time on, if there is room; otherwise lay nothing.

        The cursor stays where it is.

        Args:
            text: The sentences; pauses in it are left out.
            at_s: When the first sentence begins.
            before_s: When the last sentence has to be over.
            apart_s: The shortest silence between the text and all other speech, in seconds.

        Returns:
            Whether the text was laid: it touches no other speech and no silence, and is over in time.
        """
        sentences = sentences_of(text)
        start = self._frame(at_s)
        end = start + self.speech_frames(sentences)
        if end > self._frame(before_s) or not self._is_free(start, end, apart_s):
            return False
        now_s = self.now_s
        self._lay_closely(sentences, start)
        self.now_s = now_s
        return True

    def speech_s(self, sentences: Sequence[str]) -> Fraction:
        """Return how many seconds sentences take when they are spoken closely."""
        return frames_to_seconds(self.speech_frames(sentences), SAMPLE_RATE)

    def speech_frames(self, sentences: Sequence[str]) -> int:
        """Return how many frames sentences take when they are spoken closely."""
        gaps = max(0, len(sentences) - 1) * self._frame(CLOSE_GAP_S)
        return sum(self._speak(sentence).frames for sentence in sentences) + gaps

    def chime(self, sound: Sound) -> None:
        """Lay a chime at the cursor, which stays: the chime rings over what follows. Without chimes, lay nothing."""
        if sound in self._sounds.chimes:
            self._lay_sound(sound, self._sounds.chimes[sound])

    def breath_tone(self, sound: Sound, length_s: Fraction) -> None:
        """Lay a tone of an exact length at the cursor, which stays. Without tones, lay the chime instead."""
        if self._sounds.breath_tone is None:
            self.chime(sound)
        else:
            frames = self._frame(self.now_s + length_s) - self._frame(self.now_s)
            self._lay_sound(sound, self._sounds.breath_tone(sound, frames))

    def beat(self) -> None:
        """Move the cursor on by the short silence between sentences."""
        self.wait(self._pauses.length_s(BEAT))

    def wait(self, length_s: Fraction) -> None:
        """Move the cursor on."""
        self.now_s += length_s

    def pause(self, pause: Pause, *, times: int = 1) -> None:
        """Move the cursor on by a pause and mark it.

        Args:
            pause: A named pause or a length.
            times: Multiplies the length, unless the person set it in seconds.
        """
        start_s = self.now_s
        self.wait(self._pauses.length_s(pause, times=times))
        self.mark(MarkKind.PAUSE, start_s, name=pause.length if isinstance(pause.length, PauseName) else "")

    def mark(self, kind: MarkKind, start_s: Fraction, *, name: str = "", n: int = 0, total: int = 0) -> None:
        """Mark the span from a time to the cursor; a repetition or a round is the `n`-th of `total`."""
        self.marks.append(Mark(kind, self._frame(start_s), self._frame(self.now_s), self.side, name, n, total))

    def ring_out(self) -> None:
        """Move the cursor to where all that was laid has rung out, unless it is there or later already."""
        self.now_s = max(self.now_s, frames_to_seconds(self._rung_out_frame, SAMPLE_RATE))

    def keep_silent(self, start_s: Fraction) -> None:
        """Lay no sign, and nothing by `say_at`, between a time and the cursor from now on.

        What lies there already stays.
        """
        span = self._frame(start_s), self._frame(self.now_s)
        if span[0] < span[1]:
            self._silences.add(*span)
            self._sounds_or_silences.add(*span)

    def break_silence(self, texts: Iterator[Text], since_s: Fraction) -> None:
        """Speak the next of the texts wherever nothing sounds for longer than 18 s between a time and the cursor.

        Silences that are kept stay silent.
        """
        quiet_since_s, end_s = since_s, self.now_s
        for sounding_from_s, sounding_to_s in [*self._sounding(since_s, end_s), (end_s, end_s)]:
            while sounding_from_s - quiet_since_s > QUIET_S:
                text = next(texts)
                middle_s = (quiet_since_s + sounding_from_s) / 2
                at_s = max(min(quiet_since_s + SIGN_AFTER_S, middle_s), self._taken_until_s)
                if not self.say_at(text, at_s, before_s=sounding_from_s - SPEECH_GAP_S):
                    break
                quiet_since_s = at_s + self.speech_s(sentences_of(text))
            quiet_since_s = max(quiet_since_s, sounding_to_s)

    def take(self) -> tuple[tuple[Cue, ...], tuple[Mark, ...]]:
        """Return the cues and marks laid since the last call, in order of start, and forget them.

        Signs that the session goes on are laid in the long silences first.
        """
        self.break_silence(self._waiting_signs, frames_to_seconds(self._sounded_until_frame, SAMPLE_RATE))
        marks = self.marks[::-1]  # of two equal spans the one marked later holds the other, as a repetition its phase
        marks.sort(key=lambda mark: (mark.start_frame, -mark.end_frame))
        taken = (
            tuple(sorted(self.cues, key=lambda cue: (cue.start_frame, cue.sound is None))),
            tuple(marks),
        )
        self._sounded_until_frame = max((cue.end_frame for cue in self.cues), default=self._sounded_until_frame)
        self._taken_until_s = self.now_s
        self.cues, self.marks = [], []
        for spans in (self._speech, self._sounds_or_silences, self._silences):
            spans.forget()
        return taken

    def _lay_sound(self, sound: Sound, audio: Audio) -> None:
        self._lay(Cue(self._frame(self.now_s), audio, sound=sound, side=self.side))

    def _lay(self, cue: Cue) -> None:
        self.cues.append(cue)
        self._sounds_or_silences.add(cue.start_frame, cue.end_frame)
        self._rung_out_frame = max(self._rung_out_frame, cue.end_frame)

    def _lay_closely(self, sentences: Sequence[str], start_frame: int) -> None:
        for sentence in sentences:
            self._lay_speech(sentence, start_frame)
            start_frame = self._frame(self.now_s + CLOSE_GAP_S)

    def _lay_speech(self, sentence: str, start_frame: int) -> None:
        clip = self._speak(sentence)
        end_frame = start_frame + clip.frames
        self._lay(Cue(start_frame, clip, text=sentence, side=self.side))
        self._speech.add(start_frame, end_frame)
        self._speech_free_frame = max(self._speech_free_frame, end_frame + self._frame(SPEECH_GAP_S))
        self.now_s = frames_to_seconds(end_frame, SAMPLE_RATE)

    def _is_free(self, start_frame: int, end_frame: int, apart_s: Fraction) -> bool:
        """Whether speech between two frames would keep its distance from all other speech, and out of silences."""
        is_apart = self._speech.is_free(start_frame, end_frame, gap=self._frame(apart_s))
        return is_apart and self._silences.is_free(start_frame, end_frame)

    def _sounding(self, start_s: Fraction, end_s: Fraction) -> list[tuple[Fraction, Fraction]]:
        """Return when each cue, and each silence that is kept, begins and ends, for those that begin between two times.

        All times are in seconds.
        """
        spans = self._sounds_or_silences.starting(ceil(start_s * SAMPLE_RATE), ceil(end_s * SAMPLE_RATE))
        return [(frames_to_seconds(start, SAMPLE_RATE), frames_to_seconds(end, SAMPLE_RATE)) for start, end in spans]

    @staticmethod
    def _frame(time_s: Fraction) -> int:
        return seconds_to_frames(time_s, SAMPLE_RATE)
