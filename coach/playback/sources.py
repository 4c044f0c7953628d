"""What a player can be playing, as consecutive blocks that know their place in the session.

The session from any frame on, words between times, and quiet. All lie on the same floor of noise, so that one follows
another without a seam.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain, count

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.playback.resume_point import ResumePoint
from coach.render.mix import floor_noise, mix_sections
from coach.schedule.text import sentences_of
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.timeline import Section, SectionKind
from coach.units import frames_to_seconds, seconds_to_frames

QUIET_FRAMES = 480
"""Of a block of quiet, 20 ms: how finely waiting looks whether what it waits for is there."""

WAKE_S = Fraction(1)
"""Quiet noise before the first word: Bluetooth loses the first 0.3 s after silence, and hearing aids wake late."""

BETWEEN_SENTENCES_S = Fraction(1, 4)

WORDS_PATIENCE_S = Fraction(2)
"""Words that are not at hand after so long are left out: a voice that was not loaded yet needs about one second."""

ONE_MOMENT_S = Fraction(4)
ONE_MOMENT_AGAIN_S = Fraction(16)
"""A wait for the voice is explained after the first, and again after each of the second; law 7 allows 20 s."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some frames, and where in the session they are.

    Attributes:
        samples: float32, shape (frames,).
        frame: Of the session: the place of the first sample, or where the session goes on after what is no part of it;
            None for the place where it was cut.
        moving: Whether it is the session itself.
        text: The sentence of the player's own that is being spoken.
    """

    samples: Samples
    frame: int | None = None
    moving: bool = False
    text: str = ""


Source = Iterator[Block]


def session(preparation: Preparation, frame: int, phrases: Phrasebook) -> Source:
    """The session from a frame to its end; where it is not prepared yet, quiet with a word now and then.

    Raises:
        Exception: What went wrong with a section, after words that end the session there.
    """
    try:
        while not preparation.over(frame):
            yield from _until(partial(preparation.ready, frame), preparation, frame, phrases)
            for block in _made(preparation, frame):
                yield block
                frame += len(block.samples) if block.moving else 0
        preparation.raise_error()
    except Exception:
        if preparation.sections:  # else nobody has begun to do anything
            yield from words(preparation, sentences_of(phrases.cannot_go_on), frame)
        raise


def _made(preparation: Preparation, frame: int) -> Source:
    """The session from a frame on, as far as it is made.

    The mix looks ahead. Where it finds no next section it ends as if there were none: after the last frame that is
    made, with the ambient sound faded out, and with what still sounds there rung out.
    """
    end = frame

    def sections() -> Iterator[Section]:
        nonlocal end
        last = None
        for last in preparation.made_sections():
            end = last.end_frame
            yield last
        if last is not None and not preparation.complete:
            rung_out = max([end, *(cue.end_frame for cue in last.cues)])
            yield Section(SectionKind.CLOSING, "", "", None, end, rung_out, (), ())

    mixed = mix_sections(sections(), sample_rate=SAMPLE_RATE, first_frame=frame, ambient=preparation.ambient)
    for block in mixed:
        inside = min(block.frames, end - frame)
        if inside:
            yield Block(block.samples[:inside], frame, moving=True)
            frame += inside
        if inside < block.frames:
            yield Block(block.samples[inside:], frame)


def section_from_start(preparation: Preparation, index: int, phrases: Phrasebook) -> Source:
    """The session from the beginning of a section, which need not be prepared yet."""

    def from_start() -> Source:
        here = preparation.sections[index : index + 1] or preparation.sections[-1:]  # no further than the closing
        failed = preparation.error is not None and index >= len(preparation.sections)
        return session(preparation, preparation.frames if failed or not here else here[0].start_frame, phrases)

    return once(lambda: index < len(preparation.sections) or preparation.ended, preparation, from_start, phrases)


def once(
    there: Callable[[], bool], preparation: Preparation, make: Callable[[], Source], phrases: Phrasebook
) -> Source:
    """What can only be decided on when something is there; quiet until then."""
    yield from _until(there, preparation, None, phrases)
    yield from make()


def later(make: Callable[[], Source]) -> Source:
    """A passage that is decided on when its turn has come."""
    yield from make()


def going_on(preparation: Preparation, place: ResumePoint, phrases: Phrasebook) -> Source:
    """The words of a place, time to settle, and the session from there."""
    return chain(
        words(preparation, place.sentences, place.frame),
        quiet(place.settle_s, place.frame),
        session(preparation, place.frame, phrases),
    )


def lead_in(
    preparation: Preparation,
    phrases: Phrasebook,
    length_s: Fraction,
    find_start: Callable[[], int | None] = lambda: 0,
) -> Source:
    """Noise that wakes the loudspeaker, words if there is time for them, and quiet until its length is over.

    Args:
        preparation: For the words.
        phrases: Them.
        length_s: Seconds; below three there is no time for words.
        find_start: Tells the frame that the session will begin at, as soon as that is known.
    """
    left = seconds_to_frames(length_s, SAMPLE_RATE)
    patience_s = length_s / 2 - WAKE_S
    sentences = sentences_of(phrases.get_ready) if patience_s > 0 else ()
    spoken = words(preparation, sentences, patience_s=patience_s)
    for block in chain(quiet(min(WAKE_S, length_s)), spoken):
        left -= len(block.samples)
        yield replace(block, frame=find_start())
    for block in _floor(left):
        yield replace(block, frame=find_start())


def words(
    preparation: Preparation,
    sentences: Sequence[str],
    frame: int | None = None,
    *,
    patience_s: Fraction = WORDS_PATIENCE_S,
) -> Source:
    """Sentences, each as soon as it is at hand, in quiet; what takes too long is left out with all after it."""
    for sentence in sentences:
        preparation.clip(sentence)  # ask for all of them before waiting for the first
    waited = 0
    for sentence in sentences:
        while (clip := preparation.clip(sentence)) is None:
            if waited >= seconds_to_frames(patience_s, SAMPLE_RATE):
                return
            waited += QUIET_FRAMES
            yield from _floor(QUIET_FRAMES, frame)
        yield Block(clip.samples + floor_noise(0, clip.frames), frame, text=sentence)
        yield from quiet(BETWEEN_SENTENCES_S, frame)


def quiet(length_s: Fraction | None, frame: int | None = None) -> Source:
    """The floor of noise, for so long; for ever without a length."""
    return _floor(None if length_s is None else seconds_to_frames(length_s, SAMPLE_RATE), frame)


def _until(there: Callable[[], bool], preparation: Preparation, frame: int | None, phrases: Phrasebook) -> Source:
    """Quiet until something is there, explained in words when it takes long."""
    explain_s, sentences = ONE_MOMENT_S, sentences_of(phrases.one_moment)
    for waited in count(0, QUIET_FRAMES):
        if there():
            return
        at_hand = [preparation.clip(sentence) for sentence in sentences]  # asked for from the first moment on
        if waited >= seconds_to_frames(explain_s, SAMPLE_RATE) and all(at_hand):
            yield from words(preparation, sentences, frame)
            explain_s = frames_to_seconds(waited, SAMPLE_RATE) + ONE_MOMENT_AGAIN_S
        yield from _floor(QUIET_FRAMES, frame)


def _floor(frames: int | None, place: int | None = None) -> Source:
    for done in count(0, QUIET_FRAMES) if frames is None else range(0, frames, QUIET_FRAMES):
        length = QUIET_FRAMES if frames is None else min(QUIET_FRAMES, frames - done)
        yield Block(floor_noise(done, length), place)
