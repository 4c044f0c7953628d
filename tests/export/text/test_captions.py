"""Tests of captions, read back by a WebVTT library of somebody else."""

import io
from itertools import pairwise

import pytest
import webvtt

from coach.audio.format import SAMPLE_RATE
from coach.export.text.captions import captions, subrip
from coach.timeline import Timeline
from tests.built import built_timeline
from tests.export.sessions import timeline_of, tones_timeline


def read(timeline: Timeline) -> webvtt.WebVTT:
    return webvtt.from_buffer(io.StringIO("\n".join(captions(timeline)) + "\n"))


def seconds(time: str) -> float:
    hours, minutes, rest = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@pytest.mark.parametrize("timeline", [timeline_of(), tones_timeline()], ids=["full", "tones"])
def test_captions_follow_one_another_and_last(timeline: Timeline) -> None:
    found = [(seconds(each.start), seconds(each.end)) for each in read(timeline)]
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert found[-1][1] <= timeline.duration_s


def test_every_sentence_is_shown_when_it_is_spoken() -> None:
    timeline = timeline_of()
    spoken = [(cue.start_frame / SAMPLE_RATE, cue.text) for cue in timeline.cues() if cue.text]
    shown = {(round(seconds(each.start), 3), each.text.rpartition("] ")[2]) for each in read(timeline)}
    assert {(round(start_s, 3), text) for start_s, text in spoken} <= shown


def test_a_word_is_shown_for_a_second_where_there_is_room() -> None:
    words = 0
    for shown, following in pairwise(read(timeline_of())):
        if shown.text == "[♪ inhale] Inhale." and seconds(following.start) - seconds(shown.start) >= 1:
            assert seconds(shown.end) - seconds(shown.start) == pytest.approx(1)
            words += 1
    assert words > 2


def test_every_sound_is_told_on_its_own_or_before_its_word() -> None:
    for timeline in (timeline_of(), tones_timeline()):
        sounds = [cue.sound for cue in timeline.cues() if cue.sound]
        assert [each.text.split("]")[0][3:] for each in read(timeline) if each.text.startswith("[♪")] == sounds


def test_what_would_be_markup_is_written_as_text() -> None:
    timeline = timeline_of()
    marked = Timeline("A --> <b> & c", timeline.sections)
    assert next(captions(marked)) == "WEBVTT - A --&gt; &lt;b&gt; &amp; c"


def test_a_silence_is_told_as_long_as_it_lasts() -> None:
    found = [each for each in read(built_timeline()) if "silence]" in each.text]
    assert [each.text for each in found] == ["[2:00 of silence]"]
    assert seconds(found[0].end) - seconds(found[0].start) == pytest.approx(120)


@pytest.mark.parametrize(
    "timeline", [timeline_of(), tones_timeline(), built_timeline()], ids=["full", "tones", "built"]
)
def test_a_subrip_file_has_the_same_captions(timeline: Timeline) -> None:
    found = webvtt.from_buffer(io.StringIO("\n".join(subrip(timeline)) + "\n"), format="srt")
    same = [(each.start, each.end, each.text) for each in read(timeline)]
    assert [(each.start, each.end, each.text) for each in found] == same
    assert list(subrip(timeline))[:2] == ["1", f"{same[0][0]} --> {same[0][1]}".replace(".", ",")]
