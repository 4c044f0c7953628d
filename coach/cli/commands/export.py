"""export: writes a session to files, or to stdout."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.audio.format import AudioFormat
from coach.cli import completion
from coach.cli._typer import FILE, SESSION, CommandApp
from coach.cli.commands.export_one import FILE_ENDINGS, export_one, export_to_stdout
from coach.cli.delivery import read_output
from coach.cli.session.command import ExportCommand, session_choices
from coach.errors import SettingsError, nearest
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
from coach.export.job import PAGE_ENDING, Job
from coach.export.text.companions import Companion, read_companions
from coach.files.places import Place
from coach.script import DEFAULT_NAME
from coach.script.vocabulary import Level
from coach.settings.notation import read_bits

STDOUT = Path("-")

app = CommandApp()


class Split(StrEnum):
    """Says where a session is cut into files."""

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
    every = every or catalogue is not None
    if every:
        _check_folder(output, is_of_many=not (split or name))
    elif dry_run or scheduler or options != Selection():
        problem = "--voices, --speeds, --levels, --formats, --scheduler and --dry-run are for many sessions."
        raise SettingsError(problem, "Add --all, or name a --catalogue; or use --voice, --speed, --level and --format.")
    if as_json and not dry_run:
        raise SettingsError("--json is for --dry-run.", "Add --dry-run, or leave it out.")
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
        export_to_stdout(job)
    else:
        export_one(job, output, in_parts=split is not None, force=force)


def _check_folder(output: Path | Place | None, *, is_of_many: bool) -> None:
    if not is_of_many or output == STDOUT:
        raise SettingsError("--all takes no name, no --split and no -o -.", "Give a folder with -o, or none.")
    if output and Path(output.name).suffix.lower() in FILE_ENDINGS:
        problem = f"{output.name} is no folder, and --all writes several files."
        raise SettingsError(problem, "Choose their --format instead.")
