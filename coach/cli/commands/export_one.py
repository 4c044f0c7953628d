"""export: writes one session, to a file, a page for the phone, its parts or stdout."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coach.cli.bars import preparation_progress, session_progress
from coach.cli.delivery import Delivery, delivery_to
from coach.cli.overwriting import make_folder
from coach.cli.session.preparing import prepare
from coach.cli.terminal import tell
from coach.errors import ExportError, SettingsError
from coach.export.audio.formats import ENDINGS as AUDIO_ENDINGS
from coach.export.audio.formats import FileFormat
from coach.export.job import PAGE_ENDING, Job, stream_session, with_target, write_part, write_session
from coach.export.parts import parts
from coach.export.text import companions
from coach.files.places import Place
from coach.session.session import find_ambient, library_of
from coach.soundscape.ambient import Ambient
from coach.timeline import Timeline
from coach.units import clock, megabytes

FILE_ENDINGS = (*AUDIO_ENDINGS, *companions.ENDINGS, PAGE_ENDING)
"""The endings of files; a name that ends otherwise may be a folder's."""


def export_one(job: Job, output: Path | Place | None, *, in_parts: bool, force: bool) -> None:
    """Write a session to a file, or its parts to several.

    Args:
        job: The session; its target is not looked at.
        output: The file, or the folder of the parts; None for NAME.wav, or for the folder NAME.
        in_parts: Write each part to a file of its own.
        force: Replace files without asking.

    Raises:
        CoachError: The session cannot be made, or a file could not be written.
    """
    is_folder = in_parts and Path(output.name if output else "").suffix.lower() not in FILE_ENDINGS
    with delivery_to(output, is_folder=is_folder) as (delivery, target):
        if in_parts:
            _export_split(job, target, delivery, force=force)
        else:
            _export_file(_with_target(job, target), delivery, force=force)


def export_to_stdout(job: Job) -> None:
    """Write a session to standard output, in the format of the job or else WAV.

    Raises:
        CoachError: Nothing that takes sound is there, or the session cannot be made.
    """
    if sys.stdout is None:
        raise ExportError("Standard output is closed, so that there is nowhere to write to.", "Name a file with -o.")
    if sys.stdout.isatty():
        raise ExportError("A terminal cannot show sound.", "Pipe it to a program, or name a file with -o.")
    if job.beside:
        raise SettingsError("With -o - there is no place for --with.", "Name a file with -o.")
    job = replace(job, file_format=job.file_format or FileFormat.WAV)
    job.check()
    timeline, ambient = _prepare(job)
    with session_progress("Writing", timeline) as on_written:
        stream_session(job, timeline, ambient, sys.stdout.buffer, on_written)


def _with_target(job: Job, output: Path | None) -> Job:
    """Give a job its file and format: from -o, from --format if -o has no ending, or NAME.wav."""
    if output is not None:
        return with_target(job, output)
    file_format = job.file_format or FileFormat.WAV
    return replace(job, target=Path(f"{_script_name(job)}.{file_format}"), file_format=file_format)


def _script_name(job: Job) -> str:
    return library_of(job.settings).find(job.name).name


def _export_file(job: Job, delivery: Delivery, *, force: bool) -> None:
    job.check()
    if not delivery.may_write(job.targets, force=force):
        return
    if job.is_page:
        _export_page(job, delivery)
        return
    timeline, ambient = _prepare(job)
    with session_progress(f"Writing {job.targets[0].name}", timeline) as on_written:
        write_session(job, timeline, ambient, on_written)
    _deliver(job.targets, delivery, timeline)


def _export_page(job: Job, delivery: Delivery) -> None:
    from coach.page.contents import page_session
    from coach.page.single_file import write_page

    ambient, plan = find_ambient(job.settings), job.plan()
    timeline = prepare(plan)
    with preparation_progress("Preparing the words after a pause") as on_spoken:
        session = page_session(job.name, plan, timeline, on_spoken)
    with session_progress(f"Writing {job.target.name}", timeline) as on_written:
        write_page(job, session, ambient, on_written)
    _deliver(job.targets, delivery, timeline, megabytes(job.target.stat().st_size))


def _export_split(job: Job, output: Path | None, delivery: Delivery, *, force: bool) -> None:
    """Write the parts to a folder, which is made if there is none; or beside -o NAME.flac, with its name in front."""
    if output and output.suffix.lower() in FILE_ENDINGS:
        job, folder, prefix = _with_target(job, output), output.parent, f"{output.stem}-"
        if job.is_page:
            raise SettingsError("A page holds a whole session.", "Leave out --split, or name a file of sound.")
    else:
        job = replace(job, file_format=job.file_format or FileFormat.WAV)
        folder, prefix = output or Path(_script_name(job)), ""
    job.check()
    timeline, ambient = _prepare(job)
    make_folder(folder)
    ending = job.target.suffix if prefix else f".{job.file_format}"
    jobs = [(part, replace(job, target=folder / f"{prefix}{part.name}{ending}")) for part in parts(timeline)]
    for _, part_job in jobs:
        part_job.check()
    targets = [target for _, part_job in jobs for target in part_job.targets]
    if not delivery.may_write(targets, force=force):
        return
    with session_progress(f"Writing {timeline.title}", timeline) as on_written:
        for part, part_job in jobs:
            write_part(part_job, part, timeline.title, ambient, on_written)
    delivery.deliver(targets)
    _tell_written([delivery.shown(part_job.target) for _, part_job in jobs], timeline)


def _prepare(job: Job) -> tuple[Timeline, Ambient | None]:
    ambient = find_ambient(job.settings)  # before the work, because the person's own file may be unusable
    return prepare(job.plan()), ambient


def _deliver(targets: Sequence[Path], delivery: Delivery, timeline: Timeline, *facts: str) -> None:
    delivery.deliver(targets)
    _tell_written([*map(delivery.shown, targets)], timeline, *facts)


def _tell_written(targets: Sequence[str], timeline: Timeline, *facts: str) -> None:
    names = ", ".join(targets) if len(targets) <= 5 else f"{targets[0]} … {targets[-1].rpartition('/')[2]}"
    tell(" · ".join((names, clock(timeline.duration_s), *facts)))
