"""Checks the server on real sockets: it takes only what it is given, and nobody holds it up by being slow.

Covers also: protocol.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from starlette.types import Receive, Scope, Send

from coach.page.serve import protocol
from coach.page.serve.addresses import DEFAULT_PORT, LOOPBACK, MORE_PORTS
from coach.page.serve.server import ServeError, Server, listen, make_server
from tests.playback.null_sink import wait_until

PATIENCE_S = 20.0
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class App:
    """Answers “done” at once, and below `/long` only when it is told to."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        if scope["method"] == "POST":
            message = await receive()
            while message["type"] == "http.request" and message["more_body"]:
                message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"8")]})
        await send({"type": "http.response.body", "body": b"to ", "more_body": True})
        while scope["path"] == "/long" and not self.go_on.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": b"do it"})


class Running:
    """A server in a thread."""

    def __init__(self, app: App, server: Server, port: int) -> None:
        self.app = app
        self.server = server
        self.port = port
        self.clients: list[socket.socket] = []

    def connect(self, sent: bytes = b"") -> socket.socket:
        client = socket.create_connection((LOOPBACK, self.port), timeout=PATIENCE_S)
        self.clients.append(client)
        client.sendall(sent)
        return client


@contextmanager
def running() -> Iterator[Running]:
    sockets = listen([LOOPBACK], 0)
    app = App()
    server = make_server(app)
    thread = Thread(target=server.run, args=[sockets])
    thread.start()
    try:
        assert wait_until(lambda: server.started)
        yield (run := Running(app, server, sockets[0].getsockname()[1]))
        for client in run.clients:
            client.close()
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "it does not end"


@pytest.fixture
def server() -> Iterator[Running]:
    with running() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(protocol, "REQUEST_S", 0.2)
    with running() as server:
        yield server


def answer(client: socket.socket) -> bytes:
    """Return what is sent until the answer is there or the connection is cut."""
    received = b""
    try:
        while not received.endswith(b"to do it") and (data := client.recv(4096)):
            received += data
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
)
def test_a_request_that_does_not_come_to_its_end_is_cut(impatient: Running, sent: bytes) -> None:
    assert answer(impatient.connect(sent)) == b""


def test_a_second_request_on_a_connection_has_to_come_to_its_end_too(impatient: Running) -> None:
    client = impatient.connect(REQUEST)
    assert answer(client).endswith(b"to do it")
    client.sendall(b"GET / HT")
    assert answer(client) == b""


def test_an_answer_may_take_as_long_as_it_likes(impatient: Running) -> None:
    client = impatient.connect(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer(impatient.connect(b"GET / HT")) == b""  # the time is over
    impatient.app.go_on.set()
    assert answer(client).endswith(b"to do it")


def test_when_all_places_are_taken_the_one_that_waits_longest_gives_way(
    monkeypatch: pytest.MonkeyPatch, server: Running
) -> None:
    monkeypatch.setattr(protocol, "MOST_CONNECTIONS", 4)
    monkeypatch.setattr(protocol, "REQUEST_S", 3600)
    playing = server.connect(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
    slow = [server.connect(b"GET / H") for _ in range(3)]
    assert wait_until(lambda: len(server.server.server_state.connections) == 4)
    for client in [server.connect(REQUEST) for _ in range(3)]:
        assert answer(client).endswith(b"to do it")
        client.close()
    assert answer(slow[0]) == b""
    server.app.go_on.set()
    assert answer(playing).endswith(b"to do it")


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100) + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_without_a_word_in_the_terminal(
    server: Running, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answer(server.connect(sent)).startswith(b"HTTP/1.1 400 ")
    assert answer(server.connect(REQUEST)).endswith(b"to do it")
    assert capfd.readouterr() == ("", "")


def test_it_ends_while_an_answer_is_on_its_way() -> None:
    with running() as server:
        client = server.connect(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(10)
        server.server.should_exit = True
        assert not answer(client).endswith(b"to do it")


def test_the_same_port_is_taken_on_each_address() -> None:
    sockets = listen([LOOPBACK, "127.0.0.2"], 0)
    names = [listener.getsockname() for listener in sockets]
    for listener in sockets:
        listener.close()
    assert [host for host, _ in names] == [LOOPBACK, "127.0.0.2"]
    assert len({port for _, port in names}) == 1


def test_a_port_that_is_taken_is_told_and_leaves_nothing_open() -> None:
    (taken,) = listen([LOOPBACK], 0)
    port = taken.getsockname()[1]
    with pytest.raises(ServeError, match=f"Port {port} is taken by another program. Choose another with --port"):
        listen(["127.0.0.2", LOOPBACK], port)
    (free,) = listen(["127.0.0.2"], port)
    taken.close()
    free.close()


def test_without_a_port_the_next_one_that_is_free_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = range(DEFAULT_PORT, DEFAULT_PORT + MORE_PORTS)

    class Socket(socket.socket):
        def bind(self, address: tuple[str, int]) -> None:  # type: ignore[override]
            if address[1] in taken:
                raise OSError("taken")
            super().bind((address[0], 0))

    monkeypatch.setattr(socket, "socket", Socket)
    listen([LOOPBACK], None)[0].close()
    taken = range(DEFAULT_PORT, DEFAULT_PORT + MORE_PORTS + 1)
    with pytest.raises(ServeError, match=r"The ports 8421 to 8430 are taken\."):
        listen([LOOPBACK], None)
