"""Makes the answers that several routes give: a page, a sentence about a problem, and the checks of what was sent."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.page.serve import _views as views
from coach.page.serve.access import Origin, Rules
from coach.page.serve.orders import read_form
from coach.page.serve.renderings import RETRY_AFTER_S, BusyError

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""What a picture may do when it is opened by itself: nothing."""

FORM_TYPE = "application/x-www-form-urlencoded"


class RefusedError(CoachError):
    """A request that is answered with a status and a sentence.

    Args:
        status: The status.
        problem: One sentence on what is wrong.
        remedy: One sentence on what to do.
    """

    def __init__(self, status: HTTPStatus, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.status = status


def problem_answer(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a page that says what is wrong and what to do."""
    return HTMLResponse(views.problem_page(status, sentence), status, headers)


def answer_error(error: CoachError) -> Response:
    """Return the page for an error that coach raises on purpose."""
    if isinstance(error, BusyError):
        return problem_answer(HTTPStatus.TOO_MANY_REQUESTS, str(error), {"Retry-After": str(RETRY_AFTER_S)})
    return problem_answer(status_of(error), str(error))


def status_of(error: CoachError) -> HTTPStatus:
    """Return the status that tells of an error."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, SettingsError | UnknownNameError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.SERVICE_UNAVAILABLE


def picture_answer(svg: str) -> Response:
    """Return an SVG picture."""
    headers = {"Content-Security-Policy": PICTURE_POLICY, "Cache-Control": "private, max-age=60"}
    return Response(svg, media_type="image/svg+xml", headers=headers)


def plain(sentence: str) -> str:
    """Return a sentence without the person's home folder, which is nobody's business on another device."""
    home = str(Path.home())
    return sentence.replace(home, "~") if len(home) > 1 else sentence


async def read_own_form(request: Request, rules: Rules) -> dict[str, str]:
    """Read a form that a page of this server sent, without its form key.

    Raises:
        RefusedError: It is no form, or another page may have sent it.
        FormError: It cannot be read.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This is no form of coach.", "Load the page again.")
    form = read_form(await request.body())
    is_ours = rules.is_form_key(form.pop("form-key", ""))
    if not is_ours and request.state.origin is not Origin.OWN:
        raise RefusedError(HTTPStatus.FORBIDDEN, "This form is of an earlier start of coach.", "Load the page again.")
    return form
