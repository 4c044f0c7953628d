"""Convert a timeline to a plain transcript to read or print: words, sounds and silences, in paragraphs with times."""

import textwrap
from collections.abc import Iterator

from coach.export.text.captions import sound_text
from coach.timeline import Cue, MarkKind, Section, SectionKind, Timeline
from coach.units import clock

WIDTH = 72
"""Characters in a line. Such a line can be printed in any font on A4 and letter paper."""

NO_BREAK = "\u00a0"
"""The space inside a sound's text while lines are broken, which keeps the text on one line."""

_BREAKS = (
    MarkKind.SIDE,
    MarkKind.HOLD,
    MarkKind.ROUND,
    MarkKind.FLOW,
    MarkKind.WORK,
    MarkKind.REST,
    MarkKind.SILENCE,
)
"""The marks that end a paragraph where they begin and where they end."""


def transcript(timeline: Timeline) -> Iterator[str]:
    """Yield lines of text: the session's title, then each section's title and paragraphs.

    A sound stands where it begins, such as “[♪ inhale]”. A silence is a paragraph of its own, such as “[2:00 of
    silence]”.
    """
    yield f"{timeline.title} · {clock(timeline.duration_s)}"
    number = 0
    for section in timeline.sections:
        if section.kind is SectionKind.STRETCH:
            number += 1
        yield ""
        yield f"{number}. {section.title} ({section.position})" if section.position else section.title
        for start_frame, text in _paragraphs(section, timeline.sample_rate):
            time = f"{clock(start_frame / timeline.sample_rate):>7}  "
            lines = textwrap.wrap(text, WIDTH, initial_indent=time, subsequent_indent=" " * len(time))
            yield from (line.replace(NO_BREAK, " ") for line in lines)


def _paragraphs(section: Section, sample_rate: int) -> Iterator[tuple[int, str]]:
    """Yield each paragraph's first frame and its text."""
    breaks = sorted(_break_frames(section))
    start_frame, sentences = 0, list[str]()
    for frame, text in _sentences(section, sample_rate):
        passed = [each for each in breaks if each <= frame]
        del breaks[: len(passed)]
        if passed and sentences:
            yield start_frame, " ".join(sentences)
            sentences = []
        if not sentences:
            start_frame = frame
        sentences.append(text)
    if sentences:
        yield start_frame, " ".join(sentences)


def _break_frames(section: Section) -> Iterator[int]:
    """Yield the frames between paragraphs; those of a set of repetitions are its beginning and its end."""
    for mark in section.marks:
        is_rep = mark.kind is MarkKind.REP
        if mark.kind in _BREAKS or (is_rep and mark.n == 1):
            yield mark.start_frame
        if mark.kind in _BREAKS or (is_rep and mark.n == mark.total):
            yield mark.end_frame


def _sentences(section: Section, sample_rate: int) -> list[tuple[int, str]]:
    """Return the sentences, the sounds and the silences in order, each with its first frame."""
    silences = (
        (mark.start_frame, f"[{clock((mark.end_frame - mark.start_frame) / sample_rate)} of silence]")
        for mark in section.marks
        if mark.kind is MarkKind.SILENCE
    )
    cues = ((cue.start_frame, _text(cue)) for cue in section.cues)
    return sorted([*silences, *cues], key=lambda sentence: sentence[0])


def _text(cue: Cue) -> str:
    return sound_text(cue.sound).replace(" ", NO_BREAK) if cue.sound else cue.text
