import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.timeline import Cue, Section, SectionKind, Timeline


def section(start_frame: int, end_frame: int, *cues: Cue) -> Section:
    return Section(SectionKind.STRETCH, "a", "A", None, start_frame, end_frame, cues, ())


FIRST, SECOND = (Cue(start_frame, Audio(np.zeros(10, np.float32)), text="Lift.") for start_frame in (5, 90))
TIMELINE = Timeline("R", (section(0, 48_000, FIRST), section(48_000, 60_000, SECOND)))


def test_a_session_is_as_long_as_its_sections() -> None:
    assert TIMELINE.frames == 60_000
    assert TIMELINE.duration_s == 60_000 / SAMPLE_RATE
    assert Timeline("R", ()).frames == 0


def test_the_section_at_a_frame_is_the_one_it_lies_in_and_after_the_end_the_last() -> None:
    first, second = TIMELINE.sections
    assert [TIMELINE.section_at(frame) for frame in (0, 47_999, 48_000, 70_000)] == [first, first, second, second]


def test_cues_come_in_order_and_end_after_their_last_frame() -> None:
    assert list(TIMELINE.cues()) == [FIRST, SECOND]
    assert FIRST.end_frame == 15
