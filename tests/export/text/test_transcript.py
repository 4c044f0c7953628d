import re

from coach.export.text.transcript import WIDTH, transcript
from coach.script.vocabulary import Verbosity
from coach.units import clock
from tests.built import built_timeline
from tests.export.sessions import PHRASES, timeline_of


def test_every_sentence_is_in_it_in_order() -> None:
    timeline = timeline_of()
    words = " ".join(" ".join(transcript(timeline)).split())
    at = 0
    for cue in timeline.cues():
        for word in cue.text.split():
            at = words.index(word, at)


def test_every_sound_stands_where_it_begins_and_is_not_broken_between_lines() -> None:
    timeline = timeline_of(verbosity=Verbosity.TONES)
    lines = list(transcript(timeline))
    found = re.findall(r"\[♪ (\w+)\]", "\n".join(lines))
    assert found == [cue.sound for cue in timeline.cues() if cue.sound]
    assert "[♪ inhale] [♪ exhale]" in " ".join(" ".join(lines).split())
    assert any("[♪ inhale] Inhale." in line for line in transcript(timeline_of()))


def test_its_lines_fit_on_paper() -> None:
    timeline = timeline_of("middle-back")
    lines = list(transcript(timeline))
    assert max(map(len, lines)) <= WIDTH
    assert lines[0] == f"Middle back relief · {clock(timeline.duration_s)}"
    assert "1. Standing cat-cow (standing)" in lines


def test_a_side_and_a_hold_begin_a_paragraph() -> None:
    text = "\n".join(transcript(timeline_of("seated-spinal-twist")))
    assert "  [♪ start] [♪ inhale] Inhale. " in text
    assert f"  [♪ switch] {PHRASES.switch_sides[0]}\n" in text


def test_sets_efforts_and_rests_begin_paragraphs_and_a_silence_is_one() -> None:
    paragraphs = [line.strip().split("  ", 1)[-1] for line in transcript(built_timeline())]
    sets = [line for line in paragraphs if line == "One. Two. Three. Four."]
    assert len(sets) == 2
    assert "[♪ end] Rest. Set two comes next." in paragraphs
    assert "[♪ start] Go. Halfway." in paragraphs
    at = paragraphs.index("[2:00 of silence]")
    assert paragraphs[at - 1].endswith("2 minutes of silence.")
    assert paragraphs[at + 1].endswith("Come back slowly.")
