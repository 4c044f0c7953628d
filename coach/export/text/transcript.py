"""Timeline in, a plain transcript out: what is said, in paragraphs with their times, to be read and printed."""

import textwrap
from collections.abc import Iterator

from coach.timeline import MarkKind, Section, SectionKind, Timeline
from coach.units import clock

WIDTH = 72
"""Characters a line: what prints in any font on A4 and letter paper."""

_BREAKS = (MarkKind.SIDE, MarkKind.HOLD)
"""Where these begin or end, a paragraph ends."""


def transcript(timeline: Timeline) -> Iterator[str]:
    """Lines of text: a title, and each section with its paragraphs. Sounds are left out."""
    yield f"{timeline.title} · {clock(timeline.duration_s)}"
    number = 0
    for index, section in enumerate(timeline.sections):
        number += section.kind is SectionKind.STRETCH
        title = section.title
        yield ""
        yield f"{number}. {title} ({section.position})" if section.position else title
        for start_frame, text in _paragraphs(section):
            time = f"{clock(start_frame / timeline.sample_rate):>7}  "
            yield from textwrap.wrap(text, WIDTH, initial_indent=time, subsequent_indent=" " * len(time))


def _paragraphs(section: Section) -> Iterator[tuple[int, str]]:
    breaks = sorted(
        frame for mark in section.marks if mark.kind in _BREAKS for frame in (mark.start_frame, mark.end_frame)
    )
    start_frame, sentences = 0, list[str]()
    for cue in section.cues:
        if not cue.text:
            continue
        ended = [frame for frame in breaks if frame <= cue.start_frame]
        del breaks[: len(ended)]
        if ended and sentences:
            yield start_frame, " ".join(sentences)
            sentences = []
        if not sentences:
            start_frame = cue.start_frame
        sentences.append(cue.text)
    if sentences:
        yield start_frame, " ".join(sentences)
