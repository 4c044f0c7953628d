import xml.etree.ElementTree as ET

from coach.drawing.chart import chart
from coach.drawing.svg import svg
from coach.timeline import Timeline

SVG = "{http://www.w3.org/2000/svg}"


def test_the_svg_carries_its_text_alternative(timeline: Timeline) -> None:
    root = ET.fromstring("\n".join(svg(chart(timeline))))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert title.text == "Middle back relief"
    assert description is not None
    assert "8. Wall angels, wall" in str(description.text)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_titles_that_look_like_markup_are_text(timeline: Timeline) -> None:
    root = ET.fromstring("\n".join(svg(chart(Timeline("<b> & “c”", timeline.sections)))))
    assert root.findtext(f"{SVG}title") == "<b> & “c”"


def test_a_title_with_controls_is_still_xml(timeline: Timeline) -> None:
    root = ET.fromstring("\n".join(svg(chart(Timeline("A\x1b[2J\x00\uffff\x07", timeline.sections)))))
    assert root.findtext(f"{SVG}title") == "A[2J"
