"""The site in a real browser: without a network, and from one version to the next.

It is served by Python's own web server in a folder of its address, which answers no ranges.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from coach.page.publish.service_worker import start_script
from tests.page.browsers import opened
from tests.page.publish.publishing import NAME, make, write_site

UNTIL_KEPT = """async () => {
  for (let looks = 0; looks < 3000; looks += 1) {
    for (const name of await caches.keys()) {
      if (await (await caches.open(name)).match(location.href)) return true;
    }
    await new Promise((done) => { setTimeout(done, 20); });
  }
  return false;
}"""

UNTIL_WAITING = """async () => {
  const found = await navigator.serviceWorker.ready;
  await found.update();
  const worker = found.installing ?? found.waiting;
  if (worker.state === "installed") return;
  await new Promise((done) => { worker.onstatechange = () => { if (worker.state === "installed") done(); }; });
}"""

PLAY = """async (place) => {
  const audio = document.querySelector("audio");
  audio.muted = true;
  await audio.play();
  audio.currentTime = place;
  await new Promise((done) => { audio.addEventListener("seeked", done, { once: true }); });
  await new Promise((done) => { audio.ontimeupdate = () => { if (audio.currentTime > place + 0.2) done(); }; });
  return [new URL(audio.currentSrc).pathname, audio.duration];
}"""

CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    found[name] = (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname);
  }
  return found;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word on the terminal."""

    def log_message(self, *_arguments: object) -> None:
        pass


class Host:
    """A web server whose cable can be pulled out.

    Attributes:
        address: The address of the site.
    """

    def __init__(self, folder: Path) -> None:
        self._serve = partial(Quiet, directory=str(folder.parent))
        self._server = self._start(0)
        self.address = f"http://127.0.0.1:{self._server.server_port}/{folder.name}/"

    def _start(self, port: int) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", port), self._serve)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def cut(self) -> None:
        """Answer nobody from now on."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    host = Host(folder)
    yield host
    host.cut()


def visit(page: Page, address: str) -> None:
    """Open a page of a routine, and wait until it is kept with its sound."""
    page.goto(address)
    assert page.evaluate(UNTIL_KEPT)


def sound_of(folder: Path) -> str:
    """Return the name of the routine's sound that its page in the folder names."""
    found = re.search(
        r'name="coach-sound" content="(audio-[0-9a-f]+\.mp3) ', (folder / NAME / "index.html").read_text("utf-8")
    )
    assert found
    return found[1]


def go_offline(context: BrowserContext, host: Host) -> None:
    context.set_offline(True)  # for the pages; a worker of Chromium still reaches this machine
    host.cut()


def test_a_page_and_its_sound_are_there_without_a_network_after_the_first_visit(browser: Browser, site: Path) -> None:
    with hosted(site) as host, opened(browser) as (page, seen):
        visit(page, f"{host.address}{NAME}/")
        go_offline(page.context, host)
        page.goto("about:blank")
        page.goto(f"{host.address}{NAME}/index.html?from=home")
        path, duration_s = page.evaluate(PLAY, 20)
        assert path == f"/site/{NAME}/{sound_of(site)}"
        assert duration_s > 20
        page.goto(f"{host.address}never-opened/")
        assert page.url == host.address
        page.get_by_role("link", name="Short").first.click()
        page.wait_for_url(f"{host.address}{NAME}/")
        assert seen.from_elsewhere(host.address) == []


