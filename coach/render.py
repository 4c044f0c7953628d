"""Timeline in, what a file or a loudspeaker gets out: the mix at a wished sample rate, in one channel or two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from coach.ambient import Ambient
from coach.audio import SAMPLE_RATE, Audio, resampled
from coach.limiter import limited
from coach.mix import BLOCK_FRAMES, cut, mix_sections, sum_sections
from coach.timeline import Section, Timeline
from coach.units import frames_to_seconds, seconds_to_frames


@dataclass(frozen=True, slots=True)
class Output:
    """What kind of blocks.

    Attributes:
        sample_rate: Hz.
        channels: 1, or 2 that are alike. The same samples in two channels are 3 dB more to a loudness meter: what is
            -19 LUFS in one channel measures -16 LUFS in two, as the conventions for mono and stereo want it.
    """

    sample_rate: int = SAMPLE_RATE
    channels: int = 1

    def frames(self, frames: int) -> int:
        """How many frames a run of frames at `SAMPLE_RATE` becomes; also where a frame of a session then lies."""
        return seconds_to_frames(frames_to_seconds(frames, SAMPLE_RATE), self.sample_rate)

    def session_frames(self, frames: int) -> int:
        """The inverse: how many frames at `SAMPLE_RATE` have become so many."""
        return seconds_to_frames(frames_to_seconds(frames, self.sample_rate), SAMPLE_RATE)


MONO = Output()


def render(
    timeline: Timeline, output: Output = MONO, *, ambient: Ambient | None = None, block_frames: int = BLOCK_FRAMES
) -> Iterator[Audio]:
    """A whole session; see `render_sections`.

    Returns:
        Blocks, `output.frames(timeline.frames)` frames in all.
    """
    return render_sections(timeline.sections, output, ambient=ambient, block_frames=block_frames)


def render_sections(
    sections: Iterable[Section],
    output: Output = MONO,
    *,
    first_frame: int = 0,
    ambient: Ambient | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> Iterator[Audio]:
    """Sections, from any frame on, in a format; see `mix_sections` for what is asked for when.

    Args:
        sections: At `SAMPLE_RATE`, end to end.
        output: The sample rate and the channels.
        first_frame: Where to begin, at `SAMPLE_RATE`.
        ambient: What lies under all of it, if anything.
        block_frames: Frames per block of what comes out; the last may be shorter.

    Yields:
        Audio, float32, shape (frames,) or (frames, 2), true peaks at or below -1 dBTP.
    """
    if output.sample_rate == SAMPLE_RATE:
        blocks = mix_sections(
            sections, sample_rate=SAMPLE_RATE, first_frame=first_frame, block_frames=block_frames, ambient=ambient
        )
    else:  # peaks are held after resampling, which may raise them
        summed = sum_sections(sections, sample_rate=SAMPLE_RATE, first_frame=first_frame, ambient=ambient)
        begin = output.frames(first_frame)
        held = limited(resampled(summed, output.sample_rate), sample_rate=output.sample_rate, first_frame=begin)
        blocks = cut(held, block_frames, first_frame=begin)
    return map(_doubled, blocks) if output.channels == 2 else blocks


def _doubled(block: Audio) -> Audio:
    return Audio(np.stack((block.samples, block.samples), axis=1), block.sample_rate)
