"""list, timeline, check: what is known of scripts and sessions."""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated

import typer

from coach.cli.options import shapes_session
from coach.cli.terminal import FAILED, preparation_progress, print_table, stderr
from coach.export.text.cue_sheet import cue_sheet
from coach.schedule import schedule
from coach.schedule.check import check
from coach.script.library import DEFAULT_NAME, Library, as_routine
from coach.script.steps import Breathe, Hold, Routine, Sides, Step, Stretch
from coach.session.estimate import KeptOrEstimated
from coach.session.session import plan_session
from coach.session.voices import find_speaker
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from coach.units import clock

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
def show_cue_sheet(
    *,
    name: NameArgument = DEFAULT_NAME,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    settings: Settings,
    minutes: Fraction | None,
) -> None:
    """The cue sheet: every cue, hold, breath and pause with its exact times."""
    with preparation_progress() as on_progress:
        timeline = plan_session(name, settings, minutes).timeline(on_progress)
    for row in cue_sheet(timeline):
        if as_json:
            print(json.dumps(row))  # ASCII: right in whatever encoding it is piped
        else:
            words = " ".join(str(row[key]) for key in ("name", "sound", "text", "side") if key in row)
            print(f"{row['start_s']:12.6f} {row['end_s']:12.6f}  {row['kind']:<8} {words}".rstrip())


@shapes_session
def check_scripts(
    *,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML files, or names.")],
    settings: Settings,
) -> None:
    """The laws of a session, for authors: what a script breaks, and where."""
    broken = 0
    for name in files:
        plan = plan_session(name, settings)
        with preparation_progress() as on_progress:
            timeline = plan.timeline(on_progress)
        findings = check(plan.routine, settings, plan.phrases, timeline)
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
