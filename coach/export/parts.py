"""Timeline in, its parts out: one for the opening, each stretch and the closing, to be written as files of their own.

A part begins where its section begins. It ends where the section ends, or where its last chime has rung out: then the
next part, which begins with a word, does not wait for it, and the two overlap. Laid at their places the parts add up to
the whole session, but for an ambient sound: a part stands alone, so that it fades in and out in each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.render.mix import BLOCK_FRAMES
from coach.render.render import render_sections
from coach.soundscape.ambient import Ambient
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

    def render(
        self, output: AudioFormat = SESSION_FORMAT, *, ambient: Ambient | None = None, block_frames: int = BLOCK_FRAMES
    ) -> Iterator[Audio]:
        """Its sound, as in the session and over the same floor of noise; see `render_sections`.

        Returns:
            Blocks, `output.frames(timeline.frames)` frames in all. At the session's own sample rate, sample for sample
            as there, where neither an ambient sound nor the chime of another part sounds.
        """
        first_frame = self.section.start_frame
        return render_sections(
            [self.section], output, first_frame=first_frame, ambient=ambient, block_frames=block_frames
        )


def parts(timeline: Timeline) -> Iterator[Part]:
    """The parts in order, numbered so that `01` is the first stretch."""
    digits = max(2, len(str(len(timeline.sections) - 1)))
    for index, section in enumerate(timeline.sections):
        title = section.title
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
