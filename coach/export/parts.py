"""Timeline in, its parts out: one for the opening, each stretch and the closing, to be written as files of their own.

A part begins where its section begins. It ends where the section ends, or where its last chime has rung out: then the
next part, which begins with a word, does not wait for it, and the two overlap. Laid at their places the parts add up to
the whole session.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.audio import Audio
from coach.export.chapters import section_title
from coach.mix import mix_sections
from coach.timeline import Cue, Mark, Section, Timeline


@dataclass(frozen=True, slots=True)
class Part:
    """One section.

    Attributes:
        name: Such as `02-seated-spinal-twist`; for the opening `00-opening`.
        timeline: The section alone, moved to frame 0.
        section: Where it is in the session; with its end where its last chime has rung out.
    """

    name: str
    timeline: Timeline
    section: Section

    def mix(self, *, block_frames: int) -> Iterator[Audio]:
        """Its sound, sample for sample as in the session, over the same floor of noise."""
        first_frame, sample_rate = self.section.start_frame, self.timeline.sample_rate
        return mix_sections([self.section], sample_rate=sample_rate, first_frame=first_frame, block_frames=block_frames)


def parts(timeline: Timeline) -> Iterator[Part]:
    """The parts in order, numbered so that `01` is the first stretch."""
    digits = max(2, len(str(len(timeline.sections) - 1)))
    for index, section in enumerate(timeline.sections):
        title = section_title(section, index)
        name = section.stretch or re.sub(r"\W+", "-", title.lower())
        whole = replace(
            section, title=title, end_frame=max(section.end_frame, *(cue.end_frame for cue in section.cues))
        )
        alone = Timeline(title, (_moved(whole, -section.start_frame),), timeline.sample_rate)
        yield Part(f"{index:0{digits}}-{name}", alone, whole)


def _moved(section: Section, frames: int) -> Section:
    def cue(each: Cue) -> Cue:
        return replace(each, start_frame=each.start_frame + frames)

    def mark(each: Mark) -> Mark:
        return replace(each, start_frame=each.start_frame + frames, end_frame=each.end_frame + frames)

    return replace(
        section,
        start_frame=section.start_frame + frames,
        end_frame=section.end_frame + frames,
        cues=tuple(map(cue, section.cues)),
        marks=tuple(map(mark, section.marks)),
    )
