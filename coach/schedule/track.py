"""A cursor that lays speech, chimes, pauses and marks onto the session, one after another.

It knows frames, gaps and sentences; it knows nothing of stretches or doses. Times are exact fractions of seconds,
each rounded to a frame once, when something is laid there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from typing import TypeAlias

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.schedule.text import sentences_of
from coach.script.steps import Pause, PauseName, Sound, Text
from coach.settings.values import Pauses
from coach.timeline import Cue, Mark, MarkKind
from coach.units import frames_to_seconds, seconds_to_frames

Speak: TypeAlias = Callable[[str], Audio]
"""A sentence in, its clip out: trimmed, levelled, at 24 kHz. The same sentence always gives the same clip."""

BreathTone: TypeAlias = Callable[[Sound, int], Audio]
"""Inhale or exhale, and a length in frames, in; a tone of that length at its final level out."""

SPEECH_GAP_S = Fraction(15, 100)
"""Law 1: the least silence between two spoken cues; less than this runs words together."""

CLOSE_GAP_S = Fraction(1, 4)
"""Between the sentences of a prompt that has a moment to keep; a beat is longer, and the person's to choose."""

QUIET_S = Fraction(18)
SIGN_AFTER_S = Fraction(15)
"""Law 7 allows 20 s without a sign that the session goes on. What is quiet for longer than the first gets one after the
second, or in its middle."""

BEAT = Pause(PauseName.BEAT)


@dataclass(frozen=True, slots=True)
class Sounds:
    """What can sound but the voice.

    Attributes:
        chimes: The five at their final level; none at all where sounds are off.
        breath_tone: Makes tones that span a breath; without it the chimes stand for them.
    """

    chimes: Mapping[Sound, Audio]
    breath_tone: BreathTone | None = None


