"""Slow, silent and many clients on a real server: the one who asks as a browser does is still answered.

`python -m tests.reports.phones` prints how soon, and what it costs.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from coach.page.serve.protocol import MOST_CONNECTIONS
from tests.page.serve.network import KEY, PATIENCE_S, Network, network

AUDIO = f"/sessions/{KEY}/audio.mp3"
TOKEN = "t" * 32
SLOW = 100
"""How many clients send slowly, and how many read slowly."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Network]:
    with network(tmp_path, TOKEN) as running:
        yield running


@contextmanager
def slow_clients(server: Network) -> Iterator[list[socket.socket]]:
    """Open connections that have sent a part of a request, and others that have read a part of an answer."""
    with ExitStack() as opened:
        clients = []
        for number in range(2 * SLOW):
            client = opened.enter_context(server.connect())
            request = server.request(AUDIO)
            client.sendall(request if number % 2 else request[: 20 + number // 4])
            if number % 2:
                assert client.recv(1)
            clients.append(client)
        yield clients


def is_answered(server: Network) -> bool:
    """Tell whether the page, the sound from some place on and a practice are answered."""
    sound = server.get(AUDIO, "Range: bytes=4000000-4000999")
    return (server.get("/").status, sound.status, len(sound.body)) == (200, 206, 1000)


def test_slow_clients_keep_nobody_from_an_answer(server: Network) -> None:
    with slow_clients(server) as clients:
        assert is_answered(server)
        for client in clients[::2]:
            client.sendall(b"x")  # none of them was cut before its time
        for client in clients[1::2]:
            assert client.recv(1)


def test_more_silent_clients_than_there_are_places_give_way(server: Network) -> None:
    with ExitStack() as opened:
        silent = [opened.enter_context(server.connect()) for _ in range(MOST_CONNECTIONS + 20)]
        assert is_answered(server)
        assert silent[0].recv(1) == b""  # the one that waited longest


def test_slow_clients_do_not_keep_the_server_from_ending(server: Network) -> None:
    with slow_clients(server):
        server.process.send_signal(signal.SIGINT)
        server.process.wait(PATIENCE_S)
