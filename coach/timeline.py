"""A timeline says what happens when: cues that sound, marks that span, and the sections they belong to.

The values are frozen and hold absolute frame counts. `schedule` makes them; `render`, the exporters and the player
read them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.script.vocabulary import Position, Sound


class SectionKind(StrEnum):
    """The part of a session that a section is."""

    OPENING = "opening"
    STRETCH = "stretch"
    CLOSING = "closing"


class MarkKind(StrEnum):
    """The kind of a span on the timeline."""

    STRETCH = "stretch"
    SIDE = "side"
    HOLD = "hold"
    INHALE = "inhale"
    HOLD_IN = "hold_in"
    EXHALE = "exhale"
    HOLD_OUT = "hold_out"
    PAUSE = "pause"
    FLOW = "flow"
    REP = "rep"
    PHASE = "phase"
    WORK = "work"
    REST = "rest"
    SILENCE = "silence"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence (`text`) or a chime (`sound`) that sounds; never both.

    Attributes:
        start_frame: The frame of its first audible sample.
        audio: Its samples, at their final loudness.
        text: The sentence; empty for a chime.
        sound: The sound of a chime; None for a sentence.
        side: The side it belongs to, in the script's words; empty outside of sides.
    """

    start_frame: int
    audio: Audio
    text: str = ""
    sound: Sound | None = None
    side: str = ""

    @property
    def end_frame(self) -> int:
        """The frame after its last one."""
        return self.start_frame + self.audio.frames


@dataclass(frozen=True, slots=True)
class Mark:
    """A named span.

    Attributes:
        kind: Hold, inhale, pause and so on.
        start_frame: Its first frame.
        end_frame: The frame after its last one.
        side: The side it belongs to, in the script's words; empty outside of sides.
        name: The title of a stretch, the name of a pause or the words of a phase; empty for all other spans.
        n: The number of a repetition or a round, counted from 1; 0 for all other spans.
        total: How many repetitions or rounds there are; 0 for all other spans.
    """

    kind: MarkKind
    start_frame: int
    end_frame: int
    side: str = ""
    name: str = ""
    n: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The opening, one stretch or the closing.

    Sections lie end to end. A chime may ring on into the next one.

    Attributes:
        kind: Opening, stretch or closing.
        stretch: The stretch's name; empty in the opening and the closing.
        title: The stretch's title, or the phrasebook's title of the opening or the closing.
        position: The stretch's position; None in the opening and the closing.
        start_frame: Its first frame.
        end_frame: The frame after its last one.
        cues: The cues that begin in it, in order of start.
        marks: The spans that begin in it, in order of start; a longer one comes before those inside it.
    """

    kind: SectionKind
    stretch: str
    title: str
    position: Position | None
    start_frame: int
    end_frame: int
    cues: tuple[Cue, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that happens in a session.

    Attributes:
        title: The routine's title.
        sections: Sections end to end, from frame 0 on.
        sample_rate: Frames per second, of all cues too.
    """

    title: str
    sections: tuple[Section, ...]
    sample_rate: int = SAMPLE_RATE

    @property
    def frames(self) -> int:
        """Number of frames in the whole session."""
        return self.sections[-1].end_frame if self.sections else 0

    @property
    def duration_s(self) -> float:
        """Length of the session in seconds."""
        return self.frames / self.sample_rate

    def section_at(self, frame: int) -> Section:
        """Return the section that a frame lies in, or the last one for any frame after the end."""
        return next((section for section in self.sections if frame < section.end_frame), self.sections[-1])

    def cues(self) -> Iterator[Cue]:
        """Yield all cues in order of start."""
        for section in self.sections:
            yield from section.cues