class Track:
    """Where the session is built up.

    Args:
        speak: Gives clips.
        sounds: The chimes at their final level, and breath tones.
        pauses: Lengths of pauses.
        waiting_signs: What to speak, in turn, where it would be quiet for too long.
    """

    def __init__(self, speak: Speak, sounds: Sounds, pauses: Pauses, waiting_signs: Sequence[Text]) -> None:
        self._speak = speak
        self._sounds = sounds
        self._pauses = pauses
        self._waiting_signs = cycle(waiting_signs)
        self._speech_free_frame = 0
        self._sounded_until_frame = 0
        self._taken_until = Fraction(0)
        self.now = Fraction(0)
        self.side = ""
        self.cues: list[Cue] = []
        self.marks: list[Mark] = []

    def use_waiting_signs(self, signs: Sequence[Text]) -> None:
        """Change what is spoken, in turn, where it would be quiet for too long."""
        self._waiting_signs = cycle(signs)

    def say(self, text: Text) -> None:
        """Speak sentences one after another with a beat between them, and pause where the text says so."""
        for index, part in enumerate(text):
            if isinstance(part, Pause):
                self.pause(part)
                continue
            if index and isinstance(text[index - 1], str):
                self.beat()
            self._lay_speech(part, max(self._frame(self.now), self._speech_free_frame))

    def say_closely(self, text: Text) -> None:
        """Speak sentences at a fixed, short distance, whatever the pauses are; for what has to be brief."""
        self._lay_closely(sentences_of(text), max(self._frame(self.now), self._speech_free_frame))

    def say_at(self, text: Text, at: Fraction, *, before: Fraction) -> bool:
        """Speak at an exact time, if that neither touches other speech nor lasts beyond `before`; else do nothing.

        The sentences follow each other closely. The cursor stays where it is. Returns whether it was spoken.
        """
        sentences = sentences_of(text)
        start = self._frame(at)
        length = self.speech_frames(sentences)
        if not self._free(start, start + length) or start + length > self._frame(before):
            return False
        now = self.now
        self._lay_closely(sentences, start)
        self.now = now
        return True

    def speech_s(self, sentences: Sequence[str]) -> Fraction:
        """How long sentences take when they follow each other closely."""
        return frames_to_seconds(self.speech_frames(sentences), SAMPLE_RATE)

    def speech_frames(self, sentences: Sequence[str]) -> int:
        """The same in frames."""
        gaps = max(0, len(sentences) - 1) * self._frame(CLOSE_GAP_S)
        return sum(self._speak(sentence).frames for sentence in sentences) + gaps

    def chime(self, sound: Sound) -> None:
        """Sound a chime now, if there is one; the cursor stays, the chime rings over what follows."""
        if sound in self._sounds.chimes:
            self._lay_sound(sound, self._sounds.chimes[sound])

    def breath_tone(self, sound: Sound, seconds: Fraction) -> None:
        """Sound a breath from now on for so long, to the frame; the cursor stays."""
        if self._sounds.breath_tone is None:
            self.chime(sound)
        else:
            frames = self._frame(self.now + seconds) - self._frame(self.now)
            self._lay_sound(sound, self._sounds.breath_tone(sound, frames))

    def beat(self) -> None:
        """The short silence between sentences."""
        self.wait(self._pauses.length_s(BEAT))

    def wait(self, seconds: Fraction) -> None:
        """Move the cursor on."""
        self.now += seconds

    def pause(self, pause: Pause, *, times: int = 1) -> None:
        """Lay a marked pause, `times` its length if that was not set in seconds."""
        start, self.now = self.now, self.now + self._pauses.length_s(pause, times=times)
        self.mark(MarkKind.PAUSE, start, name=pause.length if isinstance(pause.length, PauseName) else "")

    def mark(self, kind: MarkKind, start: Fraction, *, name: str = "") -> None:
        """Span from a time to the cursor."""
        self.marks.append(Mark(kind, self._frame(start), self._frame(self.now), self.side, name))

    def break_silence(self, texts: Iterator[Text], since: Fraction) -> None:
        """Speak the next of the texts wherever, from a time to the cursor, nothing sounds for longer than 18 s."""
        quiet_since, end = since, self.now
        for sounding_from, sounding_to in [*self._sounding(since, end), (end, end)]:
            while sounding_from - quiet_since > QUIET_S:
                text = next(texts)
                at = max(min(quiet_since + SIGN_AFTER_S, (quiet_since + sounding_from) / 2), self._taken_until)
                if not self.say_at(text, at, before=sounding_from - SPEECH_GAP_S):
                    break
                quiet_since = at + self.speech_s(sentences_of(text))
            quiet_since = max(quiet_since, sounding_to)

    def take(self) -> tuple[tuple[Cue, ...], tuple[Mark, ...]]:
        """Everything laid since the last time, in order of start, with signs of life in its long silences."""
        self.break_silence(self._waiting_signs, frames_to_seconds(self._sounded_until_frame, SAMPLE_RATE))
        taken = (
            tuple(sorted(self.cues, key=lambda cue: (cue.start_frame, cue.sound is None))),
            tuple(sorted(self.marks, key=lambda mark: (mark.start_frame, -mark.end_frame))),
        )
        self._sounded_until_frame = max((cue.end_frame for cue in self.cues), default=self._sounded_until_frame)
        self._taken_until = self.now
        self.cues, self.marks = [], []
        return taken

    def _lay_sound(self, sound: Sound, audio: Audio) -> None:
        self.cues.append(Cue(self._frame(self.now), audio, sound=sound, side=self.side))

    def _lay_closely(self, sentences: Sequence[str], start_frame: int) -> None:
        for sentence in sentences:
            self._lay_speech(sentence, start_frame)
            start_frame = self._frame(self.now + CLOSE_GAP_S)

    def _lay_speech(self, sentence: str, start_frame: int) -> None:
        clip = self._speak(sentence)
        self.cues.append(Cue(start_frame, clip, text=sentence, side=self.side))
        end_frame = start_frame + clip.frames
        self._speech_free_frame = max(self._speech_free_frame, end_frame + self._frame(SPEECH_GAP_S))
        self.now = frames_to_seconds(end_frame, SAMPLE_RATE)

    def _free(self, start_frame: int, end_frame: int) -> bool:
        gap = self._frame(SPEECH_GAP_S)
        speech = [cue for cue in self.cues if cue.text]
        if not speech:
            return start_frame >= self._speech_free_frame
        return all(end_frame + gap <= cue.start_frame or cue.end_frame + gap <= start_frame for cue in speech)

    def _sounding(self, start: Fraction, end: Fraction) -> list[tuple[Fraction, Fraction]]:
        spans = (
            (frames_to_seconds(cue.start_frame, SAMPLE_RATE), frames_to_seconds(cue.end_frame, SAMPLE_RATE))
            for cue in self.cues
        )
        return sorted(span for span in spans if start <= span[0] < end)

    @staticmethod
    def _frame(time_s: Fraction) -> int:
        return seconds_to_frames(time_s, SAMPLE_RATE)
