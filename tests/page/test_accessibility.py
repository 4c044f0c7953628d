"""Whoever sees little, hears instead, presses keys alone or wants no motion can use the page of a session too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.audio.format import SAMPLE_RATE
from tests.page.browsers import PHONE, opened
from tests.page.made import Made
from tests.page.mat import Mat
from tests.require import require

AXE = Path(__file__).parent / "tools" / "node_modules" / "axe-core" / "axe.min.js"

VIOLATIONS = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`,
)
"""

WIDER = """
() => [...document.querySelectorAll("body *")].filter((node) => {
  const { left, right, width } = node.getBoundingClientRect();
  return width > 1 && getComputedStyle(node).visibility !== "hidden" && (left < -1 || right > innerWidth + 1);
}).map((node) => node.outerHTML.slice(0, 80))
"""
"""Lists the elements that reach beyond the left or the right edge."""

OVERLAPPING = """
() => {
  const ids = "stretch side toggle now reminder caption notice choices picture next left".split(" ");
  const nodes = ids.map((id) => document.getElementById(id));
  const shown = nodes.filter((node) => node?.offsetParent && node.textContent.trim());
  const boxes = shown.map((node) => [node.id, node.getBoundingClientRect()]);
  const cross = (one, other) => one.left + 1 < other.right && other.left + 1 < one.right
    && one.top + 1 < other.bottom && other.top + 1 < one.bottom;
  return boxes.flatMap(([a, one], index) =>
    boxes.slice(index + 1).filter(([, other]) => cross(one, other)).map(([b]) => `${a} ${b}`));
}
"""
"""Lists the texts that lie over each other."""


def ready(mat: Mat) -> None:
    mat.shows("ready")


def playing(mat: Mat) -> None:
    mat.begins_at(mat.spans("hold")[1]["start"] + 3 * SAMPLE_RATE)
    mat.press("c")


def paused(mat: Mat) -> None:
    mat.press(" ")
    mat.shows("paused")


def words(mat: Mat) -> None:
    mat.passes(30)
    mat.press(" ")
    mat.shows("words")


def steps(mat: Mat) -> None:
    mat.page.locator("#steps").click()
    expect(mat.page.locator("#steps-dialog")).to_be_visible()


def more(mat: Mat) -> None:
    mat.press("Escape")
    mat.press("?")
    expect(mat.page.locator("#more-dialog")).to_be_visible()


def finished(mat: Mat) -> None:
    mat.press("Escape")
    mat.begins_again_at(mat.made.contents["frames"] - 2 * SAMPLE_RATE)
    mat.shows("finished")


def resumable(mat: Mat) -> None:
    mat.press("p")  # space belongs to the button that has the focus
    mat.shows("playing")
    mat.press("n")
    mat.moves()
    mat.press("p")
    mat.shows("paused")
    mat.again()
    expect(mat.page.locator("#choices")).to_be_visible()


def error(mat: Mat) -> None:
    fail = "for (let i = 0; i < 20; i += 1) document.getElementById('session').dispatchEvent(new Event('error'))"
    mat.page.evaluate(f"() => {{ {fail} }}")
    mat.shows("error")


STATES: list[Callable[[Mat], None]] = [ready, playing, paused, words, steps, more, finished, resumable, error]
"""The states of the page, each reached from the one before."""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_in_any_state_of_the_page(browser: Browser, made: Made, scheme: str) -> None:
    require(AXE.is_file(), "axe-core is not installed: run npm ci in tests/page/tools")
    with opened(browser, color_scheme=scheme, **PHONE) as (page, _):
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        for reach in STATES:
            reach(mat)
            if page.evaluate("typeof axe") == "undefined":
                page.evaluate(AXE.read_text("utf-8"))
            assert page.evaluate(VIOLATIONS) == [], reach.__name__


@pytest.mark.parametrize(("width", "height"), [(320, 480), (320, 568), (640, 400), (820, 1180), (1440, 900)])
def test_nothing_reaches_beyond_the_edge_or_lies_over_other_words_at_any_width(
    browser: Browser, made: Made, width: int, height: int
) -> None:
    with opened(browser, viewport={"width": width, "height": height}, has_touch=True) as (page, _):
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        for reach in (ready, playing, paused, resumable):
            reach(mat)
            assert page.evaluate(WIDER) == [], reach.__name__
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), reach.__name__
            assert page.evaluate(OVERLAPPING) == [], reach.__name__


