"""Presses on the page of a session what a person presses, and reads what it shows."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from coach.audio.format import SAMPLE_RATE
from tests.page.made import Made

NOON_S = 1_800_000_000
"""The hour at which a page is opened, in seconds since 1970. From then on the test moves the clock."""

DOUBLE_MS = 350
"""The longest time between the taps of a double tap; see `gestures.js`."""

TRIES = 5

NOTE_TAPS = """() => {
  if (window.tappedMs) return;
  window.tappedMs = [];
  addEventListener("click", (event) => window.tappedMs.push(event.timeStamp), true);
}"""
"""Notes when each tap came."""


@dataclass
class Mat:
    """A page with a session, and the clock of its device.

    Attributes:
        page: The page in the browser.
        made: The session.
        now_s: The time on the device, in seconds since 1970.
    """

    page: Page
    made: Made
    now_s: float = NOON_S

    def open(self, address: str) -> None:
        """Open the page, and wait until it can be begun."""
        self.page.clock.set_fixed_time(self.now_s)
        self.page.goto(address)
        self.shows("ready")

    def again(self) -> None:
        """Load the page anew, as if it had been closed and opened."""
        self.page.reload()
        self.shows("ready")

    def passes(self, seconds: float) -> None:
        """Let time pass on the clock, while the sound goes on as ever."""
        self.now_s += seconds
        self.page.clock.set_fixed_time(self.now_s)

    def shows(self, *states: str) -> None:
        """Wait until the page is in one of some states."""
        names = ", ".join(f'html[data-state="{state}"]' for state in states)
        self.page.wait_for_selector(names, state="attached")

    def tap(self) -> None:
        """Tap somewhere on the surface that is no button of its own, long enough after the tap before."""
        self.page.wait_for_function("ms => !(performance.now() - window.tappedMs?.at(-1) < ms)", arg=2 * DOUBLE_MS)
        self._tap()

    def tap_twice(self) -> None:
        """Tap twice in quick succession; on a machine that was too slow for that, try again from where that led."""
        for _ in range(TRIES):
            self.tap()
            self._tap()
            first_ms, second_ms = self.page.evaluate("window.tappedMs.slice(-2)")
            if second_ms - first_ms < DOUBLE_MS:
                return
            self.shows("playing")  # paused by the first one, and going on by the second
        raise AssertionError("The machine is too slow for two quick taps.")

    def _tap(self) -> None:
        self.page.evaluate(NOTE_TAPS)
        taps = self.page.evaluate("window.tappedMs.length")
        self.page.touchscreen.tap(30, 420)
        self.page.wait_for_function("taps => window.tappedMs.length > taps", arg=taps)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    @property
    def frame(self) -> int:
        """The frame at which the sound of the session is."""
        return round(self.sound("session", "currentTime") * SAMPLE_RATE)

    def sound(self, track: str, what: str) -> Any:
        """Return a property of one of the two sounds."""
        return self.page.evaluate("([id, name]) => document.getElementById(id)[name]", [track, what])

    def moves(self, track: str = "session") -> None:
        """Wait until a sound has moved on."""
        start_s = self.sound(track, "currentTime")
        self.page.wait_for_function(
            "([id, s]) => { const a = document.getElementById(id); return !a.paused && a.currentTime > s + 0.05 }",
            arg=[track, start_s],
        )

    def seek(self, frame: int) -> None:
        """Play from near a frame on, by a jump of the sound itself, as the system's player may do."""
        self.page.evaluate(
            "([id, s]) => { document.getElementById(id).currentTime = s }", ["session", frame / SAMPLE_RATE]
        )

    def begins_at(self, frame: int) -> None:
        """Begin the session and have it play from near a frame on."""
        self.press(" ")
        self.shows("playing")
        self.moves()
        self.seek(frame)
        self.moves()

    def spans(self, kind: str) -> list[Any]:
        return self.made.spans(kind)

    def section(self, name: str) -> Any:
        return self.made.section(name)

    def begins_again_at(self, frame: int) -> None:
        """Play from near a frame on, whatever the page does now."""
        self.press("n")
        self.shows("playing")
        self.seek(frame)
        self.moves()

    def says(self, element: str, text: str) -> None:
        """Wait until an element shows a text."""
        expect(self.page.locator(f"#{element}")).to_have_text(text)
