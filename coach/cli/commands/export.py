"""export: a session as files."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.audio.format import AudioFormat
from coach.cli.commands.export_all import export_all
from coach.cli.options import shapes_session
from coach.cli.terminal import check_targets, make_folder, preparation_progress, session_progress, stderr
from coach.errors import ExportError, SettingsError, nearest
from coach.export.audio import formats
from coach.export.audio.formats import FileFormat, check_stream, format_of
from coach.export.job import Job, stream_session, write_part, write_session
from coach.export.parts import parts
from coach.export.text import companions
from coach.export.text.companions import Companion
from coach.script.library import DEFAULT_NAME, Library
from coach.session.session import find_ambient
from coach.settings.values import Settings
from coach.soundscape.ambient import Ambient
from coach.timeline import Timeline
from coach.units import clock

STDOUT = Path("-")


class Split(StrEnum):
    """Where a session is cut into files."""

    STRETCH = "stretch"


def read_bits(text: str) -> int:
    """`16` or `24`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in {"16", "24"}:
        raise SettingsError(f"coach does not write samples of “{text}” bits.", "Give 16 or 24.")
    return int(text)


def read_format(text: str) -> FileFormat:
    """`wav`, `flac`, `opus` or `mp3`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in set(FileFormat):
        raise SettingsError(f"There is no format “{text}”.", nearest(text, FileFormat))
    return FileFormat(text)


def read_split(text: str) -> Split:
    """`stretch`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in set(Split):
        raise SettingsError(f"A session is not split by “{text}”.", nearest(text, Split))
    return Split(text)


