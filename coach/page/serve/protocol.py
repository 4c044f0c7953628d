"""Speaks HTTP with one client, as uvicorn does, and lets nobody hold a place by sending slowly.

A request has to be there, head and body, some seconds after its first byte, or after the connection was made. When all
places are taken, the connection that has waited longest for a request gives way: an honest one needs milliseconds.
"""

import asyncio
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S = 10.0
"""Seconds for a whole request. A form of 16 KB takes one over the slowest wireless network."""

MOST_CONNECTIONS = 400
"""The most connections at a time: fifty phones with six each, and a hundred more. A server has 1024 files by default,
and each connection takes two while it gets a file."""

HEAD_BYTES = 16 * 1024
"""The longest head of a request; one that is less than twice as long may pass."""

_ARRIVED = frozenset({h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR})


class PatientProtocol(H11Protocol):
    """One connection."""

    since_s: float | None = None
    """The time since which it waits for a request; None while it is being answered."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, if need be that of the one who has waited longest."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take some bytes of a request."""
        if self._deadline is None:
            self._wait()  # for the next one
        for begin in range(0, len(data), HEAD_BYTES):  # h11 measures a head between two pieces
            super().data_received(data[begin : begin + HEAD_BYTES])
            if self.transport.is_closing():
                break
        if self.conn.their_state in _ARRIVED:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.since_s is None:
            self.since_s = time.monotonic()  # uvicorn has a deadline of its own for a connection without any request

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._stop_waiting()
        super().connection_lost(exc)
        if self.timeout_keep_alive_task:  # with which uvicorn keeps a connection that was reset, until its time is over
            self.timeout_keep_alive_task.cancel()

    def _wait(self) -> None:
        self.since_s = self.since_s or time.monotonic()
        self._deadline = self.loop.call_later(REQUEST_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        self.since_s = None
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _make_room(self) -> None:
        waiting: list[Any] = [each for each in self.connections if getattr(each, "since_s", None) is not None]
        min(waiting, key=lambda each: each.since_s, default=self).transport.abort()
