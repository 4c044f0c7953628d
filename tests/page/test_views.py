"""The pages around the one that plays: what they say, and that everybody can use them, in Chromium.

Covers also: controls
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from coach.errors import SettingsError
from coach.page import views
from coach.page.assets import FOLDER, asset
from coach.page.forms import FormError, form_of, form_values, read_form
from coach.page.texts import page_texts
from coach.session.overview import ScriptRow
from tests.page.browsers import PHONE, opened
from tests.require import require

AXE = Path(__file__).parent / "tools" / "node_modules" / "axe-core" / "axe.min.js"

SITE = views.Site()
HOST = "http://coach.test"
HEADER = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The policy with which `coach serve` sends its pages."""

DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 720 44'/%3E"

ROUTINE = ScriptRow("back", "Back & <b>sides</b>", 9, "", "", 1151, False, "place=floor|chair")
ROWS = (
    ScriptRow("my-neck", "My neck", 0, "chair", "20–30 s each side", 240, True, "", True),
    ScriptRow("torn", "", 0, "", "", 0, False, "", True, "torn.yaml:3:5: There is no step “hodl”."),
    ROUTINE,
    ScriptRow("cobra", "Cobra pose", 0, "prone", "5–8 breaths", 144, False),
)
FORM = form_of(ROUTINE, voices=("heart", "system"))
SHARE = views.Share("http://192.168.1.20:8765/?token=abcdefghijklmnopqrstuvwxyz012345", DOT)


def entries() -> list[views.Entry]:
    return [views.entry_of(row, f"/routines/{row.name}", DOT) for row in ROWS]


def library(share: views.Share | None = SHARE) -> str:
    return views.library_page(SITE, entries(), share)


def settings(error: Exception | None = None, **typed: str) -> str:
    values = form_values({}, FORM) | {name.replace("_", "-"): text for name, text in typed.items()}
    entry = views.entry_of(ROUTINE, "/routines/back", DOT)
    return views.routine_page(SITE, entry, FORM, values, error=error, form_key="abc")  # type: ignore[arg-type]


def mistaken() -> str:
    with pytest.raises(FormError) as caught:
        read_form([("speed", "9"), ("pause-rest", "x")], FORM)
    return settings(caught.value, speed="9", pause_rest="x")


def waiting(progress: views.Progress) -> str:
    return views.waiting_page(SITE, "Back", progress, address="/sessions/k", back="/routines/back", form_key="abc")


PAGES = {
    "library": library,
    "library on one machine": lambda: library(views.Share()),
    "settings": settings,
    "settings with mistakes": mistaken,
    "settings that contradict": lambda: settings(SettingsError("Nothing is left.", "Choose another value.")),
    "waiting": lambda: waiting(views.Progress("preparing", 40)),
    "queued": lambda: waiting(views.Progress("queued", 0, 3)),
    "failed": lambda: waiting(views.Progress("failed", error="The voice failed. Try another.")),
    "cancelled": lambda: waiting(views.Progress("cancelled")),
    "problem": lambda: views.problem_page(SITE, 404, "There is no routine “bakc”.", "Did you mean “back”?"),
    "busy": lambda: views.busy_page(SITE, 30),
}


