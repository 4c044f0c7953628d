import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.page.assets import asset
from coach.page.publish.colours import LEAST_CONTRAST, USUAL, Colours, colours_style, contrast, read_colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, rel=0.01)


def _readable(colour: str, background: str) -> str:
    """Return a colour, or black or white where words in it could not be read."""
    if contrast(colour, background) >= LEAST_CONTRAST:
        return colour
    return max("#000000", "#ffffff", key=lambda each: contrast(each, background))


@given(background=colours, text=colours, accent=colours)
def test_words_can_be_read_on_every_ground_of_a_page_with_an_authors_colours(
    background: str, text: str, accent: str
) -> None:
    text, accent = (_readable(colour, background) for colour in (text, accent))
    style = colours_style(Colours(background, text, accent))
    named = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", style))
    for ground in ("ground", "surface", "raised"):
        for words in ("ink", "muted", "accent", "hold", "work", "focus"):
            assert contrast(named[words], named[ground]) >= LEAST_CONTRAST
    assert contrast(named["on-accent"], named["accent"]) >= LEAST_CONTRAST
    assert contrast(named["warn"], named["warn-ground"]) >= LEAST_CONTRAST
    assert contrast(named["edge"], named["ground"]) >= 1.9


def test_every_colour_of_the_pages_has_another_with_an_authors_colours() -> None:
    own = set(re.findall(r"(--[a-z-]+):\s*#", asset("colours.css")))
    assert own
    assert own <= set(re.findall(r"(--[a-z-]+):", colours_style(USUAL)))


def test_the_usual_colours_are_those_of_the_pages() -> None:
    for name, colour in (("ground", USUAL.background), ("ink", USUAL.text), ("accent", USUAL.accent)):
        assert f"--{name}: {colour};" in asset("colours.css")


def test_a_colour_may_be_short_and_in_capitals() -> None:
    assert read_colour("#Abc") == read_colour("aabbcc") == "#aabbcc"
