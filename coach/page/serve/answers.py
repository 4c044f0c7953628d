"""Makes the answers that several routes give: a page, a sentence about a problem, and the checks of what was sent."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.page import views
from coach.page.serve.access import Origin, Rules
from coach.page.serve.renderings import RETRY_AFTER_S, BusyError

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""Lets a picture that is opened by itself do nothing."""

SITE = views.Site()
"""The server's own pages, at the root of its address."""

FORM_KEY = "form-key"
"""The hidden field by which a form shows that it is ours."""

MOST_FIELDS = 64
"""The most fields of a form; ours have thirty."""

Pairs: TypeAlias = Sequence[tuple[str, str]]
"""The names and texts of a form's fields, in the order in which they were sent."""

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


def problem_answer(status: int, problem: str, remedy: str) -> Response:
    """Return a page that says what is wrong and what to do."""
    return HTMLResponse(views.problem_page(SITE, status, problem, remedy), status)


def error_answer(error: CoachError) -> Response:
    """Return the page for an error that coach raises on purpose."""
    if isinstance(error, BusyError):
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        return HTMLResponse(views.busy_page(SITE, RETRY_AFTER_S), HTTPStatus.TOO_MANY_REQUESTS, headers)
    return problem_answer(status_of(error), error.problem, error.remedy)


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


async def read_own_form(request: Request, rules: Rules) -> Pairs:
    """Read the names and texts of a form that a page of this server sent, without its form key.

    Raises:
        RefusedError: It is no form, or another page may have sent it.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This is no form of coach.", "Load the page again.")
    try:
        pairs = parse_qsl((await request.body()).decode("latin-1"), True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "This is no form of coach.", "Load the page again.") from error
    is_ours = any(name == FORM_KEY and rules.is_form_key(text) for name, text in pairs)
    if not is_ours and request.state.origin is not Origin.OWN:
        raise RefusedError(HTTPStatus.FORBIDDEN, "This form is of an earlier start of coach.", "Load the page again.")
    return [(name, text) for name, text in pairs if name != FORM_KEY]
