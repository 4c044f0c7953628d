"""Gives the tests of the page one browser for each file, one session for each run, and a server for its folder."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

from tests.page.browsers import PHONE, chromium, opened
from tests.page.made import Made, made_once
from tests.page.mat import Mat
from tests.playback.null_sink import wait_until


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Made:
    base = tmp_path_factory.getbasetemp()
    return made_once((base if worker_id == "master" else base.parent) / "page-session")


@pytest.fixture(scope="module")  # no longer: while it runs, its thread has an event loop, and no test can run another
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium(playwright)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a telephone that has opened nothing yet."""
    with opened(browser, **PHONE) as (page, _):
        yield page


@pytest.fixture
def mat(page: Page, made: Made) -> Mat:
    """The page of the session on a telephone, opened as a file and ready, at an hour that the test decides."""
    mat = Mat(page, made)
    mat.open(made.file.as_uri())
    return mat


@pytest.fixture(scope="session")
def site(made: Made) -> Iterator[str]:
    """The address of the session's folder on a server that answers ranges."""
    with served(made.site) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and give its address."""
    app = Starlette()
    app.mount("/", StaticFiles(directory=folder, html=True))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert wait_until(lambda: server.started), "the server does not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()
