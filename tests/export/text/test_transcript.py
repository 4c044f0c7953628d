from coach.export.text.transcript import WIDTH, transcript
from tests.export.sessions import timeline_of


def test_every_sentence_is_in_it_in_order() -> None:
    timeline = timeline_of()
    words = " ".join(" ".join(transcript(timeline)).split())
    at = 0
    for cue in timeline.cues():
        for word in cue.text.split():
            at = words.index(word, at)
    assert "♪" not in words


def test_its_lines_fit_on_paper() -> None:
    lines = list(transcript(timeline_of("middle-back")))
    assert max(map(len, lines)) <= WIDTH
    assert lines[0] == "Middle back relief · 16:23"
    assert "1. Standing cat-cow (standing)" in lines


def test_a_side_and_a_hold_begin_a_paragraph() -> None:
    text = "\n".join(transcript(timeline_of("seated-spinal-twist")))
    assert "  Inhale. Exhale." in text
    assert "Now the other side.\n" in text
