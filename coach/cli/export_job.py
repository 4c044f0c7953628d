"""One session to its files: what `export` does once, and `export --all` in several processes."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

from coach.ambient import Ambient
from coach.audio import Audio
from coach.cli.sessions import find_ambient, prepare
from coach.export.audio_shape import AudioShape
from coach.export.chapters import chapters
from coach.export.companions import Companion, companion_path, write_companion
from coach.export.cover import cover_png
from coach.export.formats import Format, write_audio
from coach.export.tags import Tags, artist, comment
from coach.render import MONO, Output
from coach.settings import Settings
from coach.timeline import Timeline

BLOCK_FRAMES = 1 << 16
"""2.7 s at 24 kHz: so large that summing the blocks costs nothing beside encoding them."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to write where.

    Attributes:
        name: As `coach list` shows it, or a path.
        target: The audio file.
        wanted: Its format; None for no audio, only what would stand beside it.
        bits: Of an integer sample.
        output: The sample rate and the channels of the audio.
        beside: What else to write, next to the audio and under its name.
    """

    name: str
    target: Path
    wanted: Format | None
    settings: Settings
    minutes: Fraction | None = None
    bits: int = 16
    output: Output = MONO
    beside: tuple[Companion, ...] = ()

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that it writes."""
        audio = (self.target,) if self.wanted else ()
        return audio + tuple(companion_path(companion, self.target) for companion in self.beside)

    def shape(self, session_frames: int) -> AudioShape:
        """What so many frames of a session become."""
        output = self.output
        return AudioShape(output.frames(session_frames), output.sample_rate, output.channels, self.bits)

    def prepare(self) -> tuple[Timeline, Ambient | None]:
        """Read, speak and schedule the session; and what lies under it, if anything."""
        ambient = find_ambient(self.settings)
        return prepare(self.name, self.settings, self.minutes)[1], ambient


def write_job(job: Job, session: Timeline, blocks: Iterable[Audio], tags: Tags) -> None:
    """Write the audio, then what stands beside it; each file is replaced when it is whole."""
    if job.wanted:
        write_audio(job.target, blocks, job.shape(session.frames), wanted=job.wanted, tags=tags)
    for companion in job.beside:
        write_companion(companion_path(companion, job.target), session, companion)


def session_tags(session: Timeline, job: Job) -> Tags:
    """What a file says about this session; a cover is only drawn where there is a place for it."""
    made = comment(job.settings, version("coach"))
    cover = b"" if job.wanted in (None, Format.WAV) else cover_png(session)
    return Tags(session.title, artist(job.settings), made, chapters=tuple(chapters(session)), cover_png=cover)
