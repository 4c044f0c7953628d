"""What happens when: cues that sound, marks that span, and the sections they belong to.

Frozen values at absolute frame counts. Made by `schedule`, read by `mix`, the exporters and the player.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.script.steps import Position, Sound


class SectionKind(StrEnum):
    """What part of a session a section is."""

    OPENING = "opening"
    STRETCH = "stretch"
    CLOSING = "closing"


class MarkKind(StrEnum):
    """What a span on the timeline is."""

    STRETCH = "stretch"
    SIDE = "side"
    HOLD = "hold"
    INHALE = "inhale"
    EXHALE = "exhale"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that sounds: a sentence (`text`) or a chime (`sound`), never both.

    Attributes:
        start_frame: Where its first audible sample is.
        audio: At its final level.
        side: The side it belongs to, in the script's words; empty outside of sides.
    """

    start_frame: int
    audio: Audio
    text: str = ""
    sound: Sound | None = None
    side: str = ""

    @property
    def end_frame(self) -> int:
        """The frame after its last."""
        return self.start_frame + self.audio.frames


@dataclass(frozen=True, slots=True)
class Mark:
    """A named span.

    Attributes:
        name: A stretch's title, a named pause's name; else empty.
    """

    kind: MarkKind
    start_frame: int
    end_frame: int
    side: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The opening, one stretch's part of the timeline, or the closing.

    Sections lie end to end. A chime may ring on into the next one.

    Attributes:
        kind: Opening, stretch or closing.
        stretch: The stretch's name; empty in the opening and the closing.
        title: As it is shown: the stretch's, or the phrasebook's word for the opening or the closing.
        position: The stretch's; None in the opening and the closing.
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
    """A whole session.

    Attributes:
        title: The routine's.
        sections: End to end, from frame 0.
    """

    title: str
    sections: tuple[Section, ...]
    sample_rate: int = SAMPLE_RATE

    @property
    def frames(self) -> int:
        """Length of the session."""
        return self.sections[-1].end_frame if self.sections else 0

    @property
    def duration_s(self) -> float:
        """Length of the session in seconds."""
        return self.frames / self.sample_rate

    def section_at(self, frame: int) -> Section:
        """The section that a frame lies in; the last one for any frame after the end."""
        return next((section for section in self.sections if frame < section.end_frame), self.sections[-1])

    def cues(self) -> Iterator[Cue]:
        """All cues in order of start."""
        for section in self.sections:
            yield from section.cues
