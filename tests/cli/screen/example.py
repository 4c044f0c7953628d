"""A short session to be shown: a routine of two stretches, its four sections, and a status at any second of it."""

from coach.audio.format import SAMPLE_RATE
from coach.playback.states import State, Status
from coach.script.library import Library
from coach.script.routine import Routine, Stretch
from coach.script.vocabulary import Position, Sound
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind
from tests.fakes import fake_clip

PHRASES = Library().phrasebook()
ROUTINE = Routine(
    "middle-back",
    "Middle back relief",
    (
        Stretch("cat-cow", "Standing cat-cow", Position.STANDING, "", ()),
        Stretch("twist", "Seated spinal twist", Position.SEATED, "", ()),
    ),
)
CHIME = fake_clip("One.")


def frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def say(at_s: float, text: str, side: str = "") -> Cue:
    return Cue(frames(at_s), fake_clip(text), text=text, side=side)


def chime(at_s: float, sound: Sound, side: str = "") -> Cue:
    return Cue(frames(at_s), CHIME, sound=sound, side=side)


def mark(kind: MarkKind, start_s: float, end_s: float, side: str = "") -> Mark:
    return Mark(kind, frames(start_s), frames(end_s), side=side)


def section(kind: SectionKind, title: str, start_s: float, end_s: float, cues: list[Cue], *marks: Mark) -> Section:
    name = title.lower() if kind is SectionKind.STRETCH else ""
    return Section(kind, name, title, None, frames(start_s), frames(end_s), tuple(cues), marks)


SECTIONS = (
    section(
        SectionKind.OPENING, "Opening", 0, 30, [say(1, "Welcome."), chime(5, Sound.START), say(22, "Move slowly.")]
    ),
    section(
        SectionKind.STRETCH,
        "Standing cat-cow",
        30,
        120,
        [
            say(30, "First: Standing cat-cow."),
            say(40, "Feet hip-width apart."),
            say(45, "Knees a little soft."),
            say(50, "Move with your breath, 8 times."),
            say(60, "Inhale."),
            say(62, "Arch your spine."),
            say(64, "Exhale."),
            say(66, "Round your upper back."),
        ],
        mark(MarkKind.INHALE, 60, 64),
        mark(MarkKind.EXHALE, 64, 70),
    ),
    section(
        SectionKind.STRETCH,
        "Seated spinal twist",
        120,
        240,
        [
            say(120, "Next: Seated spinal twist."),
            say(140, "Chest turns to the left.", "left"),
            say(180, "Chest turns to the right.", "right"),
            say(185, "Left hand to the right knee.", "right"),
            say(190, "Stay here for 25 seconds.", "right"),
            chime(195, Sound.START, "right"),
            say(200, "Inhale.", "right"),
            say(204, "Exhale.", "right"),
        ],
        mark(MarkKind.SIDE, 140, 175, "left"),
        mark(MarkKind.SIDE, 180, 225, "right"),
        mark(MarkKind.HOLD, 195, 220, "right"),
        mark(MarkKind.EXHALE, 204, 210, "right"),
    ),
    section(SectionKind.CLOSING, "Closing", 240, 270, [say(245, "Open your eyes when you are ready.")]),
)


def at(seconds: float, state: State = State.PLAYING, *, waiting: bool = False, prepared: int = 4) -> Status:
    return Status(state, frames(seconds), SECTIONS[:prepared], prepared == 4, waiting, 0)
