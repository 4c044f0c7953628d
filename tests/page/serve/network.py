"""A server of the page in a process of its own, on a real port, and a client that sends bytes as they are.

The sessions are made by the fake of `serving`; one of some megabytes is kept from the beginning. Run as a program it
is that server: `python -m tests.page.serve.network FOLDER TOKEN` prints its port, and ends with SIGTERM.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.page.serve.access import Rules, hosts_at
from coach.page.serve.addresses import LOOPBACK
from coach.page.serve.app import create_app
from coach.page.serve.kept import AUDIO, CONTENTS, WORDS, KeptSessions
from coach.page.serve.orders import Order, OrderDesk
from coach.page.serve.server import listen, run
from tests.page.serve.serving import Maker, contents
from tests.require import require

KEY = "a" * 64
"""The key of the session that is kept from the beginning."""

SOUND_BYTES = 8 << 20
"""The size of its sound, more than the buffers of a connection take."""

SECRET = b"nobody-may-read-this"
"""The content of a file beside the folder of the sessions, and of the history."""

FAULT = b"a fault of coach"
"""The words of every answer to an error that coach did not expect."""

PATIENCE_S = 20
"""Seconds to wait for an answer, far more than any takes."""

KEYS = Rules(frozenset(), form_key="f" * 32, cookie_value="c" * 32)
"""The secrets of the server, which the tests know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, 0 if there was no answer; the headers by names in small letters; the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Network:
    """A running server.

    Attributes:
        port: Its port on the loopback.
        process: Its process.
        token: The token that it asks for; empty without one.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    token: str = ""

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection((LOOPBACK, self.port), timeout=PATIENCE_S)

    def ask(self, request: bytes) -> Answer:
        """Send bytes on a new connection, and return the first answer."""
        with self.connect() as connection:
            try:
                connection.sendall(request)
                return read_answer(connection, head_only=request.startswith(b"HEAD "))
            except (ConnectionError, BrokenPipeError):
                return Answer(0, {}, b"")

    def get(self, path: str, *headers: str, method: str = "GET", body: bytes = b"", host: str = "") -> Answer:
        """Ask as an honest client does, with headers such as `Range: bytes=0-`."""
        return self.ask(self.request(path, *headers, method=method, body=body, host=host))

    def request(self, path: str, *headers: str, method: str = "GET", body: bytes = b"", host: str = "") -> bytes:
        cookie = [f"Cookie: coach={KEYS.cookie_value}"] if self.token else []
        length = [f"Content-Length: {len(body)}"] if body else []
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or self.host}", *cookie, *length, *headers, "", ""]
        return "\r\n".join(lines).encode("latin-1") + body

    def memory_kib(self) -> int:
        """Return the memory that the server's process has at hand."""
        status = Path(f"/proc/{self.process.pid}/status")
        require(status.exists(), "a system that tells the memory of a process")
        return int(re.search(r"VmRSS:\s+(\d+)", status.read_text("ascii"))[1])  # type: ignore[index]


def read_answer(connection: socket.socket, *, head_only: bool = False) -> Answer:
    """Read one answer; what comes after it is not read."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(1 << 16)
        if not more:
            return Answer(0, {}, data)
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    number = int(status.split()[1])
    empty = head_only or number in {204, 304}
    while not empty and len(body) < int(headers.get("content-length", 0)):
        more = connection.recv(1 << 16)
        if not more:
            break
        body += more
    return Answer(number, headers, body)


@contextmanager
def network(folder: Path, token: str = "") -> Iterator[Network]:
    """Run a server until the block ends."""
    (folder / "secret.mp3").write_bytes(SECRET)
    with KeptSessions(folder / "sessions").making(KEY) as making:
        (making / AUDIO).write_bytes(bytes(range(256)) * (SOUND_BYTES // 256))
        (making / WORDS).write_bytes(b"words" * 1000)
        (making / CONTENTS).write_text(json.dumps(contents(Order("cobra", "Cobra pose", {}, KEY))), encoding="utf-8")
    command = [sys.executable, "-m", "tests.page.serve.network", str(folder), token]
    environment = {**os.environ, "COACH_DATA_DIR": str(folder / "data")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], env=environment) as process:
        try:
            assert process.stdout is not None
            yield Network(int(process.stdout.readline()), process, token)
        finally:
            process.kill()


def _serve(folder: Path, token: str) -> None:
    sockets = listen([LOOPBACK], 0)
    port = sockets[0].getsockname()[1]
    rules = Rules(hosts_at([], port), token, "coach", KEYS.cookie_value, KEYS.form_key)
    own = folder / "scripts"
    own.mkdir(exist_ok=True)
    desk = OrderDesk({"scripts": str(own)}, ["heart"], lambda: 0)
    maker = Maker()
    app = create_app(rules, desk, KeptSessions(folder / "sessions"), make=maker, on_fault=lambda _: FAULT.decode())
    print(port, flush=True)
    run(app, sockets)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2])
