"""Tests of the chart and of what it draws with. Covers also: shapes."""

import pytest

from coach.drawing._lanes import lanes
from coach.drawing._shapes import Words
from coach.drawing.chart import INNER, LEAST_SHARE, LETTER_WIDTH, SIGNS, WIDTH, chart, fitted
from coach.drawing.png import png
from coach.script.vocabulary import Sound
from coach.settings.notation import read_pauses
from coach.timeline import Timeline
from tests.export.sessions import timeline_of, tones_timeline


def test_the_picture_names_every_stretch_side_and_sound(timeline: Timeline) -> None:
    words = [shape.text for shape in chart(timeline).shapes if isinstance(shape, Words)]
    for section in lanes(timeline):
        assert section.heading in words
        assert words.count(section.facts) >= 1
    assert words.count("left") == words.count("right") == 4
    assert set(SIGNS) == set(Sound) <= set(words)
    assert all(str(number) in words for number in range(1, 10))


def test_the_legend_has_the_sounds_and_sides_that_occur() -> None:
    words = [shape.text for shape in chart(timeline_of("cobra")).shapes if isinstance(shape, Words)]
    assert {"start", "inhale", "exhale", "end"} <= set(words)
    assert not {"switch", "side"} & set(words)
    assert "side" in [shape.text for shape in chart(timeline_of("wind-down")).shapes if isinstance(shape, Words)]


@pytest.mark.parametrize("title", ["Cobra", "Cobra pose, " * 30, "x" * 500])
def test_a_long_title_is_smaller_and_then_cut(title: str) -> None:
    text, size = fitted(title, INNER, 24)
    assert 24 * LEAST_SHARE <= size <= 24
    assert LETTER_WIDTH * size * len(text) <= INNER + 1e-6
    assert text == title or (text.endswith("…") and title.startswith(text[:-1]))


@pytest.mark.parametrize("name", ["middle-back", "cobra"])
def test_everything_lies_in_the_picture(name: str) -> None:
    picture = chart(timeline_of(name))
    assert picture.width == WIDTH
    for shape in picture.shapes:
        for x, y in [shape.at] if isinstance(shape, Words) else shape.points:
            assert 0 <= x <= picture.width
            assert 0 <= y <= picture.height


def test_a_stretch_longer_than_a_row_goes_on_in_the_next() -> None:
    short = chart(timeline_of("desk-break"))
    long = chart(timeline_of("desk-break", pauses=read_pauses("settle=600")))
    assert long.height > short.height + 200


def test_a_session_of_tones_is_drawn_too() -> None:
    picture = chart(tones_timeline())
    assert len(picture.shapes) > 100
    assert png(picture, scale=1)
