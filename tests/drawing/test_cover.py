import io

import pytest
from PIL import Image

from coach.drawing._shapes import Words
from coach.drawing.cover import cover, cover_png
from coach.timeline import Timeline


def test_the_cover_is_square_and_small(timeline: Timeline) -> None:
    data = cover_png(timeline)
    assert len(data) < 100_000
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1000, 1000)


def test_the_cover_tells_the_title_and_the_length(timeline: Timeline) -> None:
    texts = {shape.text for shape in cover(timeline).shapes if isinstance(shape, Words)}
    assert {"Middle back relief", str(round(timeline.duration_s / 60)), "min"} <= texts


@pytest.mark.parametrize("title", ["X", "Rücken " * 30, "背中", ""])
def test_any_title_fits_on_the_cover(timeline: Timeline, title: str) -> None:
    picture = cover(Timeline(title, timeline.sections))
    words = [shape for shape in picture.shapes if isinstance(shape, Words)]
    assert all(each.size * 0.4 * len(each.text) < picture.width for each in words)
    assert cover_png(Timeline(title, timeline.sections))
