"""export: writes a session to files, or to stdout."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.audio.format import AudioFormat
from coach.cli import completion
from coach.cli._typer import FILE, SESSION, CommandApp
from coach.cli.bars import preparation_progress, session_progress
from coach.cli.delivery import Delivery, delivery_to, read_output
from coach.cli.overwriting import make_folder
from coach.cli.session.command import ExportCommand, session_choices
from coach.cli.session.preparing import prepare
from coach.cli.terminal import tell
from coach.errors import ExportError, SettingsError, nearest
from coach.export.audio.formats import ENDINGS as AUDIO_ENDINGS
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue, Selection
from coach.export.catalogue_file import (
    ALL,
    format_named,
    levels_named,
    read_catalogue,
    read_several,
    speed_named,
    voice_named,
    with_options,
)
from coach.export.job import PAGE_ENDING, Job, stream_session, with_target, write_part, write_session
from coach.export.parts import parts
from coach.export.text import companions
from coach.export.text.companions import Companion, read_companions
from coach.files.places import Place
from coach.script import DEFAULT_NAME
from coach.script.vocabulary import Level
from coach.session.session import find_ambient, library_of
from coach.settings.notation import read_bits
from coach.soundscape.ambient import Ambient
from coach.timeline import Timeline
from coach.units import clock, megabytes

STDOUT = Path("-")

FILE_ENDINGS = (*AUDIO_ENDINGS, *companions.ENDINGS, PAGE_ENDING)
"""The endings of files; a name that ends otherwise may be a folder's."""

app = CommandApp()


class Split(StrEnum):
    """Where a session is cut into files."""

    STRETCH = "stretch"


