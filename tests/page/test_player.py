"""Presses on the page of a session what a person presses, in Chromium on a telephone.

Covers also: document.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.audio.format import SAMPLE_RATE
from tests.page.browsers import PHONE, opened
from tests.page.made import Made
from tests.page.mat import Mat

NEAR_FRAMES = SAMPLE_RATE // 2
"""How far the sound may be past a place when it is looked at, while it plays on."""


def is_at(mat: Mat, frame: int) -> bool:
    return frame - SAMPLE_RATE // 8 <= mat.frame <= frame + NEAR_FRAMES


def wait_at(mat: Mat, frame: int) -> None:
    """Wait until the sound plays at a frame, or shortly after it."""
    mat.page.wait_for_function(
        "([s, near]) => { const a = document.getElementById('session'); return !a.paused && !a.seeking"
        " && a.currentTime > s - 0.15 && a.currentTime < s + near }",
        arg=[frame / SAMPLE_RATE, 6],
    )


def two_fingers(page: Page) -> None:
    """Tap with two fingers at once."""
    touch = page.context.new_cdp_session(page)
    points = [{"x": 100, "y": 420, "id": 1}, {"x": 260, "y": 430, "id": 2}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def swipe(page: Page, from_x: int, to_x: int) -> None:
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": from_x, "y": 430}]})
    for x in ((2 * from_x + to_x) // 3, (from_x + 2 * to_x) // 3, to_x):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": 430}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_tap_begins_a_second_one_pauses_and_a_third_goes_on_after_words(mat: Mat) -> None:
    mat.tap()
    mat.shows("playing")
    mat.moves()
    mat.seek(mat.spans("hold")[0]["start"] + 20 * SAMPLE_RATE)
    mat.moves()
    mat.tap()
    mat.shows("paused")
    assert mat.sound("session", "paused")
    mat.passes(5)
    mat.tap()
    mat.shows("words")
    mat.moves("words")
    mat.says("now", "Cobra pose.")
    mat.shows("playing")
    mat.moves()


def test_a_double_tap_leads_to_the_next_stretch(mat: Mat) -> None:
    mat.begins_at(mat.section("cobra")["start"] + SAMPLE_RATE)
    mat.page.wait_for_timeout(400)
    mat.tap_twice()
    wait_at(mat, mat.section("seated-spinal-twist")["start"])
    mat.says("stretch", "Seated spinal twist")


def test_two_fingers_lead_to_the_next_stretch(mat: Mat) -> None:
    mat.begins_at(mat.section("cobra")["start"] + SAMPLE_RATE)
    two_fingers(mat.page)
    wait_at(mat, mat.section("seated-spinal-twist")["start"])


def test_swipes_lead_to_the_next_stretch_and_back(mat: Mat) -> None:
    mat.begins_at(mat.section("cobra")["start"] + SAMPLE_RATE)
    swipe(mat.page, 330, 60)
    wait_at(mat, mat.section("seated-spinal-twist")["start"])
    swipe(mat.page, 60, 330)
    wait_at(mat, mat.section("cobra")["start"])


def test_the_keys_of_play_do_the_same_here(mat: Mat) -> None:
    mat.press(" ")
    mat.shows("playing")
    mat.press("n")
    wait_at(mat, mat.section("cobra")["start"])
    mat.press("ArrowRight")
    wait_at(mat, mat.section("seated-spinal-twist")["start"])
    mat.press("b")
    wait_at(mat, mat.section("cobra")["start"])
    mat.seek(mat.section("cobra")["start"] + 30 * SAMPLE_RATE)
    mat.moves()
    mat.press("r")
    wait_at(mat, mat.section("cobra")["start"])
    mat.press("-")
    mat.page.wait_for_function("() => document.getElementById('session').volume < 0.95")
    assert mat.sound("words", "volume") == mat.sound("session", "volume")
    mat.press(" ")
    mat.shows("paused")


def test_after_the_last_part_there_is_no_next_one_and_the_page_says_so(mat: Mat) -> None:
    mat.begins_at(mat.made.contents["sections"][-1]["start"])
    mat.press("n")
    expect(mat.page.locator("#status")).to_contain_text("last part")
    mat.shows("playing")


def test_the_sound_ends_and_the_page_says_that_it_is_done_and_begins_anew_with_a_tap(mat: Mat) -> None:
    mat.begins_at(mat.made.contents["frames"] - 2 * SAMPLE_RATE)
    mat.shows("finished")
    mat.says("count", "Done")
    mat.again()
    expect(mat.page.locator("#notice")).to_contain_text("Last finished on")
    mat.tap()
    mat.shows("playing")
    wait_at(mat, 0)


def test_the_picture_leads_to_where_it_is_tapped(mat: Mat) -> None:
    mat.begins_at(0)
    box = mat.page.locator("#picture").bounding_box()
    assert box
    mat.page.touchscreen.tap(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    share = mat.made.contents["frames"] * 0.6
    mat.page.wait_for_function("s => document.getElementById('session').currentTime > s", arg=share / SAMPLE_RATE - 10)
    mat.moves()
    mat.shows("playing")


def test_the_steps_are_listed_and_each_leads_to_its_stretch(mat: Mat) -> None:
    mat.tap()
    mat.shows("playing")
    mat.page.locator("#steps").tap()
    expect(mat.page.locator("#chapters li")).to_have_count(len(mat.made.contents["sections"]))
    mat.page.get_by_role("button", name="Child's pose").tap()
    expect(mat.page.locator("#steps-dialog")).not_to_be_visible()
    wait_at(mat, mat.section("childs-pose")["start"])


def test_captions_show_what_is_said_while_it_is_said_if_asked_for(mat: Mat) -> None:
    sentence = next(cue for cue in mat.made.sentences() if cue["end"] - cue["start"] > 2 * SAMPLE_RATE)
    mat.begins_at(0)
    expect(mat.page.locator("#caption")).not_to_be_visible()
    mat.page.locator("#captions").tap()
    mat.seek(sentence["start"])
    mat.says("caption", sentence["text"])
    expect(mat.page.locator("#caption")).to_be_visible()
    mat.again()
    expect(mat.page.locator("#captions")).to_have_attribute("aria-pressed", "true")


def test_side_hold_and_what_comes_next_are_shown(mat: Mat) -> None:
    hold = mat.spans("hold")[2]
    mat.begins_at(hold["start"] + 2 * SAMPLE_RATE)
    mat.says("stretch", "Seated spinal twist")
    mat.says("side", f"{hold['side'].capitalize()} side")
    mat.says("number", "2 of 3")
    mat.says("next", "Next: Child's pose")
    expect(mat.page.locator("#count")).to_have_text(re.compile("^(2[0-3]|1[0-9])$"))
    expect(mat.page.locator("#status")).to_contain_text("Hold for 25 seconds.")


def test_the_place_is_remembered_and_offered_after_the_page_was_closed(mat: Mat) -> None:
    hold = mat.spans("hold")[1]
    mat.begins_at(hold["start"] + 5 * SAMPLE_RATE)
    mat.page.locator("#toggle").tap()
    mat.shows("paused")
    mat.passes(300)
    mat.again()
    expect(mat.page.locator("#notice")).to_contain_text("Left off at Seated spinal twist")
    mat.page.locator("#go-on").tap()
    mat.shows("words")
    mat.says("now", "We go on.")
    mat.shows("playing")
    wait_at(mat, mat.section("seated-spinal-twist")["start"])


def test_from_the_beginning_is_offered_too(mat: Mat) -> None:
    mat.begins_at(mat.spans("hold")[1]["start"])
    mat.page.locator("#toggle").tap()
    mat.shows("paused")
    mat.again()
    mat.page.locator("#from-beginning").tap()
    mat.shows("playing")
    wait_at(mat, 0)


def test_the_page_keeps_the_place_when_it_is_closed_while_it_plays(mat: Mat) -> None:
    mat.begins_at(mat.section("childs-pose")["start"] + 4 * SAMPLE_RATE)
    mat.again()
    expect(mat.page.locator("#notice")).to_contain_text("Left off at Child's pose")


LOCK_SCREEN = """
window.pressed = {};
const set = MediaSession.prototype.setActionHandler;
MediaSession.prototype.setActionHandler = function (action, obey) {
  window.pressed[action] = obey;
  set.call(this, action, obey);
};
"""
"""Keeps what the page gives to the system for the lock screen, so that a test can press it."""


def press_outside(page: Page, action: str, details: dict[str, Any] | None = None) -> None:
    page.evaluate("([action, details]) => window.pressed[action]({ action, ...details })", [action, details or {}])


def test_the_lock_screen_shows_the_stretch_and_its_buttons_are_obeyed(page: Page, made: Made) -> None:
    page.add_init_script(LOCK_SCREEN)
    mat = Mat(page, made)
    mat.open(made.file.as_uri())
    mat.begins_at(mat.spans("hold")[1]["start"] + SAMPLE_RATE)
    page.wait_for_function("() => navigator.mediaSession.metadata?.title.startsWith('Seated spinal twist')")
    shown = page.evaluate(
        "() => { const { metadata: m, playbackState } = navigator.mediaSession;"
        " return [m.title, m.artist, m.album, m.artwork[0].src.slice(0, 22), playbackState] }"
    )
    assert shown == ["Seated spinal twist, Left side", "On the mat · 2 of 3", "On the mat", shown[3], "playing"]
    assert shown[3].startswith(("data:image/png", "blob:"))
    press_outside(page, "pause")
    mat.shows("paused")
    assert page.evaluate("navigator.mediaSession.playbackState") == "paused"
    press_outside(page, "play")
    mat.shows("words")
    mat.shows("playing")
    press_outside(page, "nexttrack")
    wait_at(mat, made.section("childs-pose")["start"])
    press_outside(page, "previoustrack")
    wait_at(mat, made.section("seated-spinal-twist")["start"])
    press_outside(page, "seekto", {"seekTime": 60})
    wait_at(mat, 60 * SAMPLE_RATE)


def test_play_on_the_lock_screen_begins_anew_after_the_end_and_tries_again_after_an_error(
    browser: Browser, made: Made, site: str
) -> None:
    with opened(browser, **PHONE) as (page, _):
        page.add_init_script(LOCK_SCREEN)
        mat = Mat(page, made)
        mat.open(site)
        mat.begins_at(made.contents["frames"] - SAMPLE_RATE)
        mat.shows("finished")
        press_outside(page, "play")
        mat.shows("playing")
        wait_at(mat, 0)
        mat.press("n")
        mat.moves()
        fail = "for (let i = 0; i < 20; i += 1) document.getElementById('session').dispatchEvent(new Event('error'))"
        page.evaluate(f"() => {{ {fail} }}")
        mat.shows("error")
        press_outside(page, "play")
        mat.shows("playing")
        press_outside(page, "play")  # which is heard already
        mat.shows("playing")


GRANT_LATER = """
window.asked = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: () => new Promise((grant) => asked.push(grant)) } });
window.grant = () => {
  const lock = { released: false, release: async () => { lock.released = true; } };
  asked.shift()(lock);
  return window.lock = lock;
};
"""
"""A wake lock that the browser grants when the test wants it."""


def test_a_screen_that_was_asked_to_stay_on_may_go_out_when_the_session_is_paused_before_the_answer(
    page: Page, made: Made
) -> None:
    page.add_init_script(GRANT_LATER)
    mat = Mat(page, made)
    mat.open(made.file.as_uri())
    mat.press(" ")
    mat.shows("playing")
    page.wait_for_function("() => asked.length === 1")
    mat.press(" ")
    mat.shows("paused")
    page.evaluate("() => { grant(); }")
    page.wait_for_function("() => lock.released")
    mat.press(" ")
    page.wait_for_function("() => asked.length === 1")
    page.evaluate("() => { grant(); }")
    mat.shows("words", "playing")
    assert not page.evaluate("lock.released")


def test_the_media_key_of_a_headset_pauses_and_goes_on(mat: Mat) -> None:
    mat.begins_at(mat.spans("hold")[0]["start"] + 12 * SAMPLE_RATE)
    mat.page.evaluate("document.getElementById('session').pause()")  # the system does so for a call or a headset
    mat.shows("paused")
    mat.page.evaluate("document.getElementById('session').play()")
    mat.shows("words")
    mat.shows("playing")


def test_where_nothing_can_be_kept_the_session_plays_all_the_same(browser: Browser, made: Made) -> None:
    forbidden = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    with opened(browser, **PHONE) as (page, _):
        page.add_init_script(forbidden)
        mat = Mat(page, made)
        mat.open(made.file.as_uri())
        mat.begins_at(mat.spans("hold")[0]["start"])
        mat.page.locator("#toggle").tap()
        mat.shows("paused")


@pytest.mark.parametrize("way", ["file", "http"])
def test_no_request_leaves_the_page(browser: Browser, made: Made, site: str, way: str) -> None:
    address = made.file.as_uri() if way == "file" else site
    with opened(browser, **PHONE) as (page, seen):
        mat = Mat(page, made)
        mat.open(address)
        mat.begins_at(mat.spans("hold")[0]["start"] + SAMPLE_RATE)
        mat.page.locator("#captions").tap()
        mat.page.locator("#toggle").tap()
        mat.shows("paused")
        mat.passes(30)
        mat.page.wait_for_timeout(400)
        mat.page.locator("#toggle").tap()
        mat.shows("words")
        mat.moves("words")
        assert seen.from_elsewhere(address) == []
        assert (len(seen.requests) == 3) or way == "http"


ASK_ELSEWHERE = """
async () => {
  const loaded = (tag) => new Promise((yes, no) => {
    const node = Object.assign(document.createElement(tag), { onload: yes, onerror: no, src: "http://127.0.0.1:9/" });
    document.head.append(node);
  });
  const asked = [fetch("http://127.0.0.1:9/"), loaded("img"), loaded("script")];
  return Promise.all(asked.map((answer) => answer.then(() => "answered", () => "refused")));
}
"""


def test_the_policy_stops_a_request_to_elsewhere(browser: Browser, made: Made) -> None:
    with opened(browser, **PHONE) as (page, seen):
        page.goto(made.file.as_uri())
        asked = page.evaluate(ASK_ELSEWHERE)
        assert asked == ["refused"] * 3
        assert len(seen.complaints) == 4  # the policy's own words for each, and one of fetch
        assert all("Content Security Policy" in text for text in seen.complaints)
        seen.complaints.clear()


def test_a_page_whose_sound_is_missing_says_so_and_what_to_do(browser: Browser, made: Made) -> None:
    whole = made.file.read_text("utf-8")
    broken = made.folder / "broken.html"
    broken.write_text(whole[: whole.index('<script type="text/plain"')] + "</body></html>", "utf-8")
    with opened(browser, **PHONE) as (page, _):
        page.goto(broken.as_uri())
        page.wait_for_selector('html[data-state="error"]', state="attached")
        expect(page.locator("#now")).to_have_text("The sound cannot be played.")


def test_the_sound_does_not_start_by_itself(mat: Mat) -> None:
    assert mat.sound("session", "paused")
    assert mat.frame == 0
