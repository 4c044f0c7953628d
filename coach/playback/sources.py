"""Makes the sources that a player can play: the session from any frame on, words between times, and quiet.

A source is an iterator of consecutive blocks that know where in the session they are. All sources lie on the same floor
of noise, so that one follows another without a seam.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain, count

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.playback.resume_point import LONG_S, VERY_LONG_S, ResumePoint, resume_point_after
from coach.render.mix import floor_noise, mix_sections
from coach.schedule.text import sentences_of
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.settings.values import Pauses
from coach.timeline import Section, SectionKind
from coach.units import frames_to_seconds, seconds_to_frames

QUIET_FRAMES = 480
"""Frames in a block of quiet, 20 ms: the interval at which a waiting source looks whether it can go on."""

WAKE_S = Fraction(1)
"""Quiet noise before the first word, in seconds: Bluetooth loses the first 0.3 s after silence, and hearing aids wake
late."""

BETWEEN_SENTENCES_S = Fraction(1, 4)
"""Quiet after each of the player's own sentences, in seconds."""

WORDS_PATIENCE_S = Fraction(2)
"""How long to wait for words before they are left out, in seconds. A voice that is not loaded yet needs about one."""

ONE_MOMENT_S = Fraction(4)
"""How long a wait for the voice lasts before it is explained, in seconds."""

ASK_S = Fraction(1)
"""How long a wait for the voice lasts before the words that explain it are made, in seconds."""

ONE_MOMENT_AGAIN_S = Fraction(16)
"""Seconds from one explanation of a wait to the next; law 7 allows 20."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of frames to play.

    Attributes:
        samples: float32, shape (frames,).
        frame: The frame of the session that the first sample is; outside the session, the frame where it will go on.
            None stands for the frame where the session was cut.
        in_session: Whether the samples are the session itself.
        sentence: The player's own sentence that is being spoken; empty while there is none.
    """

    samples: Samples
    frame: int | None = None
    in_session: bool = False
    sentence: str = ""


Source = Iterator[Block]


def session_from(preparation: Preparation, frame: int, phrases: Phrasebook) -> Source:
    """Play the session from a frame to its end; while a section is not made yet, wait in quiet and explain the wait.

    A wait for the beginning is taken off the quiet that the session begins with, which wakes the loudspeaker just so.

    Raises:
        Exception: The error of the preparation, after words that end the session there.
    """
    try:
        while not preparation.over(frame):
            waited = yield from _wait_until(partial(preparation.ready, frame), preparation, phrases, frame)
            if not frame:
                frame = min(waited, _first_sound_frame(preparation))
            for block in _made(preparation, frame):
                yield block
                if block.in_session:
                    frame += len(block.samples)
        preparation.raise_error()
    except Exception:
        if preparation.sections:  # otherwise nobody has begun to do anything
            yield from words(preparation, sentences_of(phrases.cannot_go_on), frame)
        raise


def _first_sound_frame(preparation: Preparation) -> int:
    return min((cue.start_frame for section in preparation.sections[:1] for cue in section.cues), default=0)


