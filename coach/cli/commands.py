"""list, show, play, export, timeline, check: what is done with a session."""

import json
import signal
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from coach.check import check
from coach.cli.options import shapes_session
from coach.cli.sessions import DEFAULT_SINK, find_ambient, find_sink, find_speaker, prepare, read_sink
from coach.cli.terminal import FAILED, print_table, progress_bar, stderr
from coach.errors import ExportError
from coach.export.cue_sheet import cue_sheet
from coach.export.outline import clock, outline
from coach.export.target import check_target
from coach.export.wav import write_wav
from coach.mix import mix
from coach.playback.player import Player, State
from coach.render import Output, render
from coach.schedule import schedule
from coach.script.library import DEFAULT_NAME, Library, as_routine
from coach.script.steps import Breathe, Hold, Routine, Sides, Step, Stretch
from coach.settings import Settings
from coach.speech.estimate import KeptOrEstimated
from coach.theme import find_theme, read_theme
from coach.timeline import Timeline

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A stretch or a routine, see `coach list`; or the path of a YAML file.", show_default=True
    ),
]


@shapes_session
def list_scripts(*, settings: Settings) -> None:
    """Stretches and routines, with position, dose and length."""
    library = Library()
    phrases, theme = library.phrasebook(), read_theme(find_theme(settings.theme))
    sounds, breath_tone = theme.sounds_at(settings.chimes_db), theme.breath_tone_at(settings.chimes_db)
    speaker = find_speaker(settings, phrases)  # one for all, since routines share the clips of their stretches

    def length(script: Stretch | Routine) -> str:
        # Real where all clips are kept, else an estimate: measuring would take the voice, and many seconds.
        speech = KeptOrEstimated(speaker, speed=settings.speed)
        session = schedule(as_routine(script), settings, phrases, speech.clip, sounds, breath_tone=breath_tone)
        return f"{'~' if speech.estimated else ''}{clock(session.duration_s)}"

    scripts = [library.find(name) for name in library.routine_names() + library.stretch_names()]
    routines = [script for script in scripts if isinstance(script, Routine)]
    stretches = [script for script in scripts if isinstance(script, Stretch)]
    print_table(
        [("ROUTINE", "TITLE", "STRETCHES", "LENGTH")]
        + [(each.name, each.title, str(len(each.stretches)), length(each)) for each in routines]
    )
    print()
    print_table(
        [("STRETCH", "TITLE", "POSITION", "DOSE", "LENGTH")]
        + [(each.name, each.title, each.position.value, _dose(each.steps), length(each)) for each in stretches]
    )


@shapes_session
def show(*, name: NameArgument = DEFAULT_NAME, settings: Settings, minutes: Fraction | None) -> None:
    """What will be said and when, with the timeline drawn."""
    for line in outline(prepare(name, settings, minutes)[1]):
        print(line)


@shapes_session
def timeline(
    *,
    name: NameArgument = DEFAULT_NAME,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    settings: Settings,
    minutes: Fraction | None,
) -> None:
    """The cue sheet: every cue, hold, breath and pause with its exact times."""
    for row in cue_sheet(prepare(name, settings, minutes)[1]):
        if as_json:
            print(json.dumps(row))  # ASCII: right in whatever encoding it is piped
        else:
            words = " ".join(str(row[key]) for key in ("name", "sound", "text", "side") if key in row)
            print(f"{row['start_s']:12.6f} {row['end_s']:12.6f}  {row['kind']:<8} {words}".rstrip())


@shapes_session
def export(  # noqa: PLR0913 (options)
    *,
    name: NameArgument = DEFAULT_NAME,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The WAV file to write.", show_default="NAME.wav")
    ] = None,
    settings: Settings,
    sample_rate: int,
    channels: int,
    minutes: Fraction | None,
) -> None:
    """Write the session to an audio file."""
    if output and output.suffix.lower() not in ("", ".wav"):
        raise ExportError(f"coach cannot write {output.suffix} files.", "Give a name that ends in .wav.")
    target = output or Path(f"{Library().find(name).name}.wav")
    check_target(target)
    ambient, session = find_ambient(settings), prepare(name, settings, minutes)[1]
    shape = Output(sample_rate, channels)
    blocks, frames = render(session, shape, ambient=ambient), shape.frames(session.frames)
    with progress_bar(f"Writing {target.name}", frames) as advance_to:
        write_wav(target, blocks, frames=frames, sample_rate=sample_rate, channels=channels, on_progress=advance_to)
    stderr.print(f"{target} · {clock(session.duration_s)}", soft_wrap=True, markup=False)


@shapes_session
def play(
    *,
    name: NameArgument = DEFAULT_NAME,
    sink: Annotated[
        str,
        typer.Option(
            parser=read_sink, metavar="SINK", help="What plays it: miniaudio, or simpleaudio where it is installed."
        ),
    ] = DEFAULT_SINK,
    settings: Settings,
    minutes: Fraction | None,
) -> None:
    """Speak the session aloud. Ctrl-C fades out and ends."""
    loudspeaker = find_sink(sink)
    loudspeaker.probe()  # before anyone waits for a voice to be prepared
    ambient, session = find_ambient(settings), prepare(name, settings, minutes)[1]
    player = Player(mix(session, ambient=ambient), session.frames, loudspeaker, sample_rate=session.sample_rate)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: player.stop())
    with Live(console=stderr, transient=True, auto_refresh=False) as line:
        showing = stderr.is_terminal
        player.play(lambda frame: line.update(_now_playing(session, frame), refresh=showing))
    stderr.print("Done." if player.state is State.FINISHED else "Stopped.")


@shapes_session
def check_scripts(
    *,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML files, or names.")],
    settings: Settings,
) -> None:
    """The laws of a session, for authors: what a script breaks, and where."""
    broken = 0
    for name in files:
        routine, session = prepare(name, settings)
        findings = check(routine, settings, Library().phrasebook(), session)
        for found in findings:
            kind = f"breaks law {found.law}" if found.broken else f"note on law {found.law}"
            print(f"{name}: {clock(found.start_s)} {found.stretch or 'session'} {kind}: {found.problem}")
        broken += sum(found.broken for found in findings)
        if not any(found.broken for found in findings):
            stderr.print(f"{name} keeps every law.", markup=False)
    if broken:
        raise typer.Exit(FAILED)


def _dose(steps: Iterable[Step], each: str = "") -> str:
    doses = []
    for step in steps:
        match step:
            case Hold(dose=dose) | Breathe(cycles=dose):
                doses.append(f"{dose}{each}")
            case Sides(steps=inner):
                doses.append(_dose(inner, " each side"))
    return ", ".join(doses)


def _now_playing(session: Timeline, frame: int) -> Text:
    """Stretch, cue and time left, in one line however narrow the terminal is."""
    section = session.section_at(frame)
    cue = next((cue for cue in reversed(section.cues) if cue.text and cue.start_frame <= frame), None)
    left = clock((session.frames - frame) / session.sample_rate)
    words = f"{left} left · {section.title}" + (f" · {cue.text}" if cue else "")
    return Text(words, no_wrap=True, overflow="ellipsis")
