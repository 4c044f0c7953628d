"""Prints what the page of a session weighs, how soon it can be used on a slow device, and what ten hours need.

`python -m tests.reports.page_weight PAGE.html [PAGE.html …]`: exported files. The processor is slowed down four times.
"""

import re
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.page.browsers import PHONE, chromium, opened

SLOWER = 4
"""How many times slower the processor is: a telephone of some years ago."""

BEGUN = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("#chapters li")) return;
  window.begunMs = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
"""Notes when the page's script has run: the list of steps is filled last, and each press is obeyed from then on."""

SOUND = re.compile(rb'<script type="text/plain" data-track="\w+">[^<]*</script>\n')


def main(paths: list[Path]) -> None:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for path in paths:
            whole = path.read_bytes()
            print(f"{path.name}: {len(whole)} bytes, {len(SOUND.sub(b'', whole))} without its sound")
            measure(browser, path)
        browser.close()


def measure(browser: Browser, path: Path) -> None:
    """Print when a page answers a press, and when its sound is there; then seek near its end, and print the memory."""
    with opened(browser, **PHONE) as (page, _):
        protocol = page.context.new_cdp_session(page)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.set_default_timeout(600_000)
        page.add_init_script(BEGUN)
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector('html[data-state="ready"]', state="attached")
        begun_ms, ready_ms = page.evaluate("() => [window.begunMs, performance.now()]")
        print(f"  can be pressed after {begun_ms / 1000:.2f} s, has its sound after {ready_ms / 1000:.2f} s")
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        seek(page)
        used = page.evaluate("() => performance.memory.usedJSHeapSize")
        print(f"  heap {used / 1e6:.0f} MB; {resident_mb():.0f} MB in all processes of Chromium")


def seek(page: Page) -> None:
    """Play a minute before the end."""
    page.keyboard.press("p")
    page.wait_for_selector('html[data-state="playing"]', state="attached")
    length_s = page.evaluate("() => document.getElementById('session').duration")
    start_s = time.monotonic()
    page.evaluate("(s) => { document.getElementById('session').currentTime = s }", length_s - 60)
    page.wait_for_function("(s) => document.getElementById('session').currentTime > s", arg=length_s - 59.9)
    print(f"  plays a minute before the end of {length_s / 60:.0f} min after {time.monotonic() - start_s:.2f} s")


def resident_mb() -> float:
    """Return the memory of all processes of the browser, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"chromium" in status.read_bytes().split(b"\0")[0]:
                text = status.with_name("smaps_rollup").read_text("utf-8")
                total += int(re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)[1])  # type: ignore[index]
        except (OSError, TypeError):
            continue
    return total / 1000


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
