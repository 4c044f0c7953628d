"""The screen shows what a terminal would, and the picture of it is one that every viewer reads."""

from xml.etree import ElementTree

from tests.reports.screen import CELL_WIDTH, Screen, as_svg


def test_letters_stand_where_the_program_moved_to() -> None:
    screen = Screen(10, 3)
    screen.feed("\x1b[?1049h\x1b[2J\x1b[2;3HStay\x1b[1;1HIn\x1b[3;9Hcut off")
    assert screen.text == "In\n  Stay\n        cu"


def test_a_sequence_may_come_in_two_parts() -> None:
    screen = Screen(10, 1)
    screen.feed("\x1b[1;")
    screen.feed("4Hhere\x1b]0;title\x07")
    assert screen.text == "   here"


def test_the_picture_has_styles_boxes_and_says_what_is_on_it() -> None:
    screen = Screen(20, 2)
    screen.feed("\x1b[1;1H\x1b[1mHold & breathe\x1b[0m\x1b[2;1H\x1b[36m███\x1b[0m──── 0:12")
    root = ElementTree.fromstring(as_svg(screen, "coach play"))
    spaces = {"svg": "http://www.w3.org/2000/svg"}
    words = {text.text: text for text in root.findall(".//svg:text", spaces)}
    assert words["Hold & breathe"].get("font-weight") == "bold"
    assert words["0:12"].get("x") == f"{8 * CELL_WIDTH:g}"
    bar = root.findall(".//svg:g/svg:rect", spaces)[0]
    assert (bar.get("width"), bar.get("fill")) == (f"{3 * CELL_WIDTH:g}", "#56d4dd")
    assert root.findtext("svg:desc", namespaces=spaces) == "Hold & breathe /  0:12"
