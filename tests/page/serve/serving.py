"""A server of the page without a network: its rules, its clock and whoever makes the sessions are the test's."""

import asyncio
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from coach.page.serve.access import Rules, hosts_at
from coach.page.serve.app import create_app
from coach.page.serve.kept import AUDIO, CONTENTS, WORDS, KeptSessions
from coach.page.serve.orders import Order, OrderDesk
from coach.page.serve.renderings import OnProgress
from coach.practice.history import Practice
from tests.fakes import HandClock
from tests.playback.null_sink import wait_until

with warnings.catch_warnings():  # Starlette would rather have the successor of httpx, which is new
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PORT = 8421
ADDRESS = f"http://127.0.0.1:{PORT}"
NO_SCRIPTS = Path(os.environ["COACH_CACHE_DIR"], "no-scripts")
"""An empty folder, the same for all tests, so that the library is scheduled once in a run."""

SOUND = bytes(range(256)) * 40
STRETCHES = ("cobra", "wall-angels")


def contents(order: Order) -> dict[str, object]:
    """Return the contents of a session that a page can be made of."""
    sections = [{"kind": "stretch", "name": name, "title": name, "start": 0, "end": 24000} for name in STRETCHES]
    return {
        "format": 1,
        "key": order.key,
        "name": order.name,
        "title": order.title,
        "language": "en",
        "direction": "ltr",
        "sample_rate": 24000,
        "frames": 48000,
        "sections": sections,
        "spans": [],
        "cues": [],
        "resume": {"limits_s": [20, 120], "tables": [[[0, None, [], 0]]] * 3},
        "words": {"sentences": [], "clips": [], "quiet": [0, 24000]},
        "picture": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "audio": {"session": None, "words": None},
        "links": {"library": None, "download": None, "practised": None},
        "texts": {},
    }


@dataclass
class Maker:
    """Makes sessions of bytes, at once or when it is told to.

    Attributes:
        waits: Whether a session is only finished after `finish`.
        error: Raised in place of a session.
        asked: The orders so far.
        stopped: The keys whose making was cancelled.
    """

    waits: bool = False
    error: Exception | None = None
    asked: list[Order] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    _go_on: dict[str, asyncio.Event] = field(default_factory=dict)

    async def __call__(self, order: Order, folder: Path, on_progress: OnProgress) -> None:
        self.asked.append(order)
        on_progress(1, 4)
        if self.error:
            raise self.error
        if self.waits:
            try:
                await self._go_on.setdefault(order.key, asyncio.Event()).wait()
            except asyncio.CancelledError:
                self.stopped.append(order.key)
                raise
        (folder / AUDIO).write_bytes(SOUND)
        (folder / WORDS).write_bytes(SOUND[:100])
        (folder / CONTENTS).write_text(json.dumps(contents(order)), encoding="utf-8")

    def finish(self, key: str) -> None:
        self._go_on[key].set()


@dataclass
class Served:
    """A served application.

    Attributes:
        client: Asks it, from a page of its own address.
        maker: Makes its sessions.
        clock: Its clock.
        practices: The practices that it logged.
        faults: The errors that it did not expect.
        lines: What it says of each request.
        rules: Who may use it.
    """

    client: TestClient
    maker: Maker
    clock: HandClock
    practices: list[Practice]
    faults: list[Exception]
    lines: list[str]
    rules: Rules

    def order(self, name: str = "cobra", **form: str) -> str:
        """Send a form, and return the key of the session."""
        answer = self.post(f"/routines/{name}", **form)
        assert answer.status_code == 303, answer.text
        return str(re.fullmatch(r"/sessions/([0-9a-f]{64})", answer.headers["location"])[1])  # type: ignore[index]

    def post(self, path: str, **form: str):  # type: ignore[no-untyped-def]
        """Send a form as a page of this server does."""
        return self.client.post(path, data={**form, "form-key": self.rules.form_key}, follow_redirects=False)

    def ready(self, name: str = "cobra", **form: str) -> str:
        """Order a session, wait for it, and return its key."""
        key = self.order(name, **form)
        self.wait_for(key, "ready")
        return key

    def wait_for(self, key: str, state: str) -> None:
        """Wait until a session is in a state."""
        assert wait_until(lambda: self.progress(key)["state"] == state), self.progress(key)

    def finish(self, key: str) -> None:
        """Let a session be finished whose maker waits."""
        assert self.client.portal is not None
        self.client.portal.call(self.maker.finish, key)

    def progress(self, key: str) -> Mapping[str, object]:
        return dict(self.client.get(f"/sessions/{key}/progress").json())


@contextmanager
def served(
    folder: Path,
    *,
    token: str = "",
    address: str = "",
    defaults: Mapping[str, str] | None = None,
    log: Callable[[Practice], None] | None = None,
) -> Iterator[Served]:
    """Serve the library that comes with coach; the sessions are kept in a folder."""
    rules = Rules(hosts_at(["192.168.1.5"], PORT), token, f"coach-{PORT}")
    maker, clock, faults, lines, practices = Maker(), HandClock(), list[Exception](), list[str](), list[Practice]()
    NO_SCRIPTS.mkdir(exist_ok=True)
    desk = OrderDesk({"scripts": str(NO_SCRIPTS), **(defaults or {})}, ["heart"], lambda: 0, clock.now)

    def tell(error: Exception) -> str:
        faults.append(error)
        return "coach made a mistake."

    app = create_app(
        rules,
        desk,
        KeptSessions(folder / "sessions"),
        make=maker,
        now=clock.now,
        log=log or practices.append,
        address=address,
        on_fault=tell,
        on_request=lines.append,
    )
    with TestClient(app, base_url=ADDRESS, headers={"Origin": ADDRESS}, raise_server_exceptions=False) as client:
        yield Served(client, maker, clock, practices, faults, lines, rules)
