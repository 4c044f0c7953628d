"""The picture of a session in shapes and in characters, and the cover."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coach.drawing.chart import SIGNS, WIDTH, drawing
from coach.drawing.cover import cover, cover_png
from coach.drawing.lanes import breath_at, described, lanes
from coach.drawing.outline import outline
from coach.drawing.png import png
from coach.drawing.shapes import Picture, Words
from coach.drawing.svg import svg
from coach.errors import ExportError
from coach.export.picture import write_picture
from coach.script.steps import Sound
from coach.timeline import Timeline
from tests.export.sessions import session, tones_session

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return session("middle-back")


def texts(picture: Picture) -> list[str]:
    return [shape.text for shape in picture.shapes if isinstance(shape, Words)]


def test_the_breath_rises_with_an_inhale_and_falls_with_an_exhale(timeline: Timeline) -> None:
    section = list(lanes(timeline))[1]
    inhale, exhale = section.inhales[0], section.exhales[0]
    assert breath_at(section, inhale.start_s) == 0
    assert breath_at(section, (inhale.start_s + inhale.end_s) / 2) == pytest.approx(0.5)
    assert breath_at(section, exhale.start_s) == pytest.approx(1)
    assert breath_at(section, exhale.end_s - 0.001) == pytest.approx(0, abs=0.001)
    assert breath_at(section, 0) == 0


def test_the_text_alternative_tells_the_doses(timeline: Timeline) -> None:
    text = described(timeline.title, lanes(timeline))
    assert text.startswith("Middle back relief, 16:23. Opening, ")
    assert "2. Seated spinal twist, seated · " in text
    assert "hold 25 s on the left, hold 25 s on the right, 4 breaths." in text


def test_the_picture_names_every_stretch_side_and_sound(timeline: Timeline) -> None:
    words = texts(drawing(timeline))
    for section in lanes(timeline):
        assert section.heading in words
        assert words.count(section.facts) >= 1
    assert words.count("left") == words.count("right") == 4
    assert set(SIGNS) == set(Sound) <= set(words)
    assert all(str(number) in words for number in range(1, 10))


@pytest.mark.parametrize("name", ["middle-back", "cobra"])
def test_everything_lies_in_the_picture(name: str) -> None:
    picture = drawing(session(name))
    assert picture.width == WIDTH
    for shape in picture.shapes:
        for x, y in [shape.at] if isinstance(shape, Words) else shape.points:
            assert 0 <= x <= picture.width
            assert 0 <= y <= picture.height


def test_a_stretch_longer_than_a_row_goes_on_in_the_next() -> None:
    short, long = (drawing(session("childs-pose", pauses=pauses)) for pauses in _pauses("1", "settle=600"))
    assert long.height > short.height + 200


def test_the_svg_carries_its_text_alternative(timeline: Timeline) -> None:
    root = ET.fromstring("\n".join(svg(drawing(timeline))))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert title.text == "Middle back relief"
    assert description is not None
    assert "8. Wall angels, wall" in str(description.text)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_titles_that_look_like_markup_are_text(timeline: Timeline) -> None:
    root = ET.fromstring("\n".join(svg(drawing(Timeline("<b> & “c”", timeline.sections)))))
    assert root.findtext(f"{SVG}title") == "<b> & “c”"


def test_the_png_is_the_same_each_time_and_carries_its_text_alternative(timeline: Timeline) -> None:
    first, second = (png(drawing(timeline), scale=1) for _ in range(2))
    assert first == second
    with Image.open(io.BytesIO(first)) as image:
        image.load()
        assert image.info["Title"] == "Middle back relief"
        assert "8. Wall angels" in image.info["Description"]
        assert image.size[0] == WIDTH


def test_in_black_and_white_everything_still_differs_from_the_paper(timeline: Timeline) -> None:
    with Image.open(io.BytesIO(png(drawing(timeline), scale=2))) as image:
        grey = np.asarray(image.convert("L")).astype(int)
    shades = [int(np.median(grey[grey // 16 == level])) for level in range(16) if np.sum(grey // 16 == level) > 2000]
    assert min(shades) < 60
    assert 255 in grey
    assert len(shades) >= 4  # ink, breath, hold and paper


def test_the_cover_is_square_and_small(timeline: Timeline) -> None:
    data = cover_png(timeline)
    assert len(data) < 100_000
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1000, 1000)
    assert {"Middle back relief", "16", "min"} <= set(texts(cover(timeline)))


@pytest.mark.parametrize("title", ["X", "Rücken " * 30, "背中", ""])
def test_any_title_fits_on_the_cover(timeline: Timeline, title: str) -> None:
    picture = cover(Timeline(title, timeline.sections))
    assert all(size * 0.4 * len(text) < picture.width for text, size in _sizes(picture))
    assert cover_png(Timeline(title, timeline.sections))


@pytest.mark.parametrize("width", [1, 40, 80, 100, 200])
def test_the_drawing_fits_the_terminal(timeline: Timeline, width: int) -> None:
    drawn = [line for line in outline(timeline, width=width) if line.startswith(("  ", "┃")) and ":" not in line]
    assert max(map(len, drawn)) <= max(width, 20)


def test_the_outline_has_the_lanes_of_the_picture(timeline: Timeline) -> None:
    lines = list(outline(timeline, width=160))
    at = next(number for number, line in enumerate(lines) if line.startswith("2. Seated spinal twist"))
    chimes, breath, hold, voice, sides = lines[at + 1 : at + 6]
    assert chimes.split() == ["▶", "▴", "▾", "▴", "▾", "■", "◆", "▶", "▴", "▾", "▴", "▾", "■"]
    assert len(breath.split()) == 2
    assert "▁▃▅▇█▇▆▄▂▁" in breath
    assert [len(each) for each in hold.split()] == [25, 25]
    assert set(voice.strip()) == {"▄", "·"}
    assert sides.split("┤")[0].strip("├─ ") == "left"


def test_a_session_of_tones_is_drawn_too() -> None:
    assert any("▶" in line for line in outline(tones_session()))
    assert png(drawing(tones_session()), scale=1)


def test_a_picture_is_written_by_the_ending_of_its_name(timeline: Timeline, tmp_path: Path) -> None:
    write_picture(tmp_path / "a.svg", timeline)
    write_picture(tmp_path / "a.PNG", timeline)
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<svg ")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ExportError, match=r"\.svg or \.png"):
        write_picture(tmp_path / "a.gif", timeline)


def _pauses(*texts: str) -> list[object]:
    from coach.settings.parsing import read_pauses

    return [read_pauses(text) for text in texts]


def _sizes(picture: Picture) -> list[tuple[str, float]]:
    return [(shape.text, shape.size) for shape in picture.shapes if isinstance(shape, Words)]
