"""Write one session to its files, as a job says.

A job is a value, so that it can run in this process or in another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, TypeAlias

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.errors import ExportError, SettingsError
from coach.export.audio.formats import ENDINGS as AUDIO_ENDINGS
from coach.export.audio.formats import (
    FileFormat,
    check_format,
    stream_audio,
    watched,
    write_audio,
)
from coach.export.audio.tags import GENRE, Tags, artist, comment
from coach.export.inputs import session_inputs, spare
from coach.export.parts import Part
from coach.export.picture import ENDINGS as PICTURE_ENDINGS
from coach.export.target import check_name, with_ending
from coach.export.text.chapters import chapters
from coach.export.text.companions import ENDINGS as TEXT_ENDINGS
from coach.export.text.companions import Companion, companion_path, write_companion
from coach.render.ahead import ahead
from coach.render.render import render
from coach.session.session import SessionPlan, plan_session
from coach.settings.values import Settings
from coach.soundscape.ambient import Ambient
from coach.timeline import Timeline
from coach.version import RELEASED, __version__

BLOCK_FRAMES = 1 << 18
"""Frames per block, 11 s at 24 kHz: large enough that summing the blocks costs little beside encoding them."""

PAGE_ENDING = ".html"
"""The ending of a page with everything in it."""

OnWritten: TypeAlias = Callable[[int], None]
"""Called with the number of the session's frames written so far, at `SAMPLE_RATE`."""


def ignore_written(_frames: int) -> None:
    """Do nothing with the progress."""


