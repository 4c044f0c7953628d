"""Puts the routes together, and the guards before them in their order.

`GET /` the library · `GET, POST /routines/NAME` its settings, and an order · `GET /sessions/KEY` waits or plays ·
`progress`, `audio.mp3`, `words.mp3`, `practised` below it · `GET /assets/NAME`. No route takes a path.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.errors import CoachError
from coach.page.assets import FOLDER, source_hash
from coach.page.serve.access import Access, Rules
from coach.page.serve.answers import error_answer, outside_answer, problem_answer, refusal, refused
from coach.page.serve.bodies import SmallBodies
from coach.page.serve.headers import Guarded
from coach.page.serve.kept import KeptSessions
from coach.page.serve.orders import OrderDesk
from coach.page.serve.renderings import Make, Renderings
from coach.page.serve.routines import Routines
from coach.page.serve.sessions import Log, Sessions, log_practice
from coach.page.serve.threads import Threads
from coach.page.serve.worker import make_session
from coach.page.texts import page_texts

ASSET_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

OnRequest = Callable[[str], None]
"""Takes a line about each request: method, path without what follows `?`, and status."""


def ignore_request(_line: str) -> None:
    """Do nothing with the line."""


def create_app(  # noqa: PLR0913 (each is a part of it that tests replace)
    rules: Rules,
    desk: OrderDesk,
    kept: KeptSessions,
    *,
    make: Make = make_session,
    now: Callable[[], float] = time.monotonic,
    log: Log = log_practice,
    address: str = "",
    on_fault: Callable[[Exception], str] = str,
    on_request: OnRequest = ignore_request,
) -> ASGIApp:
    """Return the application.

    Args:
        rules: Who may use it.
        desk: Takes orders.
        kept: Keeps the sessions.
        make: Makes a session.
        now: Gives the time in seconds, by which a rendering that nobody waits for is cancelled.
        log: Takes a practice.
        address: The address to scan, in the local network; empty where only this machine is served.
        on_fault: Takes an error that coach did not expect, and returns a sentence about it for the person.
        on_request: Takes a line about each request.
    """
    threads = Threads()
    renderings = Renderings(make, kept, on_fault, now)
    routes = [
        *Routines(rules, desk, renderings, threads, address).routes(),
        *Sessions(rules, kept, renderings, threads, log).routes(),
        Route("/assets/{name}", _asset),
    ]

    async def answer_fault(_request: Request, error: Exception) -> Response:
        remedy = page_texts("refusals")["fault_remedy"]
        return problem_answer(HTTPStatus.INTERNAL_SERVER_ERROR, on_fault(error), remedy)

    app: ASGIApp = Starlette(
        routes=routes,
        exception_handlers={CoachError: _answer_known, HTTPException: _answer_status, Exception: answer_fault},
        lifespan=lambda _app: renderings.watched(),
    )
    return _Logged(Guarded(Access(SmallBodies(app, refuse), rules, outside_answer)), on_request)


def refuse(status: HTTPStatus, words: str = "no_answer", headers: Mapping[str, str] | None = None) -> Response:
    """Return the page for a request that is not answered.

    Args:
        status: The status.
        words: The key of what is wrong.
        headers: More headers of the answer.
    """
    return problem_answer(status, *refusal(words), headers)


async def _answer_known(_request: Request, error: Exception) -> Response:
    return error_answer(error) if isinstance(error, CoachError) else refuse(HTTPStatus.BAD_REQUEST)


async def _answer_status(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return refuse(HTTPStatus.BAD_REQUEST)
    status = HTTPStatus(error.status_code)
    return refuse(status, "no_page" if status is HTTPStatus.NOT_FOUND else "no_answer", error.headers)


async def _asset(request: Request) -> Response:
    name: str = request.path_params["name"]
    path = next((path for path in FOLDER.iterdir() if path.name == name and path.suffix in ASSET_TYPES), None)
    if path is None:
        raise refused(HTTPStatus.NOT_FOUND, "no_file")
    text = path.read_text("utf-8")
    headers = {"ETag": f'"{source_hash(text)[8:-1]}"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(text, media_type=ASSET_TYPES[path.suffix], headers=headers)


@dataclass(frozen=True, slots=True)
class _Logged:
    app: ASGIApp
    on_request: OnRequest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.on_request(f"{scope['method']} {quote(scope['path'])} {message['status']}")
            await send(message)

        await self.app(scope, receive, send_logged)
