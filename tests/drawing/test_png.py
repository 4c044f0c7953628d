import io

import numpy as np
from PIL import Image

from coach.drawing._shapes import Picture, Words
from coach.drawing.chart import WIDTH, chart
from coach.drawing.png import png
from coach.timeline import Timeline


def test_the_png_is_the_same_each_time_and_carries_its_text_alternative(timeline: Timeline) -> None:
    first, second = (png(chart(timeline), scale=1) for _ in range(2))
    assert first == second
    with Image.open(io.BytesIO(first)) as image:
        image.load()
        assert image.info["Title"] == "Middle back relief"
        assert "8. Wall angels" in image.info["Description"]
        assert image.size[0] == WIDTH


def test_letters_without_a_glyph_are_left_out() -> None:
    def drawn(text: str) -> bytes:
        words = Words((4, 30), text, 20, "#000000")
        return png(Picture(120, 40, "", "", "#ffffff", (words,)), scale=1)

    assert drawn("Rü背cken 中\u200d👍\x1b – 5’") == drawn("Rücken – 5’")
    assert drawn("Rücken") != drawn("Rcken")


def test_in_black_and_white_everything_still_differs_from_the_paper(timeline: Timeline) -> None:
    with Image.open(io.BytesIO(png(chart(timeline), scale=2))) as image:
        grey = np.asarray(image.convert("L")).astype(int)
    shades = [int(np.median(grey[grey // 16 == shade])) for shade in range(16) if np.sum(grey // 16 == shade) > 2000]
    assert min(shades) < 60
    assert 255 in grey
    assert len(shades) >= 4  # ink, breath, hold and paper