def test_the_worker_answers_ranges_out_of_a_whole_sound(browser: Browser, site: Path) -> None:
    with hosted(site) as host, opened(browser) as (page, _):
        visit(page, f"{host.address}{NAME}/")
        (worker,) = page.context.service_workers
        size_bytes = (site / NAME / sound_of(site)).stat().st_size
        answer = """async ([path, range]) => {
          const copy = await anywhere(address(path));
          const found = await part(copy, range);
          const bytes = new Uint8Array(await found.arrayBuffer());
          return [found.status, found.headers.get("content-range"), bytes.length, bytes[0] ?? null];
        }"""
        content = (site / NAME / sound_of(site)).read_bytes()

        def asked(bytes_range: str) -> list[object]:
            found: list[object] = worker.evaluate(answer, [f"{NAME}/{sound_of(site)}", bytes_range])
            return found

        last = size_bytes - 1
        assert asked("bytes=0-1") == [206, f"bytes 0-1/{size_bytes}", 2, content[0]]
        assert asked("bytes=1000-") == [206, f"bytes 1000-{last}/{size_bytes}", size_bytes - 1000, content[1000]]
        assert asked("bytes=-10") == [206, f"bytes {size_bytes - 10}-{last}/{size_bytes}", 10, content[-10]]
        assert asked("bytes=5-99999999999") == [206, f"bytes 5-{last}/{size_bytes}", size_bytes - 5, content[5]]
        assert asked(f"bytes={size_bytes}-") == [416, f"bytes */{size_bytes}", 0, None]
        assert asked("bytes=9-5") == [416, f"bytes */{size_bytes}", 0, None]
        for whole in ("bytes=-", "bytes=0-1,5-6", "lines=1-2"):
            assert asked(whole)[0] == 200


def test_a_new_version_replaces_the_old_one_whole_and_cuts_nobody_off(browser: Browser, site: Path) -> None:
    with hosted(site) as host, opened(browser) as (page, _):
        address = f"{host.address}{NAME}/"
        visit(page, address)
        page.reload()  # under the worker from now on
        old_sound = sound_of(site)
        assert page.evaluate(PLAY, 5)[0].endswith(old_sound)
        (old_cache,) = page.evaluate(CACHES)

        make(site, "11 s")
        write_site(site)
        new_sound = sound_of(site)
        assert new_sound != old_sound
        assert (site / NAME / old_sound).is_file()  # for those who have the old page open and no worker
        page.evaluate(UNTIL_WAITING)
        assert page.evaluate(PLAY, 12)[0].endswith(old_sound)  # it goes on, with its own sound
        other = page.context.new_page()
        other.goto(address)  # a network gives the new page, with its sound
        assert other.evaluate(PLAY, 5)[0].endswith(new_sound)

        go_offline(page.context, host)
        page.reload()  # without one, the old page has the old sound as long as somebody has one open
        assert page.evaluate(PLAY, 3)[0].endswith(old_sound)
        page.goto("about:blank")
        other.goto("about:blank")
        found = after_activation(other, address)
        assert list(found) != [old_cache]
        assert len(found) == 1
        (paths,) = found.values()
        assert f"/site/{NAME}/{new_sound}" in paths
        assert f"/site/{NAME}/{old_sound}" not in paths
        assert other.evaluate(PLAY, 3)[0].endswith(new_sound)


def after_activation(page: Page, address: str) -> dict[str, list[str]]:
    """Open a page again and again until the new worker has taken over, and return what is kept then."""
    for _ in range(50):
        page.goto(address)
        if not page.evaluate("async () => !!(await navigator.serviceWorker.ready).waiting"):
            return dict(page.evaluate(CACHES))
        page.goto("about:blank")
    raise AssertionError("The new worker never takes over.")


def test_a_page_of_a_newer_version_is_not_kept_with_the_sound_of_an_older_one(browser: Browser, site: Path) -> None:
    worker = (site / "sw.js").read_bytes()
    make(site, "12 s")
    write_site(site)
    (site / "sw.js").write_bytes(worker)  # as while the new site is being uploaded
    with hosted(site) as host, opened(browser) as (page, _):
        page.goto(host.address)
        page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        page.goto(f"{host.address}{NAME}/")
        (running,) = page.context.service_workers
        told = running.evaluate(f"keep({json.dumps(f'{NAME}/')}).then(() => 'kept', (error) => error.message)")
        assert told == f"{NAME}/ is of another version of the site."
        assert page.evaluate(PLAY, 3)[0].endswith(sound_of(site))


@pytest.mark.parametrize("root", ["./", "../"])
def test_the_script_of_a_page_finds_the_worker_by_a_relative_address(root: str) -> None:
    assert f'register("{root}sw.js"' in start_script(root)
