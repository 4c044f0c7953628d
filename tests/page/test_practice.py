"""Asks single modules of the page: what counts as practised, and whether deflated contents come out as they went in."""

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from coach.audio.format import SAMPLE_RATE
from coach.page.assets import FOLDER
from tests.page.conftest import served

CONTENTS = {
    "sample_rate": SAMPLE_RATE,
    "sections": [
        {"kind": kind, "name": name, "start": start * SAMPLE_RATE, "end": (start + 100) * SAMPLE_RATE}
        for kind, name, start in (("opening", "", 0), ("stretch", "cobra", 100), ("stretch", "wall-angels", 200))
    ],
}

FOLLOW = """
async ([contents, runs, address]) => {
  const { Practice } = await import("./practice.js");
  const practice = new Practice(contents);
  for (const [from, to] of runs) {
    for (let second = from; second <= to; second += 1) practice.follow(second * contents.sample_rate);
  }
  const wasKept = address ? await practice.send(address) : null;
  return { stretches: practice.stretches, practised_s: practice.practisedS, wasKept };
}
"""

INFLATE = """
async (packed) => {
  const { inflate } = await import("./inflate.js");
  const { bytesOf } = await import("./base64.js");
  return packed.map((text) => new TextDecoder().decode(inflate(bytesOf(text))));
}
"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that may import the modules, since it comes from where they lie."""
    with served(FOLDER) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}page.css")
        yield page


def followed(modules: Page, *runs: tuple[int, int]) -> Any:
    return modules.evaluate(FOLLOW, [CONTENTS, runs, None])


def test_a_stretch_is_practised_from_three_quarters_on(modules: Page) -> None:
    assert followed(modules, (100, 174))["stretches"] == []
    assert followed(modules, (100, 175))["stretches"] == ["cobra"]


def test_what_was_jumped_over_was_not_practised(modules: Page) -> None:
    skipped = followed(modules, (100, 110), (195, 210), (295, 299))
    assert (skipped["stretches"], skipped["practised_s"]) == ([], 10 + 15 + 4)


def test_what_is_heard_again_after_a_pause_counts_as_seconds_of_practice(modules: Page) -> None:
    again = followed(modules, (100, 150), (120, 160))
    assert (again["stretches"], again["practised_s"]) == (["cobra"], 90)


@pytest.mark.parametrize(("status", "was_kept"), [(204, True), (409, False)])
def test_the_practice_is_sent_to_where_the_page_came_from(
    page: Page, modules: str, status: int, was_kept: bool
) -> None:
    modules.route("**/practised", lambda route: route.fulfill(status=status))
    with modules.expect_request("**/practised") as sent:
        assert modules.evaluate(FOLLOW, [CONTENTS, [(100, 190)], "practised"])["wasKept"] is was_kept
    modules.unroute("**/practised")
    request = sent.value
    assert request.method == "POST"
    assert json.loads(request.post_data or "") == {"stretches": ["cobra"], "practised_s": 90}
    assert request.headers["content-type"] == "application/json"


def test_deflated_text_comes_out_as_it_went_in(modules: Page) -> None:
    texts = ["", "a", "Über “den” Rücken ▶ " * 400, json.dumps([n * n % 977 for n in range(9000)])]
    ways = [(level, strategy) for level in (0, 1, 9) for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED)]
    packed = [_deflated(text, *way) for text in texts for way in ways]
    assert modules.evaluate(INFLATE, packed) == [text for text in texts for _ in ways]


def _deflated(text: str, level: int, strategy: int) -> str:
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 8, strategy)
    return base64.b64encode(compressor.compress(text.encode()) + compressor.flush()).decode()
