"""Cut a timeline into parts to be written as files of their own: the opening, each stretch and the closing.

A part begins where its section begins. It ends where the section ends or, if that is later, where its last chime has
rung out. The next part begins with a word and does not wait for the chime, so that the two overlap. Laid at their
places, the parts add up to the whole session. Only an ambient sound differs: it fades in and out in each part.
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
    """One section of a session, to be written as a file of its own.

    Attributes:
        name: The number and the stretch's name, such as `02-seated-spinal-twist`; `00-opening` for the opening.
        timeline: The section alone, moved to frame 0.
        section: The section at its place in the session. It ends where its last chime has rung out.
    """

    name: str
    timeline: Timeline
    section: Section

    def render(
        self,
        audio_format: AudioFormat = SESSION_FORMAT,
        *,
        ambient: Ambient | None = None,
        block_frames: int = BLOCK_FRAMES,
    ) -> Iterator[Audio]:
        """Render the part's sound as it is in the session, over the same floor of noise; see `render_sections`.

        Returns:
            Blocks with `audio_format.frames(timeline.frames)` frames altogether. At the session's own sample rate they
            are equal to the session's, sample for sample, except where an ambient sound or another part's chime sounds.
        """
        return render_sections(
            [self.section],
            audio_format,
            first_frame=self.section.start_frame,
            ambient=ambient,
            block_frames=block_frames,
        )


def parts(timeline: Timeline) -> Iterator[Part]:
    """Yield the parts in order, numbered so that `01` is the first stretch."""
    digits = max(2, len(str(len(timeline.sections) - 1)))
    for index, section in enumerate(timeline.sections):
        name = section.stretch or re.sub(r"\W+", "-", section.title.lower())
        end_frame = max([section.end_frame, *(cue.end_frame for cue in section.cues)])
        whole = replace(section, end_frame=end_frame)
        alone = Timeline(section.title, (_moved(whole, -section.start_frame),), timeline.sample_rate)
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
