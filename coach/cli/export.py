"""export: a session as files."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.ambient import Ambient
from coach.cli.export_all import export_all
from coach.cli.export_job import BLOCK_FRAMES, Job, session_tags, write_job
from coach.cli.export_progress import session_progress
from coach.cli.options import shapes_session
from coach.cli.overwriting import check_targets, make_folder
from coach.cli.terminal import stderr
from coach.errors import ExportError, SettingsError
from coach.export import companions, formats
from coach.export.clock import clock
from coach.export.companions import Companion
from coach.export.formats import Format, check_shape, check_stream, format_of, stream_audio, watched
from coach.export.parts import Part, parts
from coach.render import Output, render
from coach.script.library import DEFAULT_NAME, Library
from coach.script.shape import nearest
from coach.settings import Settings
from coach.timeline import Timeline

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


def read_format(text: str) -> Format:
    """`wav`, `flac`, `opus` or `mp3`.

    Raises:
        SettingsError: Anything else.
    """
    if text not in set(Format):
        raise SettingsError(f"There is no format “{text}”.", nearest(text, Format))
    return Format(text)


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
            metavar="|".join(Format),
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
    shape = Output(sample_rate, channels)
    job = Job(name or DEFAULT_NAME, STDOUT, wanted, settings, minutes, bits, shape, beside or ())
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
        wanted = job.wanted or Format.WAV
        return replace(job, target=Path(f"{Library().find(job.name).name}.{wanted}"), wanted=wanted)
    if companion := companions.ENDINGS.get(output.suffix.lower()):
        return replace(job, target=output, wanted=None, beside=tuple(dict.fromkeys((companion, *job.beside))))
    wanted = format_of(output) if output.suffix else job.wanted or Format.WAV
    if job.wanted not in (None, wanted):
        raise SettingsError(f"{output.name} is no {job.wanted} file.", "Leave out --format, or change the ending.")
    return replace(job, target=output, wanted=wanted)


def _export_file(job: Job, *, force: bool) -> None:
    _check_format(job)
    _spare_ambient(job)
    check_targets(job.targets, force=force)
    session, ambient = job.prepare()
    with session_progress(f"Writing {job.targets[0].name}", session, job.output) as advance_to:
        blocks = watched(render(session, job.output, ambient=ambient, block_frames=BLOCK_FRAMES), advance_to)
        write_job(job, session, blocks, session_tags(session, job))
    _tell(job.targets, session)


def _export_split(job: Job, output: Path | None, *, force: bool) -> None:
    """Into a folder, which is made if need be; or under an audio file's name, which comes before each number."""
    if output and output.suffix.lower() in formats.ENDINGS:
        job, folder, prefix = _with_target(job, output), output.parent, f"{output.stem}-"
    else:
        job = replace(job, wanted=job.wanted or Format.WAV)
        folder, prefix = output or Path(Library().find(job.name).name), ""
    _check_format(job)
    session, ambient = job.prepare()
    make_folder(folder)
    ending = job.target.suffix if prefix else f".{job.wanted}"
    jobs = [(part, replace(job, target=folder / f"{prefix}{part.name}{ending}")) for part in parts(session)]
    check_targets([target for _, part_job in jobs for target in part_job.targets], force=force)
    with session_progress(f"Writing to {folder}", session, job.output) as advance_to:
        for part, part_job in jobs:
            _write_part(part_job, part, session, ambient, advance_to)
    _tell([part_job.target for _, part_job in jobs], session)


def _write_part(
    job: Job, part: Part, session: Timeline, ambient: Ambient | None, advance_to: Callable[[int], None]
) -> None:
    first_frame = job.output.frames(part.section.start_frame)
    tags = replace(session_tags(part.timeline, job), album=session.title, track=part.name.partition("-")[0])
    blocks = part.render(job.output, ambient=ambient, block_frames=BLOCK_FRAMES)
    write_job(job, part.timeline, watched(blocks, lambda frames: advance_to(first_frame + frames)), tags)


def _export_to_stdout(job: Job) -> None:
    if sys.stdout.isatty():
        raise ExportError("Sound is not for a terminal to show.", "Pipe it to a program, or name a file with -o.")
    if job.beside:
        raise SettingsError("With -o - there is no place for --with.", "Name a file with -o.")
    wanted = job.wanted or Format.WAV
    check_stream(wanted)
    check_shape(job.shape(0), wanted)
    session, ambient = job.prepare()
    with session_progress("Writing", session, job.output) as advance_to:
        blocks = watched(render(session, job.output, ambient=ambient, block_frames=BLOCK_FRAMES), advance_to)
        tags = session_tags(session, job)
        stream_audio(sys.stdout.buffer, blocks, job.shape(session.frames), wanted, tags)


def _check_format(job: Job) -> None:
    if job.wanted:
        check_shape(job.shape(0), job.wanted)


def _spare_ambient(job: Job) -> None:
    """A sound file of the person's own is not written over with the session that it lies under."""
    own = Path(job.settings.ambient).expanduser()
    if any(target.exists() and own.exists() and target.samefile(own) for target in job.targets):
        raise ExportError(f"{own} is the ambient sound of this session.", "Give another name with -o.")


def _tell(targets: Sequence[Path], session: Timeline) -> None:
    names = ", ".join(map(str, targets)) if len(targets) <= 5 else f"{targets[0]} … {targets[-1].name}"
    stderr.print(f"{names} · {clock(session.duration_s)}", soft_wrap=True, markup=False)
