"""Tests of the parts that `--split stretch` writes, on timelines of real routines."""

from dataclasses import replace

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.export.parts import parts
from coach.export.text.captions import captions
from coach.export.text.chapters import chapters
from coach.export.text.transcript import transcript
from coach.render.mix import floor_noise, mix
from coach.soundscape.ambient import Ambient
from coach.timeline import SectionKind, Timeline
from tests.export.sessions import timeline_of, tones_timeline


def samples(blocks: object) -> np.ndarray:
    return np.concatenate([block.samples for block in blocks])


def test_parts_are_numbered_as_the_stretches_are() -> None:
    assert [part.name for part in parts(timeline_of())] == [
        "00-opening",
        "01-standing-cat-cow",
        "02-chair-twist",
        "03-chest-opener",
        "04-closing",
    ]


def test_the_opening_and_the_closing_have_their_own_titles_in_their_chapters_and_transcripts() -> None:
    opening, *stretches, closing = parts(timeline_of())
    assert [opening.section.kind, closing.section.kind] == [SectionKind.OPENING, SectionKind.CLOSING]
    assert {part.section.kind for part in stretches} == {SectionKind.STRETCH}
    for part, title in [(opening, "Opening"), (closing, "Closing")]:
        assert part.timeline.title == title
        assert [chapter.title for chapter in chapters(part.timeline)] == [title]
        first_line, _, section_line, *_ = transcript(part.timeline)
        assert first_line.startswith(f"{title} · ")
        assert section_line == title
    assert [chapter.title for chapter in chapters(stretches[1].timeline)] == ["Chair twist"]


def test_a_section_without_cues_is_a_part_too() -> None:
    (section, *_) = timeline_of().sections
    (part,) = parts(Timeline("Silent", (replace(section, cues=()),)))
    assert part.timeline.frames == section.end_frame


def test_a_hundred_stretches_are_numbered_with_three_digits() -> None:
    timeline = timeline_of()
    opening, stretch, *_, closing = timeline.sections
    many = Timeline("Many", (opening, *[stretch] * 100, closing))
    assert [part.name for part in parts(many)][1] == "001-standing-cat-cow"


@pytest.mark.parametrize("timeline", [timeline_of(), tones_timeline()], ids=["full", "tones"])
def test_laid_at_their_places_the_parts_are_the_whole_session(timeline: Timeline) -> None:
    whole = samples(mix(timeline))
    total = floor_noise(0, len(whole)).astype(np.float64)
    for part in parts(timeline):
        sound, start = samples(part.render(block_frames=5000)), part.section.start_frame
        assert len(sound) == part.timeline.frames
        total[start : start + len(sound)] += sound - floor_noise(start, len(sound))
    assert np.max(np.abs(total - whole)) < 1e-6


def test_where_no_chime_rings_over_they_follow_one_another_sample_for_sample() -> None:
    timeline = timeline_of("wall-angels")
    found = [samples(part.render(block_frames=5000)) for part in parts(timeline)]
    assert np.array_equal(np.concatenate(found), samples(mix(timeline)))


def test_an_ambient_sound_fades_in_and_out_in_every_part() -> None:
    air = Ambient(Audio(np.full(SAMPLE_RATE, 0.1, np.float32)))
    for part in parts(timeline_of()):
        found = samples(part.render(ambient=air)) - samples(part.render())
        assert max(abs(found[0]), abs(found[-1])) < 1e-4
        assert np.max(found) > 0.04


def test_a_part_at_another_rate_in_two_channels_has_the_frames_that_it_promises() -> None:
    audio_format = AudioFormat(44_100, 2)
    for part in parts(tones_timeline()):
        found = samples(part.render(audio_format, block_frames=5000))
        assert found.shape == (audio_format.frames(part.timeline.frames), 2)


def test_no_chime_is_cut_at_the_end_of_a_part() -> None:
    timeline = tones_timeline()
    assert any(cue.end_frame > section.end_frame for section in timeline.sections for cue in section.cues)
    for part in parts(timeline):
        (section,) = part.timeline.sections
        assert all(0 <= cue.start_frame < cue.end_frame <= part.timeline.frames for cue in section.cues)


def test_a_part_tells_its_own_times() -> None:
    part = list(parts(timeline_of()))[2]
    assert part.timeline.title == "Chair twist"
    assert list(captions(part.timeline))[:4] == [
        "WEBVTT - Chair twist",
        "",
        "00:00:00.000 --> 00:00:01.000",
        "Next: Chair twist.",
    ]