def with_split_value(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments with the only value of `--split` where it was left out: `--split cobra` splits cobra."""
    for number, argument in enumerate(arguments):
        yield argument
        if argument == "--":
            yield from arguments[number + 1 :]
            return
        if argument == "--split" and arguments[number + 1 : number + 2] != [Split.STRETCH]:
            yield Split.STRETCH.value


class SplitExportCommand(ExportCommand):
    """The export command, which takes `--split` without a value too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments."""
        return super().parse_args(ctx, [*with_split_value(args)])


def read_format(text: str) -> FileFormat:
    """Read the name of a format, such as `wav`, in letters of either case.

    Raises:
        SettingsError: There is no such format.
    """
    text = text.lower()
    if text == PAGE_ENDING.strip("."):
        raise SettingsError("A page is chosen by its name.", f"Name a file that ends in {PAGE_ENDING} with -o.")
    if text not in set(FileFormat):
        raise SettingsError(f"There is no format “{text}”.", nearest(text, FileFormat))
    return FileFormat(text)


def read_split(text: str) -> Split:
    """Read `stretch`.

    Raises:
        SettingsError: The text is anything else.
    """
    if text not in set(Split):
        raise SettingsError(f"A session is not split by “{text}”.", nearest(text, Split))
    return Split(text)


NameOrNone = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="A stretch or a routine, see `coach list`; or the path of a YAML file.",
        show_default=DEFAULT_NAME,
        rich_help_panel=SESSION,
        autocompletion=completion.scripts,
    ),
]
OutputOption = Annotated[
    Any,
    typer.Option(
        "--output",
        "-o",
        parser=read_output,
        metavar="FILE",
        help=f"The file. Its ending chooses the format: {', '.join(AUDIO_ENDINGS)}; .html, a page for "
        "the phone with everything in it; or a text without sound: .vtt or .srt captions, .json chapters, .jsonl cue "
        "sheet, .txt transcript. A folder for --all and --split; - for a pipe, in the --format that you choose. "
        "Also a URL, such as s3://BUCKET/x.mp3.",
        show_default="NAME.wav",
        rich_help_panel=FILE,
        autocompletion=completion.files_of(),
    ),
]
FormatOption = Annotated[
    Any,
    typer.Option(
        "--format",
        parser=read_format,
        metavar="FORMAT",
        help=f"The format, if -o has no ending: {', '.join(FileFormat)}. m4a and m4b need the program ffmpeg.",
        show_default="wav",
        rich_help_panel=FILE,
        autocompletion=completion.one_of(*FileFormat),
    ),
]
BitsOption = Annotated[
    Any,
    typer.Option(
        parser=read_bits,
        metavar="16|24",
        help="Bits per sample, for WAV and FLAC.",
        rich_help_panel=FILE,
        autocompletion=completion.one_of("16", "24"),
    ),
]
BesideOption = Annotated[
    Any,
    typer.Option(
        "--with",
        parser=read_companions,
        metavar="KINDS",
        help=f"Text files to write beside it, such as captions,text: {', '.join(Companion)}.",
        rich_help_panel=FILE,
        autocompletion=completion.several_of(*Companion),
    ),
]
SplitOption = Annotated[
    Any,
    typer.Option(
        parser=read_split,
        metavar="[stretch]",
        help="Write a numbered file for each stretch, in the folder -o, or beside -o NAME.flac as NAME-01-….flac.",
        rich_help_panel=FILE,
        autocompletion=completion.one_of(*Split),
    ),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all", help="Write every routine that changed since the last time, in the folder -o.", rich_help_panel=FILE
    ),
]
VoicesOption = Annotated[
    Any,
    typer.Option(
        parser=read_several(voice_named),
        metavar="NAMES",
        help="With --all, one file for each voice: heart,joe.",
        rich_help_panel=FILE,
        autocompletion=completion.several_of("heart", "joe", "system"),
    ),
]
SpeedsOption = Annotated[
    Any,
    typer.Option(
        parser=read_several(speed_named),
        metavar="FACTORS",
        help="With --all, one file for each speed: 0.8,1.0.",
        rich_help_panel=FILE,
        autocompletion=completion.several_of("0.8", "1.0", "1.2"),
    ),
]
LevelsOption = Annotated[
    Any,
    typer.Option(
        parser=read_several(levels_named),
        metavar="LEVELS",
        help="With --all, one file for each level: gentle,full; all stands for the three.",
        rich_help_panel=FILE,
        autocompletion=completion.several_of(ALL, *Level),
    ),
]
FormatsOption = Annotated[
    Any,
    typer.Option(
        parser=read_several(format_named),
        metavar="FORMATS",
        help="With --all, one file for each format: wav,opus.",
        rich_help_panel=FILE,
        autocompletion=completion.several_of(*FileFormat),
    ),
]
CatalogueOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write the sessions that a YAML file names, see `coach help files`; as --all does.",
        rich_help_panel=FILE,
        autocompletion=completion.files_of(".yaml", ".yml"),
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help="With --all or --catalogue, only tell how much work it is.", rich_help_panel=FILE),
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="With --all or --catalogue, do the work on the Dask cluster of this scheduler: tcp://HOST:8786.",
        show_default=False,
        rich_help_panel=FILE,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="With --dry-run, tell it as a JSON object.", rich_help_panel=FILE)
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace files without asking.", rich_help_panel=FILE)]


@app.command(
    cls=SplitExportCommand,
    examples={
        "coach export wind-down -o evening.mp3": "Write a routine as MP3.",
        "coach export -o - --format flac | ffplay -i -": "Give the sound to another program.",
        "coach export --all --voices heart,joe --levels all": "Write each routine with two voices at three levels.",
    },
)
def export(  # noqa: PLR0913 (each is an option)
    *,
    context: typer.Context,
    name: NameOrNone = None,
    output: OutputOption = None,
    wanted: FormatOption = None,
    bits: BitsOption = "16",
    beside: BesideOption = None,
    split: SplitOption = None,
    every: AllOption = False,
    voices: VoicesOption = None,
    speeds: SpeedsOption = None,
    levels: LevelsOption = None,
    formats: FormatsOption = None,
    catalogue: CatalogueOption = None,
    scheduler: SchedulerOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Write a session to a file, or to several."""
    options = Selection(voices=voices or (), speeds=speeds or (), levels=levels or (), formats=formats or ())
    if not (every or catalogue) and (dry_run or scheduler or options != Selection()):
        problem = "--voices, --speeds, --levels, --formats, --scheduler and --dry-run are for many sessions."
        raise SettingsError(problem, "Add --all, or name a --catalogue; or use --voice, --speed, --level and --format.")
    if as_json and not dry_run:
        raise SettingsError("--json is for --dry-run.", "Add --dry-run, or leave it out.")
    every = every or catalogue is not None
    if every and (split or name or output == STDOUT):
        raise SettingsError("--all takes no name, no --split and no -o -.", "Give a folder with -o, or none.")
    if every and output and Path(output.name).suffix.lower() in FILE_ENDINGS:
        raise SettingsError(
            f"{output.name} is no folder, and --all writes several files.", "Choose their --format instead."
        )
    if split and output == STDOUT:
        raise SettingsError("--split writes several files, and - is one.", "Give a folder with -o.")
    choices = session_choices(context)
    audio_format = AudioFormat(choices.sample_rate, choices.channels, bits)
    job = Job(name or DEFAULT_NAME, STDOUT, wanted, choices.settings, choices.minutes, audio_format, beside or ())
    if every:
        from coach.cli.commands.export_all import export_all, tell_outlook  # which brings processes with it

        whole = with_options(read_catalogue(catalogue) if catalogue else Catalogue(), options)
        place = output if isinstance(output, Place) else None
        base = replace(job, target=Path(place.url) if place else output or Path())
        if dry_run:
            tell_outlook(whole, base, as_json=as_json, place=place, scheduler=scheduler)
        else:
            export_all(whole, base, choices.remembered, force=force, place=place, scheduler=scheduler)
    elif output == STDOUT:
        _export_to_stdout(job)
    else:
        is_folder = split is not None and Path(output.name if output else "").suffix.lower() not in FILE_ENDINGS
        with delivery_to(output, is_folder=is_folder) as (delivery, target):
            if split:
                _export_split(job, target, delivery, force=force)
            else:
                _export_file(_with_target(job, target), delivery, force=force)


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


def _export_to_stdout(job: Job) -> None:
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


def _prepare(job: Job) -> tuple[Timeline, Ambient | None]:
    ambient = find_ambient(job.settings)  # before the work, because the person's own file may be unusable
    return prepare(job.plan()), ambient


def _deliver(targets: Sequence[Path], delivery: Delivery, timeline: Timeline, *facts: str) -> None:
    delivery.deliver(targets)
    _tell_written([*map(delivery.shown, targets)], timeline, *facts)


def _tell_written(targets: Sequence[str], timeline: Timeline, *facts: str) -> None:
    names = ", ".join(targets) if len(targets) <= 5 else f"{targets[0]} … {targets[-1].rpartition('/')[2]}"
    tell(" · ".join((names, clock(timeline.duration_s), *facts)))
