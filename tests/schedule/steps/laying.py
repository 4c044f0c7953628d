"""Lays steps on an empty track, without opening, names and lessons, and tells what is heard and marked when."""

from fractions import Fraction
from functools import partial
from itertools import cycle

from coach.audio.format import SAMPLE_RATE
from coach.schedule._context import Context
from coach.schedule.steps.lay import lay_steps
from coach.schedule.track import Sounds, Track
from coach.script.steps import Phase, Reps, Step
from coach.script.vocabulary import Dose, DoseUnit
from coach.settings.values import Settings
from coach.timeline import Cue, Mark, MarkKind
from tests.fakes import FAKE_SOUNDS, fake_clip
from tests.schedule.scheduling import PHRASES


def laid(
    *steps: Step, settings: Settings | None = None, sounds: Sounds = FAKE_SOUNDS, speed: float = 1.0
) -> tuple[tuple[Cue, ...], tuple[Mark, ...]]:
    """Return the cues and the marks of steps."""
    settings = settings or Settings()
    chimes = sounds if settings.has_chimes else Sounds({})
    track = Track(partial(fake_clip, speed=speed), chimes, settings.pauses, PHRASES.still_waiting)
    lay_steps(steps, Context(track, settings, PHRASES, cycle(PHRASES.still_holding), Fraction(1, 2)))
    return track.take()


def heard(*steps: Step, settings: Settings | None = None, sounds: Sounds = FAKE_SOUNDS, speed: float = 1.0) -> str:
    """Write each cue with its start in seconds, a line each."""
    cues, _ = laid(*steps, settings=settings, sounds=sounds, speed=speed)
    return "\n".join(f"{cue.start_frame / SAMPLE_RATE:.2f} {cue.text or cue.sound}" for cue in cues)


def marked(
    *steps: Step, kind: MarkKind, settings: Settings | None = None, speed: float = 1.0
) -> list[tuple[Fraction, Fraction]]:
    """Return when each mark of a kind begins and ends, in seconds."""
    _, marks = laid(*steps, settings=settings, speed=speed)
    spans = [(mark.start_frame, mark.end_frame) for mark in marks if mark.kind is kind]
    return [(Fraction(start, SAMPLE_RATE), Fraction(end, SAMPLE_RATE)) for start, end in spans]


def dose(amount: int, unit: DoseUnit = DoseUnit.REPS) -> Dose:
    return Dose(Fraction(amount), Fraction(amount), unit)


def phase(text: str, seconds: int) -> Phase:
    return Phase((text,) if text else (), Fraction(seconds))


def reps(count: int, *phases: Phase) -> Reps:
    return Reps(dose(count), phases)
