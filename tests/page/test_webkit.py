"""The page of a session in WebKit, the nearest to Safari that runs here: it plays, pauses and goes on.

WebKitGTK has no telephone: no touch screen, no lock screen, and no way to lock the device. These stay untried.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from tests.listening import find
from tests.page.browsers import WebKit, webkit
from tests.page.made import Made
from tests.page.test_player_recorded import ALIKE, NEEDLE_FRAMES, likeness
from tests.playback.null_sink import Rig, null_sink

COMPLAINTS = """
window.complaints = [];
addEventListener("error", (event) => complaints.push(event.message));
addEventListener("unhandledrejection", (event) => complaints.push(String(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => complaints.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with null_sink() as rig:
        rig.record()
        yield rig


@pytest.fixture(scope="module")
def safari(rig: Rig) -> Iterator[WebKit]:
    with webkit(rig.environment) as driven:
        yield driven


def state(safari: WebKit, *names: str) -> None:
    safari.wait_for(f"{list(names)!r}.includes(document.documentElement.dataset.state)")


def place_s(safari: WebKit) -> float:
    return float(safari.run("return document.getElementById('session').currentTime"))


def begun(safari: WebKit, address: str, place_s: float) -> None:
    """Open the page and have it play from a place on."""
    safari.open(address)
    safari.run("localStorage.clear()")
    safari.open(address)
    state(safari, "ready")
    safari.run(COMPLAINTS)
    safari.click("#toggle")
    state(safari, "playing")
    safari.wait_for("document.getElementById('session').currentTime > 0.1")
    # WebKitGTK may forget a jump that it is told while it still loads.
    jump = f"const s = document.getElementById('session'); if (s.currentTime < {place_s}) s.currentTime = {place_s}"
    there = f"s.currentTime > {place_s + 0.3}"
    safari.wait_for(f"(() => {{ {jump}; return {there} }})()")


@pytest.mark.parametrize("way", ["file", "http"])
def test_the_session_plays_pauses_and_goes_on_after_words(safari: WebKit, made: Made, site: str, way: str) -> None:
    begun(safari, made.file.as_uri() if way == "file" else site, made.spans("hold")[1]["start"] / SAMPLE_RATE + 4)
    safari.press(" ")
    state(safari, "paused")
    assert safari.run("return document.getElementById('session').paused")
    safari.press(" ")
    state(safari, "words")
    safari.wait_for("document.getElementById('now').textContent === 'Seated spinal twist.'")
    state(safari, "playing")
    before_s = place_s(safari)
    safari.wait_for(f"document.getElementById('session').currentTime > {before_s + 0.3}")
    safari.press("n")
    safari.wait_for("document.getElementById('stretch').textContent === \"Child's pose\"")
    assert safari.run("return complaints") == []


def test_the_session_is_heard_as_it_was_made(safari: WebKit, made: Made, rig: Rig) -> None:
    cue = next(cue for cue in made.sentences() if cue["start"] > made.section("childs-pose")["start"])
    heard_from = len(rig.recording)
    begun(safari, made.file.as_uri(), cue["start"] / SAMPLE_RATE - 1)
    safari.wait_for(f"document.getElementById('session').currentTime > {cue['end'] / SAMPLE_RATE + 0.5}")
    heard = rig.recording[heard_from:]
    needle = made.samples[cue["start"] : cue["start"] + NEEDLE_FRAMES]
    at = find(needle, heard, near=len(heard) // 2, reach=len(heard) // 2)
    assert likeness(needle, heard[at : at + len(needle)]) > ALIKE
    assert float(np.abs(heard).max()) < 1
    safari.press(" ")


def test_the_lock_screen_is_told_what_plays(safari: WebKit, made: Made) -> None:
    begun(safari, made.file.as_uri(), made.spans("hold")[1]["start"] / SAMPLE_RATE + 1)
    safari.wait_for("navigator.mediaSession.metadata?.title === 'Seated spinal twist, Left side'")
    assert safari.run("return navigator.mediaSession.playbackState") == "playing"
    safari.press(" ")
    safari.wait_for("navigator.mediaSession.playbackState === 'paused'")


def test_the_place_is_remembered(safari: WebKit, made: Made) -> None:
    begun(safari, made.file.as_uri(), made.section("childs-pose")["start"] / SAMPLE_RATE + 5)
    safari.press(" ")
    state(safari, "paused")
    safari.open(made.file.as_uri())
    state(safari, "ready")
    assert safari.run("return document.getElementById('notice').textContent").startswith("Left off at Child's pose")
    safari.click("#go-on")
    state(safari, "words", "playing")
    safari.press(" ")


def test_nothing_reaches_beyond_the_edge_of_a_small_screen(safari: WebKit, made: Made) -> None:
    safari.ask("POST", "window/rect", {"width": 390, "height": 844})
    safari.open(made.file.as_uri())
    state(safari, "ready")
    assert safari.run("return document.documentElement.scrollWidth <= innerWidth")
