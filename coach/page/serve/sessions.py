"""The routes of one session: the page that waits or plays, its progress, its sound, and the practice to be logged."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.page import views
from coach.page.contents import AudioAddresses, Contents, Links
from coach.page.document import session_document, session_policy
from coach.page.serve.access import Origin, Rules
from coach.page.serve.answers import SITE, RefusedError, read_own_form, refused
from coach.page.serve.kept import KEY, KeptSession, KeptSessions
from coach.page.serve.renderings import Progress, Renderings
from coach.page.serve.threads import Threads
from coach.page.texts import page_texts
from coach.practice.history import LONGEST_S, Practice, append_practice, history_path, local_now

UNCHANGING = "private, max-age=31536000, immutable"
"""A key stands for one content, so that a phone need not ask for it twice."""

Log = Callable[[Practice], None]


def log_practice(practice: Practice) -> None:
    """Add a practice to the history of this machine.

    Raises:
        HistoryError: It could not be written.
    """
    append_practice(practice, history_path())


class Sessions:
    """Answers for sessions.

    Args:
        rules: Give the form key.
        kept: Finds what is finished.
        renderings: Tell of what is not.
        threads: Do what takes long.
        log: Takes a practice.
    """

    def __init__(
        self,
        rules: Rules,
        kept: KeptSessions,
        renderings: Renderings,
        threads: Threads,
        log: Log = log_practice,
    ) -> None:
        self._rules = rules
        self._kept = kept
        self._renderings = renderings
        self._threads = threads
        self._log = log

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sessions/{key}", self.page),
            Route("/sessions/{key}", self.again, methods=["POST"]),
            Route("/sessions/{key}/progress", self.progress),
            Route("/sessions/{key}/audio.mp3", self.audio),
            Route("/sessions/{key}/words.mp3", self.words),
            Route("/sessions/{key}/practised", self.practised, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Answer with the page that plays, or with one that waits; lead back to the form if that was the mistake."""
        key = _key(request)
        if session := self._kept.find(key):
            return await self._threads.run(_player, session)
        progress, order = self._progress(key), self._renderings.order_of(key)
        name, title = (order.name, order.title) if order else ("", "")
        back = f"/routines/{name}?session={key}"
        failure = self._renderings.failure_of(key)
        if failure and failure.settings:
            return RedirectResponse(back, HTTPStatus.SEE_OTHER)
        percent = 100 * progress.done // (progress.total or 1)
        shown = views.Progress(progress.state, percent, progress.ahead, progress.error)
        page = views.waiting_page(
            SITE, title, shown, address=f"/sessions/{key}", back=back, form_key=self._rules.form_key
        )
        return HTMLResponse(page)

    async def again(self, request: Request) -> Response:
        """Ask once more for a session whose rendering failed or was cancelled."""
        key = _key(request)
        await read_own_form(request, self._rules)
        order = self._renderings.order_of(key)
        if order:
            self._renderings.ask(order)
        return RedirectResponse(f"/sessions/{key}", HTTPStatus.SEE_OTHER)

    async def progress(self, request: Request) -> Response:
        """Answer with the progress as JSON."""
        progress = self._progress(_key(request))
        return JSONResponse(asdict(progress))

    async def audio(self, request: Request) -> Response:
        """Answer with the session's sound, or a range of it; `?download=1` gives it a name to be saved under."""
        session = self._session(request)
        name = None
        if request.query_params.get("download"):
            contents = await self._threads.run(_contents, session)
            name = f"{contents['name']}.mp3"
        return _sound(session.audio, f"{session.key}-audio", name)

    async def words(self, request: Request) -> Response:
        """Answer with the words track, or a range of it."""
        session = self._session(request)
        return _sound(session.words, f"{session.key}-words")

    async def practised(self, request: Request) -> Response:
        """Add a practice to the history."""
        session = self._session(request)
        if request.state.origin is not Origin.OWN:
            raise refused(HTTPStatus.FORBIDDEN, "not_the_page")
        contents = await self._threads.run(_contents, session)
        practice = _practice(await request.body(), contents)
        if practice.stretches:
            await self._threads.run(self._log, practice)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _progress(self, key: str) -> Progress:
        progress = self._renderings.progress(key)
        if progress is None:
            raise _gone()
        return progress

    def _session(self, request: Request) -> KeptSession:
        session = self._kept.find(_key(request))
        if session is None:
            raise _gone()
        return session


def _key(request: Request) -> str:
    key: str = request.path_params["key"]
    if not KEY.fullmatch(key):
        raise refused(HTTPStatus.NOT_FOUND, "no_session")
    return key


def _contents(session: KeptSession) -> Contents:
    """Read what the page shows of a session.

    Raises:
        RefusedError: Another server has removed it since it was found, or its file is damaged.
    """
    try:
        return session.contents()
    except (OSError, ValueError) as error:
        raise _gone() from error


def _gone() -> RefusedError:
    return refused(HTTPStatus.NOT_FOUND, "gone")


def _player(session: KeptSession) -> Response:
    at = f"/sessions/{session.key}"
    contents = _contents(session)
    contents["audio"] = AudioAddresses(session=f"{at}/audio.mp3", words=f"{at}/words.mp3")
    contents["links"] = Links(library="/", download=f"{at}/audio.mp3?download=1", practised=f"{at}/practised")
    contents["texts"] = page_texts("session")
    headers = {"Content-Security-Policy": f"{session_policy(contents)}; frame-ancestors 'none'"}
    return HTMLResponse("".join(session_document(contents)), headers=headers)


def _sound(path: Path, tag: str, name: str | None = None) -> Response:
    try:
        stat = path.stat()
    except OSError as error:
        raise _gone() from error
    headers = {"ETag": f'"{tag}"', "Cache-Control": UNCHANGING}
    return FileResponse(path, headers=headers, media_type="audio/mpeg", filename=name, stat_result=stat)


def _practice(body: bytes, contents: Contents) -> Practice:
    """Read what a page tells of a practice: `{"stretches": [names], "practised_s": seconds}`.

    Raises:
        RefusedError: It is something else, or not of this session.
    """
    try:
        told = json.loads(body)
        stretches, practised_s = tuple(told["stretches"]), told["practised_s"]
        done = Counter(stretches)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise _no_practice() from error
    there = Counter(each["name"] for each in contents["sections"] if each["kind"] == "stretch")
    is_number = isinstance(practised_s, int | float) and not isinstance(practised_s, bool)
    if not is_number or not 0 <= practised_s <= LONGEST_S or not done <= there:
        raise _no_practice()
    return Practice(local_now(), contents["name"], contents["title"], stretches, round(float(practised_s), 3))


def _no_practice() -> RefusedError:
    return refused(HTTPStatus.UNPROCESSABLE_ENTITY, "no_practice")