def read_companions(text: str) -> tuple[Companion, ...]:
    """`captions,text`: each of them once, in that order.

    Raises:
        SettingsError: There is no such companion.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in set(Companion):
            raise SettingsError(f"“{name}” cannot be written beside the audio.", nearest(name, Companion))
    return tuple(Companion(name) for name in dict.fromkeys(names))


@shapes_session
def export(  # noqa: PLR0913 (each is an option)
    *,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A stretch or a routine, see `coach list`; or the path of a YAML file.",
            show_default=DEFAULT_NAME,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Its ending is the format: .wav, .flac, .opus, .ogg, .mp3; or without sound .vtt captions, .json "
            "chapters, .jsonl cue sheet, .txt transcript. A folder for --all and --split; - for stdout.",
            show_default="NAME.wav",
        ),
    ] = None,
    wanted: Annotated[
        Any,
        typer.Option(
            "--format",
            parser=read_format,
            metavar="|".join(FileFormat),
            help="The format, where -o has no ending.",
            show_default="wav",
        ),
    ] = None,
    bits: Annotated[Any, typer.Option(parser=read_bits, metavar="16|24", help="Of a sample, in WAV and FLAC.")] = "16",
    beside: Annotated[
        Any,
        typer.Option(
            "--with",
            parser=read_companions,
            metavar="KINDS",
            help="Also written, beside the audio: captions,chapters,cuesheet,text or some of them.",
        ),
    ] = None,
    split: Annotated[
        Any,
        typer.Option(
            parser=read_split,
            metavar="stretch",
            help="A numbered file for each stretch, in the folder -o, or beside -o NAME.flac as NAME-01-….flac.",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every routine that changed since the last time, in the folder -o.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files without asking.")] = False,
    settings: Settings,
    sample_rate: int,
    channels: int,
    minutes: Fraction | None,
) -> None:
    """Write the session to a file, or to several."""
    if every and (split or name or output == STDOUT):
        raise SettingsError("--all takes no name, no --split and no -o -.", "Give a folder with -o, or none.")
    if every and output and output.suffix.lower() in formats.ENDINGS:
        raise SettingsError(f"{output} is no folder, and --all writes several files.", "Choose their --format instead.")
    if split and output == STDOUT:
        raise SettingsError("--split writes several files, and - is one.", "Give a folder with -o.")
    audio_format = AudioFormat(sample_rate, channels, bits)
    job = Job(name or DEFAULT_NAME, STDOUT, wanted, settings, minutes, audio_format, beside or ())
    if every:
        export_all(replace(job, target=output or Path()), force=force)
    elif split:
        _export_split(job, output, force=force)
    elif output == STDOUT:
        _export_to_stdout(job)
    else:
        _export_file(_with_target(job, output), force=force)


def _with_target(job: Job, output: Path | None) -> Job:
    """The job with its file and format: from -o, from --format where -o has no ending, or the usual ones."""
    if output is None:
        file_format = job.file_format or FileFormat.WAV
        return replace(job, target=Path(f"{Library().find(job.name).name}.{file_format}"), file_format=file_format)
    if companion := companions.ENDINGS.get(output.suffix.lower()):
        return replace(job, target=output, file_format=None, beside=tuple(dict.fromkeys((companion, *job.beside))))
    file_format = format_of(output) if output.suffix else job.file_format or FileFormat.WAV
    if job.file_format not in (None, file_format):
        raise SettingsError(f"{output.name} is no {job.file_format} file.", "Leave out --format, or change the ending.")
    return replace(job, target=output, file_format=file_format)


def _export_file(job: Job, *, force: bool) -> None:
    job.check()
    _spare_ambient(job)
    check_targets(job.targets, force=force)
    timeline, ambient = _prepare(job)
    with session_progress(f"Writing {job.targets[0].name}", timeline) as on_written:
        write_session(job, timeline, ambient, on_written)
    _tell(job.targets, timeline)


def _export_split(job: Job, output: Path | None, *, force: bool) -> None:
    """Into a folder, which is made if need be; or under an audio file's name, which comes before each number."""
    if output and output.suffix.lower() in formats.ENDINGS:
        job, folder, prefix = _with_target(job, output), output.parent, f"{output.stem}-"
    else:
        job = replace(job, file_format=job.file_format or FileFormat.WAV)
        folder, prefix = output or Path(Library().find(job.name).name), ""
    job.check()
    timeline, ambient = _prepare(job)
    make_folder(folder)
    ending = job.target.suffix if prefix else f".{job.file_format}"
    jobs = [(part, replace(job, target=folder / f"{prefix}{part.name}{ending}")) for part in parts(timeline)]
    check_targets([target for _, part_job in jobs for target in part_job.targets], force=force)
    with session_progress(f"Writing to {folder}", timeline) as on_written:
        for part, part_job in jobs:
            write_part(part_job, part, timeline.title, ambient, on_written)
    _tell([part_job.target for _, part_job in jobs], timeline)


def _export_to_stdout(job: Job) -> None:
    if sys.stdout.isatty():
        raise ExportError("Sound is not for a terminal to show.", "Pipe it to a program, or name a file with -o.")
    if job.beside:
        raise SettingsError("With -o - there is no place for --with.", "Name a file with -o.")
    file_format = job.file_format or FileFormat.WAV
    check_stream(file_format)
    job = replace(job, file_format=file_format)
    job.check()
    timeline, ambient = _prepare(job)
    with session_progress("Writing", timeline) as on_written:
        stream_session(job, timeline, ambient, sys.stdout.buffer, on_written)


def _prepare(job: Job) -> tuple[Timeline, Ambient | None]:
    ambient = find_ambient(job.settings)
    with preparation_progress() as on_progress:
        return job.plan().timeline(on_progress), ambient


def _spare_ambient(job: Job) -> None:
    """A sound file of the person's own is not written over with the session that it lies under."""
    own = Path(job.settings.ambient).expanduser()
    if any(target.exists() and own.exists() and target.samefile(own) for target in job.targets):
        raise ExportError(f"{own} is the ambient sound of this session.", "Give another name with -o.")


def _tell(targets: Sequence[Path], timeline: Timeline) -> None:
    names = ", ".join(map(str, targets)) if len(targets) <= 5 else f"{targets[0]} … {targets[-1].name}"
    stderr.print(f"{names} · {clock(timeline.duration_s)}", soft_wrap=True, markup=False)
