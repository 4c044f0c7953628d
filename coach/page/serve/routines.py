"""The routes of the library: the list, a routine's settings, its picture, and the order that its form sends."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.drawing.band import band
from coach.drawing.svg import svg
from coach.errors import CoachError, UnknownNameError
from coach.page.serve import _views as views
from coach.page.serve.access import Rules
from coach.page.serve.addresses import code_svg
from coach.page.serve.answers import RefusedError, picture_answer, plain, read_own_form, status_of
from coach.page.serve.orders import OrderDesk, read_form
from coach.page.serve.renderings import Renderings
from coach.session.estimate import KeptOrEstimated
from coach.session.overview import ScriptRow, list_scripts
from coach.session.session import library_of, plan_session
from coach.timeline import Timeline

MOST_PICTURES = 256
"""How many pictures are remembered, of 5 KB each."""


class Routines:
    """Answers for the library.

    Args:
        rules: Give the form key.
        desk: Takes orders.
        renderings: Makes what is ordered.
        address: The address to scan, on the local network; empty where only this machine is served.
    """

    def __init__(self, rules: Rules, desk: OrderDesk, renderings: Renderings, address: str = "") -> None:
        self._rules = rules
        self._desk = desk
        self._renderings = renderings
        self._address = address
        self._pictures: dict[object, str] = {}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/", self.library),
            Route("/code.svg", self.code),
            Route("/routines/{name}", self.form),
            Route("/routines/{name}", self.order, methods=["POST"]),
            Route("/routines/{name}/picture.svg", self.picture),
        ]

    async def library(self, _request: Request) -> Response:
        """Answer with all scripts."""
        rows = await run_in_threadpool(self._rows)
        return HTMLResponse(views.library_page(rows, address=self._address))

    async def code(self, _request: Request) -> Response:
        """Answer with the address of this server as a code, for another phone."""
        if not self._address:
            raise RefusedError(HTTPStatus.NOT_FOUND, "There is no code to scan.", "Start `coach serve --lan`.")
        return picture_answer(code_svg(self._address))

    async def form(self, request: Request) -> Response:
        """Answer with the settings of a script; the address may choose some."""
        chosen = read_form(request.url.query)
        return await self._form_page(request.path_params["name"], chosen)

    async def order(self, request: Request) -> Response:
        """Take an order, and lead to its session."""
        name, form = request.path_params["name"], await read_own_form(request, self._rules)
        try:
            order = await run_in_threadpool(self._desk.order, name, form)
        except CoachError as error:
            return await self._form_page(name, form, error)
        self._renderings.ask(order)
        return RedirectResponse(f"/sessions/{order.key}", HTTPStatus.SEE_OTHER)

    async def picture(self, request: Request) -> Response:
        """Answer with the timeline of a script, drawn as long as it is with the defaults."""
        name = request.path_params["name"]
        return picture_answer(await run_in_threadpool(self._picture, name))

    async def _form_page(self, name: str, chosen: dict[str, str], error: CoachError | None = None) -> Response:
        row = await run_in_threadpool(self._row, name)
        form = {**self._desk.defaults, **chosen}
        form.pop("scripts", None)
        problem = plain(str(error)) if error else ""
        page = views.routine_page(row, form, self._desk.offers, self._rules.form_key, problem)
        return HTMLResponse(page, status_of(error) if error else HTTPStatus.OK)

    def _rows(self) -> Sequence[ScriptRow]:
        return list_scripts(self._desk.settings)

    def _row(self, name: str) -> ScriptRow:
        self._check(name)
        return next(row for row in self._rows() if row.name == name)

    def _check(self, name: str) -> None:
        try:
            self._desk.check_name(name)
        except UnknownNameError as error:
            raise RefusedError(HTTPStatus.NOT_FOUND, error.problem, error.remedy) from error

    def _picture(self, name: str) -> str:
        self._check(name)
        own = library_of(self._desk.settings).own_paths()
        key = name, tuple((path, path.stat().st_mtime_ns) for path in own)
        if key not in self._pictures:
            if len(self._pictures) >= MOST_PICTURES:
                self._pictures.clear()
            self._pictures[key] = "".join(svg(band(self._estimated(name))))
        return self._pictures[key]

    def _estimated(self, name: str) -> Timeline:
        """Schedule a script without speaking."""
        plan = plan_session(name, self._desk.settings)
        clip = KeptOrEstimated(plan.speaker, speed=plan.settings.speed).clip
        return Timeline(plan.routine.title, tuple(plan.sections(clip, plan.routine, plan.settings)))
