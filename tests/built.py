"""A timeline built by hand, with the spans of every step that counts something: for the player, the files and pictures.

It has five stretches: two sets of repetitions, a breathing pattern, three efforts, a silence, and a flow for each side.
"""

from dataclasses import dataclass, field

from coach.audio.format import SAMPLE_RATE
from coach.script.vocabulary import Position, Sound
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip


def frames(seconds: float) -> int:
    """Convert seconds to frames."""
    return round(seconds * SAMPLE_RATE)


@dataclass
class Builder:
    """Collects the cues and marks of a timeline, whose cursor moves on with all that lasts.

    Attributes:
        now_s: The cursor, in seconds.
        side: The side of what is laid.
        sections: The sections that are done.
    """

    now_s: float = 0.0
    side: str = ""
    sections: list[Section] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def say(self, text: str, at_s: float | None = None) -> None:
        """Speak a sentence at a time, or at the cursor, which moves on by a second more than it takes."""
        start_s = self.now_s if at_s is None else at_s
        self.cues.append(Cue(frames(start_s), fake_clip(text), text=text, side=self.side))
        if at_s is None:
            self.now_s = self.cues[-1].end_frame / SAMPLE_RATE + 1

    def chime(self, sound: Sound) -> None:
        """Sound a chime at the cursor."""
        self.cues.append(Cue(frames(self.now_s), FAKE_SOUNDS.chimes[sound], sound=sound, side=self.side))

    def mark(self, kind: MarkKind, start_s: float, *, name: str = "", n: int = 0, total: int = 0) -> None:
        """Mark the span from a time to the cursor."""
        self.marks.append(Mark(kind, frames(start_s), frames(self.now_s), self.side, name, n, total))

    def last(self, kind: MarkKind, length_s: float) -> None:
        """Move the cursor on and mark that span."""
        start_s, self.now_s = self.now_s, self.now_s + length_s
        self.mark(kind, start_s)

    def end_section(self, kind: SectionKind, title: str, position: Position | None = None) -> None:
        """Make a section of all that was laid since the last one."""
        start = self.sections[-1].end_frame if self.sections else 0
        name = title.lower().replace(" ", "-") if kind is SectionKind.STRETCH else ""
        cues = tuple(sorted(self.cues, key=lambda cue: (cue.start_frame, cue.sound is None)))
        marks = tuple(sorted(self.marks, key=lambda mark: (mark.start_frame, -mark.end_frame)))
        self.sections.append(Section(kind, name, title, position, start, frames(self.now_s), cues, marks))
        self.cues, self.marks = [], []


def built_timeline() -> Timeline:
    """Build the timeline."""
    builder = Builder(now_s=1)
    builder.say("Welcome.")
    builder.end_section(SectionKind.OPENING, "Opening")
    for lay in (_sets, _pattern, _efforts, _silence, _flow):
        lay(builder)
    builder.say("That is all for now.")
    builder.end_section(SectionKind.CLOSING, "Closing")
    return Timeline("Whole language", tuple(builder.sections))


def _sets(builder: Builder) -> None:
    """Two sets of four repetitions of 7 s, with 30 s of rest between them."""
    builder.say("First: Leg raise.")
    for number in (1, 2):
        round_s = builder.now_s
        builder.say(f"Set {number} of 2.")
        builder.chime(Sound.START)
        builder.now_s += 2
        for rep in range(1, 5):
            _repetition(builder, rep, 4)
        builder.chime(Sound.END)
        builder.mark(MarkKind.ROUND, round_s, n=number, total=2)
        if number == 1:
            builder.say("Rest.", builder.now_s)
            builder.say("Set two comes next.", builder.now_s + 24)
            builder.last(MarkKind.REST, 30)
    builder.now_s += 4
    builder.end_section(SectionKind.STRETCH, "Leg raise", Position.SUPINE)


def _repetition(builder: Builder, number: int, total: int) -> None:
    rep_s = builder.now_s
    builder.say(("One.", "Two.", "Three.", "Four.")[number - 1], rep_s)
    for words, length_s in (("Lift.", 2), ("Hold.", 3), ("Lower.", 2)):
        phase_s, builder.now_s = builder.now_s, builder.now_s + length_s
        builder.mark(MarkKind.PHASE, phase_s, name=words)
    builder.mark(MarkKind.REP, rep_s, n=number, total=total)


def _pattern(builder: Builder) -> None:
    """Three breaths of 4-4-4-4."""
    builder.say("Next: Box breathing.")
    builder.chime(Sound.START)
    builder.now_s += 2
    for _ in range(3):
        for kind in (MarkKind.INHALE, MarkKind.HOLD_IN, MarkKind.EXHALE, MarkKind.HOLD_OUT):
            builder.last(kind, 4)
    builder.chime(Sound.END)
    builder.now_s += 4
    builder.end_section(SectionKind.STRETCH, "Box breathing", Position.CHAIR)


def _efforts(builder: Builder) -> None:
    """Three efforts of 40 s, with 20 s of rest between them."""
    builder.say("Next: Intervals.")
    builder.say("Squats.")
    builder.now_s += 3
    for number in (1, 2, 3):
        for left, word in enumerate(("One.", "Two.", "Three."), start=1):
            builder.say(word, builder.now_s - left)
        builder.chime(Sound.START)
        builder.say("Go.", builder.now_s)
        builder.say("Halfway.", builder.now_s + 20)
        work_s = builder.now_s
        builder.last(MarkKind.WORK, 40)
        builder.mark(MarkKind.ROUND, work_s, n=number, total=3)
        builder.chime(Sound.END)
        if number < 3:
            builder.say("Rest.", builder.now_s)
            builder.last(MarkKind.REST, 20)
    builder.now_s += 4
    builder.end_section(SectionKind.STRETCH, "Intervals", Position.STANDING)


def _silence(builder: Builder) -> None:
    """Two minutes of silence."""
    builder.say("Next: Body scan.")
    builder.say("2 minutes of silence.")
    builder.last(MarkKind.SILENCE, 120)
    builder.chime(Sound.END)
    builder.now_s += 2
    builder.say("Come back slowly.")
    builder.end_section(SectionKind.STRETCH, "Body scan", Position.SUPINE)


def _flow(builder: Builder) -> None:
    """Two rounds of a flow for each side: four phases of 4 and 6 s."""
    builder.say("And the last one: Salutation.")
    for number in (1, 2):
        round_s = builder.now_s
        for side in ("left", "right"):
            builder.side, side_s = side, builder.now_s
            for words in ("Arms float up.", "Fold forward.", "Lift halfway.", "Plank."):
                builder.say(words, builder.now_s)
                inhales = words in ("Arms float up.", "Lift halfway.")
                builder.last(MarkKind.INHALE if inhales else MarkKind.EXHALE, 4 if inhales else 6)
            builder.mark(MarkKind.FLOW, side_s)
            builder.mark(MarkKind.SIDE, side_s)
            builder.side = ""
            builder.now_s += 3
        builder.mark(MarkKind.ROUND, round_s, n=number, total=2)
    builder.end_section(SectionKind.STRETCH, "Salutation", Position.STANDING)
