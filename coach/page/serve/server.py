"""Runs an application on some addresses of this machine until it is told to end.

It binds nothing but what it is given. It writes nothing to the terminal.
"""

import logging
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress

import uvicorn
from starlette.types import ASGIApp

from coach.errors import CoachError
from coach.page.serve.addresses import DEFAULT_PORT, MORE_PORTS
from coach.page.serve.protocol import HEAD_BYTES, PatientProtocol

BACKLOG = 512
"""Connections that the system holds until they are taken."""

KEEP_ALIVE_S = 15
"""Seconds that a connection may stay without a request."""

MOST_FILES = 4096
"""Files and connections that the process may have open, if the system allows so many."""


class ServeError(CoachError):
    """A server that cannot begin."""


def listen(hosts: Sequence[str], port: int | None) -> list[socket.socket]:
    """Open the same port on each address.

    Args:
        hosts: IPv4 addresses of this machine.
        port: The port; None takes `DEFAULT_PORT`, or the next one that is free.

    Raises:
        ServeError: The port is taken or may not be used.
    """
    refused = OSError()
    for number in range(DEFAULT_PORT, DEFAULT_PORT + MORE_PORTS + 1) if port is None else (port,):
        try:
            return _listen_on_all(hosts, number)
        except OSError as error:
            refused = error
    remedy = "Choose another with --port, or --port 0 for any that is free."
    raise ServeError(_problem(port, refused), remedy) from refused


def _listen_on_all(hosts: Sequence[str], port: int) -> list[socket.socket]:
    with ExitStack() as opened:
        sockets = [opened.enter_context(_listen(hosts[0], port))]
        port = sockets[0].getsockname()[1]  # the system's choice, for port 0
        sockets += [opened.enter_context(_listen(host, port)) for host in hosts[1:]]
        opened.pop_all()
    return sockets


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # where SO_REUSEADDR takes the port of another program, or gives ours to one
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _problem(port: int | None, error: OSError) -> str:
    if port is None:
        return f"The ports {DEFAULT_PORT} to {DEFAULT_PORT + MORE_PORTS} are taken."
    if isinstance(error, PermissionError):
        return f"Port {port} may not be used by you."
    return f"Port {port} is taken by another program."


class Server(uvicorn.Server):
    """uvicorn's server, which cuts what is open when it is told to end: a phone may play for an hour."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def run(app: ASGIApp, sockets: list[socket.socket]) -> None:
    """Answer requests until SIGINT or SIGTERM, which are then raised as they would be without the server."""
    _raise_limit()
    make_server(app).run(sockets)


def make_server(app: ASGIApp) -> Server:
    """Return a server with its limits, which tells nobody of strange requests."""
    logger = logging.getLogger("uvicorn")
    logger.propagate = False
    logger.handlers = [logging.NullHandler()]
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=0,  # what is open was cut a tenth of a second before
    )
    return Server(config)


def _raise_limit() -> None:
    """Allow this process more open files, where the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
