"""Checks `coach serve` as a person starts it: what it prints and opens, and how it ends."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from coach.page.serve.addresses import lan_addresses
from tests.playback.null_sink import wait_until
from tests.require import require
from tests.terminals import open_terminal

LIMIT_S = 60
WITHOUT_NETWORK = (
    "import coach.page.serve.addresses as addresses\naddresses.lan_addresses = lambda: []\n"
    "from coach.cli import main\nmain()"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


class Serving:
    """A running `coach serve`.

    Args:
        process: The process.
        address: The address that it printed.
        folder: The folder of what it wrote, and of its cache.
    """

    def __init__(self, process: "subprocess.Popen[str]", address: str, folder: Path) -> None:
        self.process = process
        self.address = address
        self.folder = folder
        self.netloc = address.split("/")[2]

    @property
    def errors(self) -> str:
        return (self.folder / "stderr").read_text("utf-8")

    def ask(self, path: str, method: str = "GET", **form: str) -> tuple[int, str, str]:
        """Return the status, the place that it leads to, and the text."""
        connection = HTTPConnection(self.netloc, timeout=LIMIT_S)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.netloc}"}
        connection.request(method, path, urlencode(form) if method == "POST" else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(LIMIT_S)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    environment = {**os.environ, "COACH_CACHE_DIR": str(folder / "cache"), "COACH_REPORT_DIR": str(folder)}
    command = [sys.executable, "-m", "coach", "serve", "--port", "0", *options]
    with (
        (folder / "stderr").open("w") as errors,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            yield Serving(process, process.stdout.readline().strip(), folder)
        finally:
            process.kill()


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8")
    return [int(child) for child in text.split()]


def test_it_serves_this_machine_alone_until_ctrl_c(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", server.address)
        assert server.ask("/assets/site.css")[0] == 200
        for address in lan_addresses():
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((address, int(server.netloc.partition(":")[2])), timeout=LIMIT_S)
        assert server.end() == 0
    assert server.errors.splitlines() == [
        "It opens on this machine alone. For a phone in the same network: `coach serve --lan`.",
        "Ctrl-C ends it.",
        "Stopped.",
    ]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_at_once_while_sessions_are_made_and_phones_are_connected(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with serving(tmp_path) as server:
        places = [server.ask("/routines/middle-back", "POST", speed=speed)[1] for speed in ("1.1", "1.2", "1.3")]
        host, port = server.netloc.split(":")
        slow = socket.create_connection((host, int(port)))
        slow.sendall(b"GET / HT")
        assert wait_until(lambda: len(children(server.process.pid)) == 2)
        workers = children(server.process.pid)
        states = [json.loads(server.ask(f"{place}/progress")[2])["state"] for place in places]
        assert states == ["preparing", "preparing", "queued"]
        began_s = time.monotonic()
        assert server.end(number) == code
        ended_s = time.monotonic() - began_s
        slow.close()
        assert wait_until(lambda: not any(Path(f"/proc/{worker}/exe").exists() for worker in workers))
    assert list((tmp_path / "cache" / "sessions").iterdir()) == []
    assert "Traceback" not in server.errors
    assert "Error" not in server.errors
    assert ended_s < LIMIT_S / 2


def test_with_lan_it_opens_to_whoever_has_the_token(tmp_path: Path) -> None:
    require(lan_addresses(), "this machine is in no local network")
    with serving(tmp_path, "--lan", "--verbose") as server:
        path, _, token = server.address.partition("?token=")
        assert path.startswith(f"http://{lan_addresses()[0]}:")
        assert len(token) >= 22
        assert server.ask("/")[0] == 403
        assert server.ask(f"/?token={token[:-1]}")[0] == 403
        assert server.ask(f"/?token={token}")[:2] == (303, "/")
        assert server.end() == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == f"http://127.0.0.1:{path.rpartition(':')[2]}?token={token}\n"
    assert "whoever has such an address" in server.errors
    (log,) = tmp_path.glob("*.log")
    text = log.read_text("utf-8")
    assert "GET / 403" in text
    assert token not in text


def test_a_terminal_shows_a_code_if_it_is_large_enough() -> None:
    require(lan_addresses(), "this machine is in no local network")
    assert shown(80, 24).count("█ ▄▄▄▄▄ █") >= 2, "the upper corners of a code"
    assert "█" not in shown(36, 24)
    assert "█" not in shown(80, 18)
    assert "█" not in shown(80, 24, TERM="dumb")
    assert "█" not in shown(80, 24, PYTHONIOENCODING="ascii")


def shown(columns: int, rows: int, **environment: str) -> str:
    """Return what the command shows on a terminal until it is up."""
    screen, end = open_terminal(columns, rows)
    command = [sys.executable, "-m", "coach", "serve", "--port", "0", "--lan"]
    variables = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    variables |= {"TERM": "xterm", **environment}
    with subprocess.Popen(command, env=variables, stdin=end, stdout=end, stderr=end) as process:
        os.close(end)
        text = b""
        while b"Ctrl-C ends it." not in text:
            assert select.select([screen], [], [], LIMIT_S)[0], text
            text += os.read(screen, 4096)
        process.send_signal(signal.SIGTERM)
        process.wait(LIMIT_S)
    os.close(screen)
    return text.decode("utf-8", "replace")


def refused(*options: str, program: tuple[str, ...] = ("-m", "coach")) -> tuple[int, str]:
    command = [sys.executable, *program, "serve", *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=LIMIT_S)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, errors = refused("--port", str(port))
    told = (
        f"Error: Port {port} is taken by another program. Choose another with --port, or --port 0 for any that is free."
    )
    assert (code, errors) == (1, f"{told}\n")


@pytest.mark.parametrize("port", ["65536", "-1", "http", "1e3", "٣"])
def test_what_is_no_port_is_told(port: str) -> None:
    code, errors = refused(f"--port={port}")
    assert (code, errors.startswith(f"Error: “{port}” is no port. Give a number up to 65535")) == (2, True)


def test_without_a_network_there_is_nothing_to_open() -> None:
    told = "Error: This machine is in no local network. Connect it, or leave out --lan.\n"
    assert refused("--lan", program=("-c", WITHOUT_NETWORK)) == (2, told)
