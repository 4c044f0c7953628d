"""Reads the body of a request before the application sees it, and refuses one that is too large for any form."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.page.serve.access import Refuse

MOST_BYTES = 16 * 1024
"""The largest body: a form has twenty short fields."""

BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods whose body is left unread."""


class SmallBodies:
    """Hands on a request when its body is there and small.

    Args:
        app: The application, which finds the whole body in one message.
        refuse: Makes the answer to a larger one.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; say nothing to one that leaves before its body is there."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        body = None if not length.isdecimal() or int(length) > MOST_BYTES else b""
        more = True
        while body is not None and more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MOST_BYTES:
                body = None
        if body is None:
            response = self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
            response.headers["Connection"] = "close"  # the rest of the body is not read
            await response(scope, receive, send)
            return
        await self._app(scope, _once(body, receive), send)


def _once(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body first, and then what the server has to say."""
    left = [body]

    async def receive_body() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return receive_body
