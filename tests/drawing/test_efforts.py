import pytest

from coach.drawing._efforts import beginnings_and_ends, legend_of_efforts
from coach.drawing._lanes import Span, lanes
from coach.drawing._shapes import Line, Polygon, Words
from coach.drawing.chart import WIDTH, chart
from coach.timeline import Timeline
from tests.built import built_timeline


def words_of(timeline: Timeline) -> list[str]:
    return [shape.text for shape in chart(timeline).shapes if isinstance(shape, Words)]


def test_the_legend_explains_what_occurs_and_nothing_else(timeline: Timeline) -> None:
    terms = {"repetitions", "work", "rest", "silence"}
    assert terms <= set(words_of(built_timeline()))
    assert not terms & set(words_of(timeline))
    assert legend_of_efforts(list(lanes(timeline)), 0, 0) == []
    efforts = legend_of_efforts([list(lanes(built_timeline()))[3]], 0, 0)
    assert [shape.text for shape in efforts if isinstance(shape, Words)] == ["work", "rest"]


def test_a_legend_with_efforts_moves_the_rows_down_by_a_line(timeline: Timeline) -> None:
    headings = [
        next(shape.at[1] for shape in chart(drawn).shapes if isinstance(shape, Words) and shape.text == "Opening")
        for drawn in (timeline, built_timeline())
    ]
    assert headings[1] == headings[0] + 20


def test_a_place_where_one_repetition_follows_another_is_one_tick() -> None:
    assert beginnings_and_ends([Span(2, 9), Span(9, 16.0), Span(20, 27)]) == [2, 9, 16, 20, 27]


@pytest.mark.parametrize("index", range(1, 6))
def test_every_shape_of_an_effort_lies_in_the_picture(index: int) -> None:
    section = built_timeline().sections[index]
    picture = chart(Timeline("One", (section,)))
    for shape in picture.shapes:
        for x, y in [shape.at] if isinstance(shape, Words) else shape.points:
            assert 0 <= x <= WIDTH
            assert 0 <= y <= picture.height


def test_efforts_are_higher_than_rests() -> None:
    shapes = chart(Timeline("One", (built_timeline().sections[3],))).shapes
    bands = [shape.points for shape in shapes if isinstance(shape, Polygon) and shape.fill in ("#e0a98c", "#e9edf0")]
    heights = [points[2][1] - points[0][1] for points in bands[2:]]  # the first two are the legend's
    assert sorted(heights, reverse=True) == pytest.approx([28] * 3 + [9] * 2)
    assert any(isinstance(shape, Line) for shape in shapes)
