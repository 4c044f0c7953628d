"""Convert a timeline to a plain transcript to read or print: what is said, in paragraphs with their times."""

import textwrap
from collections.abc import Iterator

from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import clock

WIDTH = 72
"""Characters in a line. Such a line can be printed in any font on A4 and letter paper."""

_BREAKS = (MarkKind.SIDE, MarkKind.HOLD)
"""The marks that end a paragraph where they begin and where they end."""


def transcript(timeline: Timeline) -> Iterator[str]:
    """Yield lines of text: the session's title, then each section's title and paragraphs. Sounds are left out."""
    yield f"{timeline.title} · {clock(timeline.duration_s)}"
    number = 0
    for section in timeline.sections:
        if section.kind is SectionKind.STRETCH:
            number += 1
        yield ""
        yield f"{number}. {section.title} ({section.position})" if section.position else section.title
        for start_frame, text in _paragraphs(section):
            time = f"{clock(start_frame / timeline.sample_rate):>7}  "
            yield from textwrap.wrap(text, WIDTH, initial_indent=time, subsequent_indent=" " * len(time))


def _paragraphs(section: Section) -> Iterator[tuple[int, str]]:
    """Yield each paragraph's first frame and its text."""
    breaks = sorted(
        frame for mark in section.marks if mark.kind in _BREAKS for frame in (mark.start_frame, mark.end_frame)
    )
    start_frame, sentences = 0, list[str]()
    for cue in section.cues:
        if not cue.text:
            continue
        passed = [frame for frame in breaks if frame <= cue.start_frame]
        del breaks[: len(passed)]
        if passed and sentences:
            yield start_frame, " ".join(sentences)
            sentences = []
        if not sentences:
            start_frame = cue.start_frame
        sentences.append(cue.text)
    if sentences:
        yield start_frame, " ".join(sentences)
