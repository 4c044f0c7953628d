import pytest

from coach.drawing._lanes import breath_at, description_of, lanes
from coach.timeline import Timeline
from coach.units import clock
from tests.built import built_timeline


def test_the_breath_rises_with_an_inhale_and_falls_with_an_exhale(timeline: Timeline) -> None:
    section = list(lanes(timeline))[1]
    inhale, exhale = section.inhales[0], section.exhales[0]
    assert breath_at(section, inhale.start_s) == 0
    assert breath_at(section, (inhale.start_s + inhale.end_s) / 2) == pytest.approx(0.5)
    assert breath_at(section, exhale.start_s) == pytest.approx(1)
    assert breath_at(section, exhale.end_s - 0.001) == pytest.approx(0, abs=0.001)
    assert breath_at(section, 0) == 0


def test_the_description_tells_the_doses(timeline: Timeline) -> None:
    text = description_of(timeline.title, lanes(timeline))
    assert text.startswith(f"Middle back relief, {clock(timeline.duration_s)}, 9 stretches. Opening, ")
    assert "2. Seated spinal twist, seated · " in text
    assert "hold 25 s on the left, hold 25 s on the right, 4 breaths, left side, right side, sound start, " in text


def test_only_stretches_are_numbered_and_have_a_position(timeline: Timeline) -> None:
    opening, *stretches, closing = lanes(timeline)
    assert [section.number for section in stretches] == [str(number) for number in range(1, 10)]
    assert all(section.position for section in stretches)
    assert (opening.heading, opening.position) == ("Opening", "")
    assert (closing.heading, closing.position) == ("Closing", "")


def test_the_breath_stays_full_or_empty_while_it_is_held() -> None:
    box = list(lanes(built_timeline()))[2]
    for span, fullness in ((box.holds_in[1], 1), (box.holds_out[1], 0)):
        assert breath_at(box, span.start_s) == breath_at(box, span.end_s - 0.001) == fullness


def test_the_description_tells_sets_efforts_silences_and_rounds() -> None:
    text = description_of("Whole language", lanes(built_timeline()))
    assert "supine · 1:40, from 0:02: 2 sets of 4 repetitions, 30 s of rest, 2 rounds, sound start, sound end." in text
    assert ": 3 breaths with holds, sound start, sound end." in text
    assert ": 3 times 40 s of work, 2 times 20 s of rest, 3 rounds, sound start, sound end." in text
    assert ": 2:00 of silence, sound end." in text
    assert ": 8 breaths, 2 rounds, left side, right side." in text
