"""Makes the answers that several routes give: a page, a sentence about a problem, and the checks of what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.page import views
from coach.page.assets import source_hash, style
from coach.page.serve.access import Origin, Rules
from coach.page.serve.headers import page_policy
from coach.page.serve.renderings import RETRY_AFTER_S, BusyError
from coach.page.texts import page_texts

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


def refused(status: HTTPStatus, words: str) -> RefusedError:
    """Return the refusal whose words have a key in the texts of the page."""
    return RefusedError(status, *refusal(words))


def refusal(words: str) -> tuple[str, str]:
    """Return what is wrong and what to do, by the key of these words in the texts of the page."""
    texts = page_texts("refusals")
    return texts[words], texts[f"{words}_remedy"]


def outside_answer(status: HTTPStatus, words: str) -> Response:
    """Return a page for whoever is not let in: it leads nowhere."""
    return _styled(views.problem_page(replace(_styled_site(), root=""), status, *refusal(words)), status)


def problem_answer(status: int, problem: str, remedy: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a page that says what is wrong and what to do."""
    return _styled(views.problem_page(_styled_site(), status, problem, remedy), status, headers)


def error_answer(error: CoachError) -> Response:
    """Return the page for an error that coach raises on purpose."""
    if isinstance(error, BusyError):
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        return _styled(views.busy_page(_styled_site(), RETRY_AFTER_S), HTTPStatus.TOO_MANY_REQUESTS, headers)
    return problem_answer(status_of(error), error.problem, error.remedy)


@cache
def _styled_site() -> views.Site:
    """Return the site for a page with its style in it: whoever is not let in gets no other file."""
    return replace(SITE, style=style(*views.STYLES))


def _styled(page: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    policy = page_policy(source_hash(_styled_site().style))
    return HTMLResponse(page, status, {"Content-Security-Policy": policy, **(headers or {})})


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
        raise refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no_form")
    try:
        pairs = parse_qsl((await request.body()).decode("latin-1"), True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise refused(HTTPStatus.BAD_REQUEST, "no_form") from error
    is_ours = any(name == FORM_KEY and rules.is_form_key(text) for name, text in pairs)
    if not is_ours and request.state.origin is not Origin.OWN:
        raise refused(HTTPStatus.FORBIDDEN, "old_form")
    return [(name, text) for name, text in pairs if name != FORM_KEY]