def test_text_of_twice_the_size_still_fits(browser: Browser, made: Made) -> None:
    with opened(browser, **PHONE) as (page, _):
        protocol = page.context.new_cdp_session(page)
        protocol.send("Page.enable")
        protocol.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 32
        for reach in (ready, playing, paused):
            reach(mat)
            assert page.evaluate(WIDER) == [], reach.__name__
            assert page.evaluate(OVERLAPPING) == [], reach.__name__


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_keys_alone_lead_through_a_session(browser: Browser, made: Made) -> None:
    with opened(browser, viewport={"width": 820, "height": 1180}) as (page, _):
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        reached = []
        while not reached or reached[-1] != "next-stretch":
            mat.press("Tab")
            reached.append(focused(page))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", reached[-1]
            assert len(reached) < 20
        assert reached == ["captions", "steps", "more", "toggle", "seek", "previous", "repeat", "next-stretch"]
        page.locator("#toggle").focus()
        mat.press("Enter")
        mat.shows("playing")
        expect(page.locator("#toggle")).to_have_accessible_name("Pause")
        page.locator("#steps").focus()
        mat.press("Enter")
        expect(page.locator("#steps-dialog")).to_be_visible()
        mat.press("Escape")
        expect(page.locator("#steps-dialog")).not_to_be_visible()
        assert focused(page) == "steps"
        mat.press("Enter")
        page.get_by_role("button", name="Seated spinal twist").focus()
        mat.press("Enter")
        mat.says("stretch", "Seated spinal twist")
        page.locator("#next-stretch").focus()
        mat.press(" ")
        mat.says("stretch", "Child's pose")
        page.locator("#seek").focus()
        mat.press("End")
        mat.shows("finished")
        page.locator("#toggle").focus()
        mat.press(" ")
        mat.shows("playing")


def test_a_screen_reader_is_told_stretch_side_and_hold_once_and_not_each_word(mat: Mat) -> None:
    mat.page.evaluate(
        "() => { window.told = []; new MutationObserver(() => told.push(document.getElementById('status').textContent))"
        ".observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true }) }"
    )
    mat.begins_at(mat.spans("hold")[1]["start"] - SAMPLE_RATE)
    mat.page.wait_for_function("() => told.some((text) => text.includes('Hold for 25 seconds.'))")
    mat.seek(mat.spans("hold")[1]["start"] + 5 * SAMPLE_RATE)
    mat.moves()
    told = mat.page.evaluate("told")
    assert any(text.startswith("Seated spinal twist. Left side.") for text in told)
    assert len(told) <= 3
    live = mat.page.evaluate(
        "[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((n) => n.id)"
    )
    assert live == ["status"]


def test_nothing_moves_for_whoever_wants_no_motion(browser: Browser, made: Made) -> None:
    with opened(browser, reduced_motion="reduce", **PHONE) as (page, _):
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        mat.begins_at(mat.spans("hold")[0]["start"])
        size = "document.getElementById('breath').getBoundingClientRect().width"
        before = page.evaluate(size)
        mat.seek(mat.spans("exhale")[0]["start"])  # the lungs are full there
        mat.moves()
        assert page.evaluate(size) == before
        assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0


def test_the_breath_moves_for_everyone_else(mat: Mat) -> None:
    mat.begins_at(mat.spans("inhale")[0]["start"])
    size = "document.getElementById('breath').getBoundingClientRect().width"
    before = mat.page.evaluate(size)
    mat.page.wait_for_function(f"before => {size} > before * 1.1", arg=before)


def test_in_a_language_that_is_written_from_right_to_left_the_page_and_its_swipes_are_turned_round(
    browser: Browser, made: Made, site: str
) -> None:
    with opened(browser, **PHONE) as (page, _):
        mat = Mat(page, made)
        mat.open(f"{site}rtl.html")
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        mat.begins_at(mat.section("cobra")["start"] + SAMPLE_RATE)
        mat.press("ArrowLeft")
        mat.says("stretch", "Seated spinal twist")
        mat.press("ArrowRight")
        mat.says("stretch", "Cobra pose")
        assert page.evaluate(WIDER) == []
        previous, following = (page.locator(f"#{name}").bounding_box() for name in ("previous", "next-stretch"))
        assert previous
        assert following
        assert previous["x"] > following["x"]
