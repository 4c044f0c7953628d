"""Lets a request through only if it names this server and comes from whom the server is for.

The `Host` must be one of the server's own, against DNS rebinding. With a token, the request needs it in its address,
where it is exchanged for a cookie, or that cookie. Another origin may lead here by a link, and nothing else.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

SECRET_BYTES = 24
"""Bytes of a token, a cookie and a form key: 192 bits, which nobody guesses."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Origin(StrEnum):
    """Where a request comes from, as far as the browser tells.

    `UNKNOWN` is a form of a page with `Referrer-Policy: no-referrer` over plain HTTP: the browser says “null”. Such a
    form has to bring the form key.
    """

    OWN = "own"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class Refuse(Protocol):
    """Makes the answer to a request that is refused, of a status and the key of its words."""

    def __call__(self, status: HTTPStatus, words: str) -> Response:
        """Return the answer."""


def new_secret() -> str:
    """Return a new text that nobody can guess and that may stand in an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may use the server.

    Attributes:
        hosts: The values of `Host` that name the server, in small letters and with the port.
        token: The text that an address has to have; empty where everybody on this machine may use the server.
        cookie: The name of the cookie; browsers do not tell ports apart, so that it has the port in it.
        cookie_value: The value of the cookie for whom the token let in.
        form_key: The hidden field of each form of the server's own.
    """

    hosts: frozenset[str]
    token: str = ""
    cookie: str = "coach"
    cookie_value: str = field(default_factory=new_secret)
    form_key: str = field(default_factory=new_secret)

    def is_form_key(self, text: str) -> bool:
        """Tell whether a text is the form key, in a time that does not tell how much of it is right."""
        return _is_same(text, self.form_key)


def hosts_at(addresses: Iterable[str], port: int) -> frozenset[str]:
    """Return the values of `Host` for a server on these addresses and the loopback; port 80 may be left out."""
    names = ("localhost", "127.0.0.1", "[::1]", *addresses)
    return frozenset({f"{name}:{port}" for name in names} | ({*names} if port == 80 else set()))


def origin_of(headers: Headers) -> Origin:
    """Tell where a request comes from, by `Origin` and `Sec-Fetch-Site`."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    own = f"http://{headers.get('host', '')}"
    if origin not in {None, "null", own} or site in {"cross-site", "same-site"}:
        return Origin.FOREIGN
    return Origin.OWN if site == "same-origin" or origin == own else Origin.UNKNOWN


class Access:
    """Refuses what the rules do not allow, before any of it is read.

    A request that is let through has its `Origin` in `scope["state"]["origin"]`.

    Args:
        app: The application behind.
        rules: Who may use it.
        refuse: Makes the answer to whoever may not.
    """

    def __init__(self, app: ASGIApp, rules: Rules, refuse: Refuse) -> None:
        self._app = app
        self._rules = rules
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is not to be handed on."""
        headers, rules = Headers(scope=scope), self._rules
        if headers.get("host", "").lower() not in rules.hosts:
            return self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "other_address")
        if rules.token:
            given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token")
            if given is not None and scope["method"] in SAFE_METHODS and _is_same(given, rules.token):
                return self._let_in(scope)
            if not _is_same(cookie_parser(headers.get("cookie", "")).get(rules.cookie, ""), rules.cookie_value):
                return self._refuse(HTTPStatus.FORBIDDEN, "no_token")
        origin = origin_of(headers)
        leads_here = scope["method"] in SAFE_METHODS and headers.get("sec-fetch-mode", "navigate") == "navigate"
        if origin is Origin.FOREIGN and not (leads_here and headers.get("origin") in {None, "null"}):
            return self._refuse(HTTPStatus.FORBIDDEN, "other_site")
        scope.setdefault("state", {})["origin"] = origin
        return None

    def _let_in(self, scope: Scope) -> Response:
        """Exchange the token for a cookie, and lead to the same address without it.

        The cookie is `Lax`: a `Strict` one would not be sent after a link in a message was tapped.
        """
        query = [(name, value) for name, value in parse_qsl(scope["query_string"].decode("latin-1")) if name != "token"]
        path = "/" + quote(scope["path"].lstrip("/"))  # or `//name` would lead to another server
        address = f"{path}?{urlencode(query)}" if query else path
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        response.set_cookie(self._rules.cookie, self._rules.cookie_value, httponly=True, samesite="lax")
        return response


def _is_same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())
