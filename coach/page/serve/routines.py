"""The routes of the library: the list, a script's settings, its picture, and the order that its form sends."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.drawing.band import band
from coach.drawing.svg import svg
from coach.errors import CoachError, UnknownNameError
from coach.page import views
from coach.page.serve.access import Rules
from coach.page.serve.addresses import code_svg
from coach.page.serve.answers import SITE, Pairs, RefusedError, picture_answer, read_own_form, refused, status_of
from coach.page.serve.orders import OrderDesk
from coach.page.serve.renderings import Renderings
from coach.page.serve.threads import Threads
from coach.session.estimate import KeptOrEstimated
from coach.session.overview import ScriptRow
from coach.session.session import plan_session
from coach.timeline import Timeline

MOST_PICTURES = 256
"""How many pictures are remembered, of 5 KB each."""


class Routines:
    """Answers for the library.

    Args:
        rules: Give the form key.
        desk: Takes orders.
        renderings: Makes what is ordered.
        threads: Do what takes long.
        address: The address to scan, in the local network; empty where only this machine is served.
    """

    def __init__(
        self, rules: Rules, desk: OrderDesk, renderings: Renderings, threads: Threads, address: str = ""
    ) -> None:
        self._rules = rules
        self._desk = desk
        self._renderings = renderings
        self._threads = threads
        self._address = address
        self._pictures: dict[object, str] = {}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/", self.library),
            Route("/code.svg", self.code),
            Route("/routines/{name}", self.settings),
            Route("/routines/{name}", self.order, methods=["POST"]),
            Route("/routines/{name}/picture.svg", self.picture),
        ]

    async def library(self, _request: Request) -> Response:
        """Answer with all scripts, and the way to a phone."""
        rows = await self._threads.run(self._desk.rows)
        share = views.Share(self._address, "/code.svg") if self._address else views.Share()
        return HTMLResponse(views.library_page(SITE, [_entry(row) for row in rows], share))

    async def code(self, _request: Request) -> Response:
        """Answer with the address of this server as a code, for another phone."""
        if not self._address:
            raise refused(HTTPStatus.NOT_FOUND, "no_code")
        return picture_answer(code_svg(self._address))

    async def settings(self, request: Request) -> Response:
        """Answer with the settings of a script; `?session=KEY` shows those that were chosen for a session.

        If the session failed because of them, the mistake is told too.
        """
        row = await self._threads.run(self._row_of, request)
        key = request.query_params.get("session", "")
        order = self._renderings.order_of(key)
        if order is None or order.name != row.name:
            return await self._threads.run(self._settings_page, row)
        failure = self._renderings.failure_of(key)
        error = failure if failure and failure.settings else None
        return await self._threads.run(self._settings_page, row, tuple(order.typed.items()), error)

    async def order(self, request: Request) -> Response:
        """Take an order, and lead to its session; a form with a mistake is shown again, as it was filled in."""
        sent = await read_own_form(request, self._rules)
        row = await self._threads.run(self._row_of, request)
        try:
            order = await self._threads.run(self._desk.order, row, sent)
        except CoachError as error:
            return await self._threads.run(self._settings_page, row, sent, error)
        self._renderings.ask(order)
        return RedirectResponse(f"/sessions/{order.key}", HTTPStatus.SEE_OTHER)

    async def picture(self, request: Request) -> Response:
        """Answer with the timeline of a script, drawn as long as it is with the defaults."""
        return picture_answer(await self._threads.run(self._picture, request))

    def _row_of(self, request: Request) -> ScriptRow:
        try:
            return self._desk.row(request.path_params["name"])
        except UnknownNameError as error:
            raise RefusedError(HTTPStatus.NOT_FOUND, error.problem, error.remedy) from error

    def _settings_page(self, row: ScriptRow, sent: Pairs = (), error: CoachError | None = None) -> Response:
        form = self._desk.form(row)
        values = {**self._desk.values(form), **dict(sent)}
        page = views.routine_page(SITE, _entry(row), form, values, error=error, form_key=self._rules.form_key)
        return HTMLResponse(page, status_of(error) if error else HTTPStatus.OK)

    def _picture(self, request: Request) -> str:
        row = self._row_of(request)
        key = row, self._desk.own_stamp()
        if key not in self._pictures:
            if len(self._pictures) >= MOST_PICTURES:
                self._pictures.clear()
            self._pictures[key] = "".join(svg(band(self._estimated(row.name))))
        return self._pictures[key]

    def _estimated(self, name: str) -> Timeline:
        """Schedule a script without speaking."""
        plan = plan_session(name, self._desk.settings)
        clip = KeptOrEstimated(plan.speaker, speed=plan.settings.speed).clip
        return Timeline(plan.routine.title, tuple(plan.sections(clip, plan.routine, plan.settings)))


def _entry(row: ScriptRow) -> views.Entry:
    address = f"/routines/{row.name}"
    return views.entry_of(row, address, f"{address}/picture.svg")
