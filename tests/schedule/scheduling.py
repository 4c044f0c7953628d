"""Schedules small scripts with a fake voice: a word takes 0.25 s, a beat 0.5 s, and a chime 1 s."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

from coach.export.text.cue_sheet import cue_sheet
from coach.schedule import Sounds, schedule
from coach.script.library import Library, as_routine
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine, Stretch
from coach.script.steps import Hold, Step
from coach.script.vocabulary import Dose, DoseUnit, Position
from coach.settings.values import Settings
from coach.timeline import Mark, MarkKind, Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()

TWIST = """\
stretch: Twist
position: seated
steps:
  - say: Sit tall. Breathe.
  - sides:
      - say: Turn to the {side}, hand to the {other_side}.
        again: Now the {side}.
      - hold: 20 s
        breathing: true
  - say: Unwind.
"""


def timeline_of(folder: Path, script: str, settings: Settings | None = None) -> Timeline:
    """Write a script as `a.yaml` into a folder, read it and schedule it."""
    path = folder / "a.yaml"
    path.write_text(script, encoding="utf-8")
    return scheduled(as_routine(LIBRARY.read(path)), settings)


def scheduled(
    routine: Routine,
    settings: Settings | None = None,
    *,
    sounds: Sounds = FAKE_SOUNDS,
    speed: float = 1.0,
    phrases: Phrasebook = PHRASES,
) -> Timeline:
    return schedule(routine, settings or Settings(), phrases, partial(fake_clip, speed=speed), sounds)


def routine_of(*stretches: Stretch) -> Routine:
    return Routine("r", "R", stretches)


def prone(name: str, *steps: Step) -> Stretch:
    """A stretch in which one lies face down."""
    return Stretch(name, name.title(), Position.PRONE, "", steps)


def hold(seconds: int, high: int | None = None, *, breathing: bool = False) -> Hold:
    return Hold(Dose(Fraction(seconds), Fraction(high or seconds), DoseUnit.SECONDS), breathing)


def breaths(count: int) -> Hold:
    return Hold(Dose(Fraction(count), Fraction(count), DoseUnit.BREATHS), breathing=True)


def lines(timeline: Timeline, *, stretch: str = "a") -> list[str]:
    """Write the cue sheet of one stretch, relative to its start, as it reads in a diff."""
    rows = [row for row in cue_sheet(timeline) if row["stretch"] == stretch]
    zero = Fraction(str(rows[0]["start_s"]))
    written = []
    for row in rows:
        start, end = (float(Fraction(str(row[key])) - zero) for key in ("start_s", "end_s"))
        words = [str(row[key]) for key in ("side", "name", "sound", "text") if key in row]
        written.append(" ".join([f"{start:.2f}-{end:.2f}", str(row["kind"]), *words]))
    return written


def marks_of(timeline: Timeline, *kinds: MarkKind) -> Iterator[Mark]:
    return (mark for section in timeline.sections for mark in section.marks if mark.kind in kinds)


def seconds_of(timeline: Timeline, kind: MarkKind, name: str = "") -> list[float]:
    marks = [mark for mark in marks_of(timeline, kind) if mark.name == name]
    return [(mark.end_frame - mark.start_frame) / timeline.sample_rate for mark in marks]


def texts_of(timeline: Timeline) -> list[str]:
    return [cue.text for cue in timeline.cues() if cue.text]
