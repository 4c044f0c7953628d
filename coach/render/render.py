"""Renders a timeline for a file or a loudspeaker: the mix at any sample rate, in one channel or two."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from coach.audio.buffer import Audio, resampled
from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT, AudioFormat
from coach.audio.limiter import limited
from coach.render.mix import BLOCK_FRAMES, cut, mix_sections, sum_sections
from coach.soundscape.ambient import Ambient
from coach.timeline import Section, Timeline


def render(
    timeline: Timeline,
    audio_format: AudioFormat = SESSION_FORMAT,
    *,
    ambient: Ambient | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> Iterator[Audio]:
    """Render a whole timeline; see `render_sections`.

    Returns:
        Blocks, together `audio_format.frames(timeline.frames)` frames.
    """
    return render_sections(timeline.sections, audio_format, ambient=ambient, block_frames=block_frames)


def render_sections(
    sections: Iterable[Section],
    audio_format: AudioFormat = SESSION_FORMAT,
    *,
    first_frame: int = 0,
    ambient: Ambient | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> Iterator[Audio]:
    """Render sections from any frame on; `mix_sections` says when each section is asked for.

    Args:
        sections: Sections end to end, at `SAMPLE_RATE`.
        audio_format: The sample rate and the number of channels to render, 1 or 2.
        first_frame: Frame of the session to begin with, at `SAMPLE_RATE`.
        ambient: The ambient sound under the whole session, if any.
        block_frames: Frames per block at the rendered sample rate; the first and the last block may be shorter.

    Yields:
        Audio, float32, shape (frames,) or (frames, 2), true peaks at or below -1 dBTP.
    """
    if audio_format.sample_rate == SAMPLE_RATE:
        blocks = mix_sections(
            sections, sample_rate=SAMPLE_RATE, first_frame=first_frame, block_frames=block_frames, ambient=ambient
        )
    else:  # peaks are held after resampling, because it may raise them
        summed = sum_sections(sections, sample_rate=SAMPLE_RATE, first_frame=first_frame, ambient=ambient)
        begin = audio_format.frames(first_frame)
        held = limited(
            resampled(summed, audio_format.sample_rate), sample_rate=audio_format.sample_rate, first_frame=begin
        )
        blocks = cut(held, block_frames, first_frame=begin)
    return map(_doubled, blocks) if audio_format.channels == 2 else blocks


def _doubled(block: Audio) -> Audio:
    return Audio(np.stack((block.samples, block.samples), axis=1), replace(block.format, channels=2))