@dataclass(frozen=True, slots=True)
class Job:
    """Names the session to write, and its files.

    Attributes:
        name: The script's name as `coach list` shows it, or a path.
        target: The audio file or the page; the files beside it take its name.
        file_format: The audio file's format; None writes no audio, only the page or the files beside it.
        settings: The person's choices.
        minutes: The length in minutes to fit the session to; None leaves it as long as it is.
        audio_format: The sample rate, channels and bits of the audio.
        beside: The kinds of text files to write beside the audio or the page.
        is_page: Whether the target is a page with everything in it; `coach.page` writes that.
    """

    name: str
    target: Path
    file_format: FileFormat | None
    settings: Settings
    minutes: Fraction | None = None
    audio_format: AudioFormat = SESSION_FORMAT
    beside: tuple[Companion, ...] = ()
    is_page: bool = False

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that the job writes."""
        whole = (self.target,) if self.file_format or self.is_page else ()
        return whole + tuple(companion_path(companion, self.target) for companion in self.beside)

    def check(self) -> None:
        """Check before the work that the file format can hold the audio format, and that no file of the person is lost.

        Raises:
            ExportError: It cannot, a page is to have another sound than its own, a name is too long, or a target is one
                of the files that the session is made from.
        """
        if self.file_format:
            check_format(self.audio_format, self.file_format)
        if self.is_page and self.audio_format != SESSION_FORMAT:
            raise ExportError(
                f"A page has sound of {SESSION_FORMAT.sample_rate} Hz in one channel.",
                "Leave out --sample-rate, --channels and --bits, or write a file of sound.",
            )
        for target in self.targets:
            check_name(target)
        spare(self.targets, session_inputs(self.name, self.settings))

    def plan(self) -> SessionPlan:
        """Read everything that the session is made of; see `plan_session`."""
        return plan_session(self.name, self.settings, self.minutes)


def with_target(job: Job, target: Path) -> Job:
    """Return the job with another target, whose ending picks the format.

    Args:
        job: Its file format counts only if the target has no ending; WAV if it has none either.
        target: An audio file, a page (`.html`), or a text file (`.vtt`, `.srt`, `.json`, `.jsonl`, `.txt`) that is then
            written without sound. A name without an ending gets that of the format.

    Raises:
        ExportError: coach does not write files with this ending, or no file can have this name.
        SettingsError: The job asks for another format than the ending.
    """
    target = with_ending(target, f".{job.file_format or FileFormat.WAV}")
    ending = target.suffix.lower()
    if companion := TEXT_ENDINGS.get(ending):
        return replace(job, target=target, file_format=None, beside=tuple(dict.fromkeys((companion, *job.beside))))
    if ending == PAGE_ENDING:
        if job.file_format:
            raise _other_format(target, job.file_format)
        return replace(job, target=target, is_page=True)
    if ending.strip(".") and ending not in AUDIO_ENDINGS:
        raise _unknown_ending(target)
    file_format = AUDIO_ENDINGS.get(ending, job.file_format or FileFormat.WAV)
    if job.file_format not in (None, file_format):
        raise _other_format(target, job.file_format)
    return replace(job, target=target, file_format=file_format)


def _other_format(target: Path, file_format: FileFormat | None) -> SettingsError:
    return SettingsError(f"{target.name} is no {file_format} file.", "Leave out --format, or change the ending.")


def _unknown_ending(target: Path) -> ExportError:
    problem = f"coach cannot write {target.suffix} files."
    if target.suffix.lower() in PICTURE_ENDINGS:
        return ExportError(
            f"coach cannot write sound to a picture, {target.name}.", "Use `coach show --picture` for it."
        )
    sound, text = ", ".join(AUDIO_ENDINGS), ", ".join(TEXT_ENDINGS)
    return ExportError(problem, f"Sound ends in {sound}; text without sound in {text}; a page in {PAGE_ENDING}.")


def write_session(
    job: Job, timeline: Timeline, ambient: Ambient | None, on_written: OnWritten = ignore_written
) -> None:
    """Write a whole session: the audio, then the files beside it. Each file is replaced when it is complete.

    Args:
        job: The files to write.
        timeline: The session.
        ambient: The sound to lay under the session; None for none.
        on_written: Called after each block.

    Raises:
        ExportError: A file could not be written; whatever was in its place still is.
    """
    blocks = render(timeline, job.audio_format, ambient=ambient, block_frames=BLOCK_FRAMES)
    _write(job, timeline, watched(ahead(blocks), _in_session_frames(job, on_written)), session_tags(job, timeline))


def write_part(
    job: Job, part: Part, album: str, ambient: Ambient | None, on_written: OnWritten = ignore_written
) -> None:
    """Write one part of a session to files of its own, as `write_session` does with a whole session.

    Args:
        job: The files to write.
        part: The part of the session.
        album: The title of the whole session.
        ambient: The sound to lay under the part; None for none.
        on_written: Called after each block, with frames counted from the beginning of the session.

    Raises:
        ExportError: A file could not be written; whatever was in its place still is.
    """
    tags = session_tags(job, part.timeline, album=album, track=part.name.partition("-")[0])
    blocks = part.render(job.audio_format, ambient=ambient, block_frames=BLOCK_FRAMES)
    tell = _in_session_frames(job, lambda frames: on_written(part.section.start_frame + frames))
    _write(job, part.timeline, watched(ahead(blocks), tell), tags)


def stream_session(
    job: Job, timeline: Timeline, ambient: Ambient | None, stream: BinaryIO, on_written: OnWritten = ignore_written
) -> None:
    """Write a whole session's audio to an open stream, which may be a pipe; no files are written beside it.

    Args:
        job: The settings and the formats; the file format is WAV where the job has none.
        timeline: The session.
        ambient: The sound to lay under the session; None for none.
        stream: A binary stream, open for writing; it stays open.
        on_written: Called after each block.

    Raises:
        ExportError: The file format cannot hold the audio format.
    """
    blocks = render(timeline, job.audio_format, ambient=ambient, block_frames=BLOCK_FRAMES)
    stream_audio(
        stream,
        watched(ahead(blocks), _in_session_frames(job, on_written)),
        job.audio_format,
        job.audio_format.frames(timeline.frames),
        file_format=job.file_format or FileFormat.WAV,
        tags=session_tags(job, timeline),
    )


def session_tags(job: Job, timeline: Timeline, *, album: str = "", track: str = "") -> Tags:
    """Make the tags of a session's file. The cover is drawn only for a format that has a place for it.

    Args:
        job: The settings and the file format.
        timeline: The session, or the part of it that the file holds.
        album: The title of the whole session, for a part of it; the timeline's own title when empty.
        track: The part's number.
    """
    return Tags(
        timeline.title,
        artist(job.settings),
        comment(job.settings, __version__),
        album=album or timeline.title,
        track=track,
        genre=GENRE,
        date=RELEASED,
        chapters=tuple(chapters(timeline)),
        cover_png=_cover(timeline) if job.file_format not in (None, FileFormat.WAV) else b"",
    )


def _cover(timeline: Timeline) -> bytes:
    from coach.drawing.cover import cover_png  # 20 ms to import

    return cover_png(timeline)


def _write(job: Job, timeline: Timeline, blocks: Iterable[Audio], tags: Tags) -> None:
    if job.file_format:
        frames = job.audio_format.frames(timeline.frames)
        write_audio(job.target, blocks, job.audio_format, frames, file_format=job.file_format, tags=tags)
    write_beside(job, timeline)


def write_beside(job: Job, timeline: Timeline) -> None:
    """Write the text files of a job.

    Raises:
        ExportError: A file could not be written; whatever was in its place still is.
    """
    for companion in job.beside:
        write_companion(companion_path(companion, job.target), timeline, companion)


def _in_session_frames(job: Job, on_written: OnWritten) -> Callable[[int], None]:
    return lambda frames: on_written(job.audio_format.session_frames(frames))