class Tags(HTMLParser):
    """Every tag of a document with its attributes, and the text of its body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_outside_its_site_and_has_nothing_inline_that_a_policy_would_forbid(name: str) -> None:
    for tag, attributes in Tags(PAGES[name]()).tags:
        assert not any(key == "style" or key.startswith("on") for key in attributes), tag
        address = attributes.get("src") or attributes.get("href") or attributes.get("action") or ""
        assert address.startswith(("/", "#", "data:image/")) or not address, address
        assert tag != "style"
        assert tag != "script" or attributes.get("src")


def test_what_people_wrote_is_shown_as_text() -> None:
    page = settings(SettingsError("“<script>alert(1)</script>” is no place.", "Choose <b>one</b>."))
    assert "<script>alert" not in page
    assert "Back &amp; &lt;b&gt;sides&lt;/b&gt;" in page
    assert not Tags(page).all("b")


def test_the_library_shows_ones_own_first_then_routines_then_stretches() -> None:
    page = library()
    places = [page.index(text) for text in ("Your own", "My neck", "hodl", "Routines", "9 stretches", "Cobra pose")]
    assert places == sorted(places)


def test_the_library_gives_position_dose_and_length_and_marks_an_estimate() -> None:
    page = library()
    assert all(text in page for text in ("19:11", "~4:00", "prone · 5–8 breaths"))


def test_a_script_that_cannot_be_done_says_why_and_leads_nowhere() -> None:
    page = library()
    assert "torn.yaml:3:5: There is no step “hodl”." in page
    assert "/routines/torn" not in page


def test_a_page_for_this_machine_alone_says_how_to_open_it_to_a_phone() -> None:
    page = library(views.Share())
    assert "coach serve --lan" in page
    assert "192.168" not in page


def test_every_setting_has_a_control_with_a_label_and_the_form_comes_back_with_its_key() -> None:
    tags = Tags(settings())
    controls = {str(each["name"]): each for each in (*tags.all("select"), *tags.all("input"))}
    assert set(controls) == {field.name for field in FORM.fields} | {"form-key"}
    labels = {each["for"] for each in tags.all("label")}
    assert labels == {each["id"] for name, each in controls.items() if name != "form-key"}
    assert controls["form-key"]["value"] == "abc"
    assert (controls["speed"]["min"], controls["speed"]["max"], controls["speed"]["step"]) == ("0.5", "2", "0.05")


def test_every_label_and_every_value_of_a_setting_has_words() -> None:
    texts = page_texts("site")
    for field in FORM.fields:
        if field.setting != "choose":
            assert f"field.{field.name}" in texts or f"field.{field.part}" in texts, field.name
        for value in field.values:
            known = {f"value.{field.name}.{value or 'none'}", f"value.{value}"} & set(texts)
            assert known or value.lstrip("-").isdecimal() or field.setting in {"voice", "choose", "ambient"}, value


def test_a_remembered_value_that_a_list_does_not_have_is_in_it() -> None:
    assert '<option value="-13" selected>−13 dB</option>' in settings(chimes="-13")


def test_mistakes_are_told_at_the_top_and_beside_their_fields_and_what_was_typed_stays() -> None:
    page, tags = mistaken(), Tags(mistaken())
    (summary,) = [attributes for tag, attributes in tags.tags if attributes.get("role") == "alert"]
    assert "autofocus" in summary
    speed = next(each for each in tags.all("input") if each["name"] == "speed")
    assert (speed["value"], speed["aria-invalid"]) == ("9", "true")
    assert "field-speed-error" in str(speed["aria-describedby"])
    assert page.count("“9” is not a speed. Give a number from 0.5 to 2.0, such as 0.9.") == 2
    assert [each["href"] for each in tags.all("a") if "#" in str(each["href"])] == ["#field-pause-rest", "#field-speed"]


def test_settings_that_are_folded_away_are_shown_where_one_is_chosen_or_wrong() -> None:
    def opened_details(page: str) -> list[bool]:
        return ["open" in each for each in Tags(page).all("details")]

    assert opened_details(settings()) == [False, False]
    assert opened_details(settings(breath_in="5")) == [True, False]
    assert opened_details(settings(chimes="off")) == [False, True]
    assert opened_details(mistaken()) == [True, False]


def test_a_busy_page_says_when_to_come_back() -> None:
    assert "Come back in 30 seconds" in views.busy_page(SITE, 30)


def test_a_site_has_the_words_of_its_author_its_own_style_and_the_address_of_its_feed() -> None:
    site = views.Site(
        root="./",
        title="Practice Ünal",
        author="A. Ünal",
        notice="One.\n\nTwo.",
        contact="a@b.example",
        feed="feed.xml",
        style="p{color:red}",
        policy="default-src 'none'",
        direction="rtl",
    )
    page = views.library_page(site, entries())
    tags = Tags(page)
    assert "<title>Sessions · Practice Ünal</title>" in page
    assert "<p>One.</p>\n<p>Two.</p>" in page
    assert "<style>p{color:red}</style>" in page
    assert not [each for each in tags.all("link") if each["rel"] == "stylesheet"]
    assert tags.all("html") == [{"lang": "en", "dir": "rtl"}]
    assert {"href": "feed.xml"} in tags.all("a")
    assert {"href": "mailto:a@b.example"} in tags.all("a")


def show(page: Page, html: str, progress: list[str] | None = None) -> None:
    """Open a page as `coach serve` would send it; a session's state is the last of `progress` when it is asked for.

    When there is nothing more to wait for, the page that comes back does not ask again, as that of the server.
    """

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/assets/"):
            kind = "text/javascript" if path.endswith(".js") else "text/css"
            route.fulfill(path=FOLDER / path.rpartition("/")[2], content_type=kind)
        elif path.endswith("/progress") and progress and progress[-1] == "gone":
            route.fulfill(status=404, body="gone")
        elif path.endswith("/progress") and progress:
            route.fulfill(json={"state": progress[-1], "done": 70, "total": 100, "ahead": 2, "error": ""})
        elif progress and progress[-1] == "gone":
            route.fulfill(status=404, body=PAGES["problem"](), content_type="text/html")
        elif progress and progress[-1] == "ready":
            route.fulfill(body="<h1>The session</h1>", content_type="text/html")
        else:
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": HEADER})

    page.route("**/*", answer)
    page.goto(f"{HOST}/page")


@pytest.mark.parametrize("name", ["library", "settings with mistakes", "waiting", "failed", "busy"])
def test_axe_finds_nothing_in_the_dark_and_no_weak_contrast_in_the_light(name: str, browser: Browser) -> None:
    require(AXE.is_file(), "axe-core is not installed: npm ci in tests/page/tools")
    with opened(browser, viewport={"width": 390, "height": 844}, color_scheme="dark") as (page, _):
        show(page, PAGES[name](), ["queued"])
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        page.evaluate(AXE.read_text("utf-8"))
        assert violations(page, "{resultTypes: ['violations']}") == []
        page.emulate_media(color_scheme="light")
        assert violations(page, "{runOnly: ['color-contrast'], resultTypes: ['violations']}") == []


def violations(page: Page, options: str) -> list[str]:
    run = f"axe.run(document, {options}).then(r => r.violations.map(v => `${{v.id}}: ${{v.nodes[0].html}}`))"
    found: list[str] = page.evaluate(run)
    return found


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_is_wider_than_the_screen_and_what_is_pressed_is_as_large_as_a_finger(
    direction: str, page: Page
) -> None:
    show(page, mistaken().replace('dir="ltr"', f'dir="{direction}"') + library())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = "[...document.querySelectorAll('select, input:not([type=hidden]), button, summary, .back, .card .links a')]"
    heights = page.evaluate(f"{small}.map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= 48


def test_the_settings_are_sent_with_the_keyboard_alone_and_without_a_script(browser: Browser) -> None:
    with opened(browser, java_script_enabled=False, viewport={"width": 390, "height": 844}) as (page, _):
        show(page, settings())
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("12")
        page.keyboard.press("Tab")
        page.keyboard.type("Ch")
        with page.expect_request(f"{HOST}/routines/back") as sent:
            for _ in range(2 * len(FORM.fields)):
                page.keyboard.press("Tab")
                if page.locator("button:focus").count():
                    break
            page.keyboard.press("Enter")
        body = sent.value.post_data or ""
    assert "form-key=abc" in body
    assert "minutes=12" in body
    assert "choose-place=chair" in body


def test_a_mistake_has_the_focus_and_leads_to_its_field(page: Page) -> None:
    show(page, mistaken())
    assert page.evaluate("document.activeElement.className") == "summary"
    page.get_by_role("link", name="is not a speed").click()
    assert page.evaluate("document.activeElement.name") == "speed"


def test_waiting_tells_the_progress_and_opens_the_session_when_it_is_ready(browser: Browser) -> None:
    with opened(browser, **PHONE) as (page, _):
        states = ["queued"]
        show(page, waiting(views.Progress()), states)
        expect(page.locator("#state")).to_have_text("Waiting for its turn; 2 before it.")
        states.append("preparing")
        expect(page.locator("#bar")).to_have_js_property("value", 70)
        states.append("ready")
        expect(page.get_by_role("heading")).to_have_text("The session")


def test_a_phone_that_is_unlocked_asks_at_once(browser: Browser) -> None:
    with opened(browser, **PHONE) as (page, _):
        page.add_init_script("window.setTimeout = () => 0")  # as the timers of a page that is not seen
        states = ["queued"]
        show(page, waiting(views.Progress()), states)
        expect(page.locator("#state")).to_have_text("Waiting for its turn; 2 before it.")
        states.append("preparing")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#bar")).to_have_js_property("value", 70)


def test_waiting_for_a_session_that_is_gone_shows_what_the_server_says_of_it(browser: Browser) -> None:
    with browser.new_context() as context:  # which complains of the 404 on its console
        page = context.new_page()
        states = ["preparing"]
        show(page, waiting(views.Progress()), states)
        expect(page.locator("#bar")).to_have_js_property("value", 70)
        states.append("gone")
        expect(page.get_by_role("heading")).to_have_text("There is no routine “bakc”.")


def test_the_bars_of_a_phone_have_the_colour_of_the_page() -> None:
    grounds = re.findall(r"--ground: (#\w+)", asset("colours.css"))
    colours = [each for each in Tags(library()).all("meta") if each.get("name") == "theme-color"]
    assert [each["content"] for each in colours] == grounds
    assert [each["media"] for each in colours] == [f"(prefers-color-scheme: {name})" for name in ("dark", "light")]


def test_a_session_that_failed_is_not_asked_for_by_itself(page: Page) -> None:
    show(page, PAGES["failed"]())
    assert page.locator("script").count() == 0
    assert page.get_by_role("button").inner_text() == "Prepare it again"
