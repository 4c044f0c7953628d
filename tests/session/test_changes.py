"""Checks where a session begins to differ after its script was changed."""

from dataclasses import replace

from coach.session.changes import first_change
from coach.timeline import Mark, MarkKind, Timeline
from tests.playback.play_session import short

BEFORE = short()


def longer(timeline: Timeline, index: int, frames: int) -> Timeline:
    """Return a timeline whose section `index` ends later, with a pause at its end."""
    sections = []
    for number, section in enumerate(timeline.sections):
        late = frames if number > index else 0
        cues = tuple(replace(cue, start_frame=cue.start_frame + late) for cue in section.cues)
        marks = tuple(
            replace(mark, start_frame=mark.start_frame + late, end_frame=mark.end_frame + late)
            for mark in section.marks
        )
        start, end = section.start_frame + late, section.end_frame + late
        if number == index:
            marks += (Mark(MarkKind.PAUSE, end, end + frames),)
            end += frames
        sections.append(replace(section, start_frame=start, end_frame=end, cues=cues, marks=marks))
    return replace(timeline, sections=tuple(sections))


def test_the_same_session_has_no_change() -> None:
    assert first_change(BEFORE, BEFORE) is None


def test_another_sentence_is_the_change_and_not_what_it_moved() -> None:
    section = next(section for section in BEFORE.sections[1:] if len(section.cues) > 1)
    cue = section.cues[1]
    changed = replace(section, cues=(section.cues[0], replace(cue, text="Another."), *section.cues[2:]))
    sections = tuple(changed if each is section else each for each in BEFORE.sections)
    assert first_change(BEFORE, replace(BEFORE, sections=sections)) == cue.start_frame


def test_a_section_that_only_begins_later_is_not_changed() -> None:
    after = longer(BEFORE, 1, 24_000)
    assert first_change(BEFORE, after) == BEFORE.sections[1].end_frame
    assert first_change(after, BEFORE) == BEFORE.sections[1].end_frame - 1


def test_a_stretch_that_is_new_is_the_change_and_one_that_is_gone_at_the_end_is_none() -> None:
    shorter = replace(BEFORE, sections=BEFORE.sections[:-1])
    assert first_change(shorter, BEFORE) == BEFORE.sections[-1].start_frame
    assert first_change(BEFORE, shorter) is None
