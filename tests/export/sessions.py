"""Timelines of small sessions, scheduled from real scripts with a fake voice, and a tone, for the tests of files."""

from pathlib import Path

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.drawing.cover import cover_png
from coach.export.audio.formats import write_audio
from coach.export.audio.tags import GENRE, Tags
from coach.export.text.chapters import chapters
from coach.render.mix import mix
from coach.schedule import Sounds, schedule
from coach.script.choices import choose
from coach.script.library import Library, as_routine
from coach.script.vocabulary import Sound, Verbosity
from coach.settings.values import Settings
from coach.timeline import Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()
RINGING_SOUNDS = Sounds({sound: Audio(np.full(4 * SAMPLE_RATE, 0.05, np.float32)) for sound in Sound})


def timeline_of(name: str = "desk-break", sounds: Sounds = FAKE_SOUNDS, **settings: object) -> Timeline:
    """Schedule a stretch or a routine that comes with coach."""
    routine = choose(as_routine(LIBRARY.find(name)), {})
    return schedule(routine, Settings(**settings), PHRASES, fake_clip, sounds)


def tones_timeline() -> Timeline:
    """Schedule a session in which chimes ring on over the end of their section."""
    return timeline_of(sounds=RINGING_SOUNDS, verbosity=Verbosity.TONES)


def tags_of(timeline: Timeline) -> Tags:
    """Make tags with a text in every place."""
    made = "coach 1.2.3, voice heart, speed 0.9"
    found = tuple(chapters(timeline))
    return Tags(timeline.title, "coach (heart)", made, "Album", "3", GENRE, "2026-11-25", found, cover_png(timeline))


def write_timeline(target: Path, timeline: Timeline, *, bits: int = 16) -> Path:
    """Write a timeline's audio, with tags, in the format of the target's ending."""
    write_audio(
        target, mix(timeline, block_frames=1 << 16), AudioFormat(bits=bits), timeline.frames, tags=tags_of(timeline)
    )
    return target


def tone(frames: int, *, channels: int = 1, sample_rate: int = SAMPLE_RATE) -> Audio:
    """Make a quiet tone, an octave higher in the second channel."""
    times = np.arange(frames) / sample_rate
    waves = [0.2 * np.sin(2 * np.pi * 200 * (channel + 1) * times) for channel in range(channels)]
    samples = np.stack(waves, axis=-1).astype(np.float32)
    return Audio(samples[:, 0] if channels == 1 else samples, AudioFormat(sample_rate, channels))
