"""Opens real browsers on pages: Chromium through Playwright, and WebKit, the nearest to Safari, through its own driver.

Both are Debian's. Each begins with an empty profile, and whatever a page asks for or complains of is written down.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.playback.null_sink import wait_until
from tests.require import require

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
"""The screen of an ordinary telephone."""

LOCAL = ("file:", "data:", "blob:", "about:")
"""Beginnings of addresses that leave no trace on any network."""

WEBKIT = "webkit2gtk-4.1/MiniBrowser"
"""WebKit's own small browser, below the folder of the system's libraries."""

START_S = 20.0
"""How long a browser may take to start, in seconds; only a broken machine needs as long."""


@dataclass(slots=True)
class Seen:
    """All that the pages of a context asked for and complained of.

    Attributes:
        requests: The addresses, of blocked requests too.
        complaints: Errors on the console, such as those of the policy, and exceptions that nobody caught.
    """

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def from_elsewhere(self, *own: str) -> list[str]:
        """Return the addresses that are neither local nor begin with one of the page's own."""
        return [address for address in self.requests if not address.startswith((*LOCAL, *own))]


def chromium(playwright: Playwright, environment: Mapping[str, str] | None = None) -> Browser:
    """Start Chromium; skip the test where there is none.

    Args:
        playwright: Drives it.
        environment: The environment of its processes, such as that of a rig; None leaves it as it is.
    """
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    require(path, "Chromium is not installed")
    return playwright.chromium.launch(
        executable_path=path,
        args=[*CHROMIUM_FLAGS],
        ignore_default_args=["--mute-audio"],
        env=dict(environment) if environment else None,
    )


def watched(context: BrowserContext) -> Seen:
    """Write down from now on all that the pages of a context ask for and complain of."""
    seen = Seen()

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.complaints.append(message.text)

    def on_request(request: Request) -> None:
        seen.requests.append(request.url)

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: seen.complaints.append(str(error.error)))
    return seen


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[tuple[Page, Seen]]:
    """Give a page in a context of its own, and fail at the end if it complained of anything."""
    context = browser.new_context(**options)
    seen = watched(context)
    page = context.new_page()
    page.set_default_timeout(START_S * 1000)
    yield page, seen
    context.close()
    assert seen.complaints == []


@dataclass(frozen=True, slots=True)
class WebKit:
    """A session of WebKit's driver, by the requests of W3C's WebDriver.

    Source: https://www.w3.org/TR/webdriver2/.
    """

    client: httpx.Client = field(repr=False)
    session: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send a command of the session, and return its value.

        Raises:
            AssertionError: The driver answers with an error.
        """
        answer = self.client.request(method, f"/session/{self.session}/{path}", json=body if method == "POST" else None)
        assert answer.is_success, answer.text
        return answer.json()["value"]

    def open(self, address: str) -> None:
        """Open an address, and wait until the page is there."""
        self.ask("POST", "url", {"url": address})

    def run(self, body: str) -> Any:
        """Run the body of a function in the page, and return its result."""
        return self.ask("POST", "execute/sync", {"script": body, "args": []})

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true."""
        assert wait_until(lambda: bool(self.run(f"return {expression}"))), f"never true: {expression}"

    def click(self, selector: str) -> None:
        """Click on the middle of an element."""
        element = self.ask("POST", "element", {"using": "css selector", "value": selector})
        self.ask("POST", f"element/{next(iter(element.values()))}/click", {})

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        actions = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.ask("POST", "actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})


@contextmanager
def webkit(environment: Mapping[str, str]) -> Iterator[WebKit]:
    """Start WebKit on a screen of its own, which nobody sees; skip the test where it cannot be started.

    Args:
        environment: The environment of its processes, such as that of a rig, whose loudspeaker it then plays on.
    """
    browser = next(Path("/usr/lib").glob(f"*/{WEBKIT}"), None)
    require(browser and shutil.which("WebKitWebDriver"), "webkit2gtk-driver is not installed")
    require(shutil.which("Xvfb"), "Xvfb is not installed")
    with tempfile.TemporaryDirectory(prefix="coach-webkit-") as home, _screen() as display:
        own = {"DISPLAY": display, "HOME": home, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        own |= {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
        if os.geteuid() == 0:  # its sandbox refuses to start for root
            own["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        with _driver({**environment, **own}) as client:
            options = {"binary": str(browser), "args": ["--automation"]}
            wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
            answer = client.post("/session", json=wanted).raise_for_status()
            driven = WebKit(client, answer.json()["value"]["sessionId"])
            try:
                yield driven
            finally:
                client.delete(f"/session/{driven.session}")


@contextmanager
def _screen() -> Iterator[str]:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield f":{process.stdout.readline().decode().strip()}"
        finally:
            process.terminate()


@contextmanager
def _driver(environment: Mapping[str, str]) -> Iterator[httpx.Client]:
    port = _free_port()
    command = ["WebKitWebDriver", f"--port={port}"]
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client,
    ):
        try:
            assert wait_until(lambda: _answers(client)), "WebKitWebDriver does not answer"
            yield client
        finally:
            process.terminate()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/status").is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