def _made(preparation: Preparation, frame: int) -> Source:
    """Play the session from a frame on, as far as it is made.

    The mix looks ahead. Where it finds no next section it ends as if there were none: after the last frame that is
    made, it lets what still sounds ring out, with the ambient sound faded out.
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
            yield Block(block.samples[:inside], frame, in_session=True)
            frame += inside
        if inside < block.frames:
            yield Block(block.samples[inside:], frame)


def section_from_start(preparation: Preparation, index: int, phrases: Phrasebook) -> Source:
    """Play the session from the beginning of a section, after a wait if it is not made yet.

    An index beyond the last section means the last one. If making the section failed, only that error is told.
    """

    def from_start() -> Source:
        sections = preparation.sections
        failed = preparation.error is not None and index >= len(sections)
        if failed or not sections:
            return session_from(preparation, preparation.frames, phrases)
        return session_from(preparation, sections[min(index, len(sections) - 1)].start_frame, phrases)

    return when_ready(lambda: index < len(preparation.sections) or preparation.ended, preparation, from_start, phrases)


def when_ready(
    is_ready: Callable[[], bool], preparation: Preparation, make: Callable[[], Source], phrases: Phrasebook
) -> Source:
    """Wait in quiet until something is ready, then make a source and play it."""
    yield from _wait_until(is_ready, preparation, phrases)
    yield from make()


def deferred(make: Callable[[], Source]) -> Source:
    """Make a source only when its turn has come, and play it."""
    yield from make()


def resumed(preparation: Preparation, cut_frame: int, away_s: float, phrases: Phrasebook, pauses: Pauses) -> Source:
    """Go on after an interruption: say where we are, leave time to settle, and play the session from there.

    Args:
        preparation: The session.
        cut_frame: The first frame of the session that was not heard. If its section is not made, the session goes on
            there without words.
        away_s: How long ago that was, in seconds.
        phrases: The words between times.
        pauses: The time it takes to get back into a pose.
    """
    point = _resume_point(preparation, cut_frame, away_s, phrases, pauses)
    if point is None:
        return session_from(preparation, cut_frame, phrases)
    return chain(
        words(preparation, point.sentences, point.frame),
        quiet(point.settle_s, point.frame),
        session_from(preparation, point.frame, phrases),
    )


def ask_for_words(preparation: Preparation, cut_frame: int, phrases: Phrasebook, pauses: Pauses) -> None:
    """Have the words made that `resumed` will need after a short, a long or a very long interruption."""
    for away_s in (0.0, LONG_S, VERY_LONG_S):
        point = _resume_point(preparation, cut_frame, away_s, phrases, pauses)
        for sentence in point.sentences if point else ():
            preparation.clip(sentence)


def _resume_point(
    preparation: Preparation, cut_frame: int, away_s: float, phrases: Phrasebook, pauses: Pauses
) -> ResumePoint | None:
    section = preparation.section_at(cut_frame)
    return resume_point_after(section, cut_frame, away_s, phrases, pauses) if section else None


def lead_in(
    preparation: Preparation,
    phrases: Phrasebook,
    length_s: Fraction,
    find_start: Callable[[], int | None] = lambda: 0,
) -> Source:
    """Play noise that wakes the loudspeaker, words if there is time for them, and quiet for the rest of the length.

    Args:
        preparation: Makes the words.
        phrases: The words between times.
        length_s: Length in seconds; below three there is no time for words.
        find_start: Returns the frame at which the session will begin, or None until that is known.
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
    """Speak sentences, each as soon as its clip is made, with quiet while waiting and after each.

    Args:
        preparation: Makes the clips.
        sentences: The player's own sentences.
        frame: The frame where the session goes on; see `Block`.
        patience_s: How long to wait in sum, in seconds. Then the sentence that is missing and all after it are left
            out.
    """
    for sentence in sentences:
        preparation.clip(sentence)  # ask for all of them before waiting for the first
    waited = 0
    for sentence in sentences:
        while (clip := preparation.clip(sentence)) is None:
            if waited >= seconds_to_frames(patience_s, SAMPLE_RATE):
                return
            waited += QUIET_FRAMES
            yield from _floor(QUIET_FRAMES, frame)
        yield Block(clip.samples + floor_noise(0, clip.frames), frame, sentence=sentence)
        yield from quiet(BETWEEN_SENTENCES_S, frame)


def quiet(length_s: Fraction | None, frame: int | None = None) -> Source:
    """Play the floor of noise for a number of seconds; without a length, for ever."""
    return _floor(None if length_s is None else seconds_to_frames(length_s, SAMPLE_RATE), frame)


def _wait_until(
    is_ready: Callable[[], bool], preparation: Preparation, phrases: Phrasebook, frame: int | None = None
) -> Generator[Block, None, int]:
    """Play quiet until something is ready; explain a long wait in words.

    Returns:
        How many frames of quiet that was.
    """
    explain_s, sentences = ONE_MOMENT_S, sentences_of(phrases.one_moment)
    for waited in count(0, QUIET_FRAMES):
        if is_ready():
            break
        is_long = waited >= seconds_to_frames(ASK_S, SAMPLE_RATE)
        clips = [preparation.clip(sentence) for sentence in sentences] if is_long else []
        if waited >= seconds_to_frames(explain_s, SAMPLE_RATE) and all(clips):
            yield from words(preparation, sentences, frame)
            explain_s = frames_to_seconds(waited, SAMPLE_RATE) + ONE_MOMENT_AGAIN_S
        yield from _floor(QUIET_FRAMES, frame)
    return waited


def _floor(frames: int | None, frame: int | None = None) -> Source:
    """Play the floor of noise for a number of frames, or for ever, in blocks of 20 ms."""
    for done in count(0, QUIET_FRAMES) if frames is None else range(0, frames, QUIET_FRAMES):
        length = QUIET_FRAMES if frames is None else min(QUIET_FRAMES, frames - done)
        yield Block(floor_noise(done, length), frame)
