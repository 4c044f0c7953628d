"""Joins the sentences that a page may have to speak after a pause into one sound, with their places in it.

The clips are the player's own. Between them lies the session's floor of noise, so that no sample is zero. At the end
there is quiet as long as the longest time to settle: a page waits by playing it, since a locked phone stops timers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.page.resume_table import ResumeRow
from coach.playback.sources import BETWEEN_SENTENCES_S
from coach.render.mix import BLOCK_FRAMES, floor_noise
from coach.schedule.track import Speak
from coach.session.utterances import OnProgress, ignore_progress
from coach.units import seconds_to_frames

GAP_S = Fraction(1, 2)
"""Quiet after each place of the track, in seconds. A page that stops a little late is still in it, and a page that
starts a little early hears nothing else."""

LEAD_S = Fraction(72, 1000)
"""Quiet before each clip that counts to its place, in seconds: three frames of the MP3. Chromium loses up to two of
these after each seek. The quiet after the clip is shorter by as much."""

LEAST_QUIET_S = Fraction(1)
"""The shortest quiet at the end, in seconds."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the track.

    Attributes:
        start_frame: Its first frame.
        end_frame: The frame after its last one.
    """

    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class WordsTrack:
    """The sentences, their places and the sound.

    Attributes:
        sentences: All sentences, each once, in the order in which the tables first need them.
        clips: The clip of each sentence.
        places: The place of each clip, with as much quiet around it as the player leaves after a sentence.
        quiet: The place of the quiet at the end.
    """

    sentences: tuple[str, ...]
    clips: tuple[Audio, ...]
    places: tuple[Place, ...]
    quiet: Place

    @property
    def frames(self) -> int:
        """Number of frames of the sound."""
        return self.quiet.end_frame + _frames(GAP_S)

    def blocks(self) -> Iterator[Audio]:
        """Yield the sound as consecutive blocks, float32, shape (frames,)."""
        at = 0
        for place, clip in zip(self.places, self.clips, strict=True):
            start = place.start_frame + _frames(LEAD_S)
            yield from _floor(at, start)
            at = start + clip.frames
            yield Audio(clip.samples + floor_noise(start, clip.frames), clip.format)
        yield from _floor(at, self.frames)


def words_track(
    tables: Iterable[Iterable[ResumeRow]], speak: Speak, on_spoken: OnProgress = ignore_progress
) -> WordsTrack:
    """Make the track for the rows of some tables.

    Args:
        tables: Tables of where to go on.
        speak: Gives the clip of a sentence, mono at `SAMPLE_RATE`.
        on_spoken: Called after each sentence.

    Raises:
        SpeechError: The voice failed.
    """
    rows = [row for table in tables for row in table]
    sentences = tuple(dict.fromkeys(sentence for row in rows for sentence in row.sentences))
    settle_frames = max([_frames(LEAST_QUIET_S), *(row.settle_frames for row in rows)])
    clips = []
    for sentence in sentences:
        clips.append(speak(sentence))
        on_spoken(len(clips), len(sentences))
    places = tuple(_end_to_end([clip.frames + _frames(BETWEEN_SENTENCES_S) for clip in clips]))
    quiet_start = places[-1].end_frame + _frames(GAP_S) if places else 0
    return WordsTrack(sentences, tuple(clips), places, Place(quiet_start, quiet_start + settle_frames))


def _end_to_end(lengths_frames: Sequence[int]) -> Iterator[Place]:
    start = _frames(GAP_S)
    for length in lengths_frames:
        yield Place(start, start + length)
        start += length + _frames(GAP_S)


def _floor(start: int, end: int) -> Iterator[Audio]:
    for at in range(start, end, BLOCK_FRAMES):
        yield Audio(floor_noise(at, min(BLOCK_FRAMES, end - at)))


def _frames(seconds: Fraction) -> int:
    return seconds_to_frames(seconds, SAMPLE_RATE)
