"""Plays one session to many phones at once, and prints whether any had to wait, and what it cost.

`python -m tests.reports.phones --phones 50 --seconds 60` starts `coach serve`, orders a session as a form does, and
reads its sound as browsers do: a first piece, then one after the other, so that some seconds are always ahead. A phone
stalls where what it has is shorter than what it has played. Meanwhile `--slow N` clients send or read a byte a second,
and one more asks for the library again and again.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

AHEAD_S = 10.0
"""Seconds of sound that a phone has ahead before it asks for no more; browsers have more."""

PIECE_BYTES = 256 << 10
"""How much it asks for at a time."""

READ_BYTES = 32 << 10
"""How much it reads at a time, and at most has unread."""

START_S = 1.0
"""Seconds of sound that a phone waits for before it plays."""


@dataclass
class Figures:
    """All that is measured.

    Attributes:
        stalls: How often a phone had nothing to play.
        least_ahead_s: The shortest sound that a phone had ahead while it played.
        bytes_read: The bytes that the phones have read.
        waited_ms: How long each piece took to begin.
        page_ms: How long each page took, for one who asked meanwhile.
    """

    stalls: int = 0
    least_ahead_s: float = float("inf")
    bytes_read: int = 0
    waited_ms: list[float] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)

    def tell(self, options: argparse.Namespace) -> None:
        """Print them."""
        print(f"{options.phones} phones and {options.slow} slow clients, {options.seconds:.0f} s of {options.name}:")
        print(
            f"{self.stalls} stalls, always {self.least_ahead_s:.1f} s ahead; {self.bytes_read / 1e6:.0f} MB were read"
        )
        print(f"a piece began after {summary(self.waited_ms)}, the library was there after {summary(self.page_ms)}")


@contextmanager
def served(arguments: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `coach serve` on a free port, and end it with Ctrl-C; say how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"COACH_DATA_DIR": folder, "COACH_CONFIG": str(Path(folder, "config.toml"))}
        command = [sys.executable, "-m", "coach", "serve", "--port", "0", *arguments]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            port = re.search(r":(\d+)/", process.stdout.readline())
            assert port
            try:
                yield process, int(port[1])
                start_s = time.monotonic()
                process.send_signal(signal.SIGINT)
                code = process.wait(30)
                print(f"Ctrl-C ended it after {time.monotonic() - start_s:.2f} s, with code {code}")
            finally:
                process.kill()


def order(port: int, name: str, **choices: str) -> str:
    """Order a session as the form does, wait for it, and return its address."""
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    connection.request("POST", f"/routines/{name}", urlencode(choices), headers)
    answer = connection.getresponse()
    answer.read()
    address = answer.getheader("Location") or sys.exit(f"The order was answered with {answer.status}.")
    while True:
        connection.request("GET", f"{address}/progress")
        progress = json.loads(connection.getresponse().read())
        if progress["state"] == "ready":
            return str(address)
        if progress["state"] not in {"queued", "preparing"}:
            sys.exit(f"The session was not made: {progress}")
        time.sleep(0.5)


@dataclass
class Phone:
    """A phone that plays from the beginning.

    Attributes:
        port: The port of the server.
        path: The path of the sound.
        duration_s: The length of the session.
        asks_in_pieces: Whether it asks for a piece at a time, as Safari does, or once for all and reads slowly.
    """

    port: int
    path: str
    duration_s: float
    asks_in_pieces: bool
    have_bytes: int = 0
    size_bytes: int = 0
    began_s: float = 0.0

    @property
    def ahead_s(self) -> float:
        """The seconds of sound that it has and has not played."""
        got_s = self.have_bytes / self.size_bytes * self.duration_s if self.size_bytes else 0.0
        return got_s - (time.monotonic() - self.began_s if self.began_s else 0.0)

    async def play(self, seconds: float, figures: Figures) -> None:
        """Play for some seconds."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s and (not self.size_bytes or self.have_bytes < self.size_bytes):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=READ_BYTES)
            last = self.have_bytes + PIECE_BYTES - 1 if self.asks_in_pieces else ""
            span = f"Range: bytes={self.have_bytes}-{last}"
            sent_s = time.monotonic()
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{span}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            figures.waited_ms.append(1000 * (time.monotonic() - sent_s))
            left = int(re.search(r"content-length: (\d+)", head)[1])  # type: ignore[index]
            self.size_bytes = int(re.search(r"content-range: bytes \d+-\d+/(\d+)", head)[1])  # type: ignore[index]
            while left and time.monotonic() < end_s:
                left -= await self._read(reader, min(left, READ_BYTES), figures)
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, wanted_bytes: int, figures: Figures) -> int:
        """Read some bytes, and wait while there is enough ahead."""
        read = len(await reader.readexactly(wanted_bytes))
        self.have_bytes += read
        figures.bytes_read += read
        if self.began_s and (before_s := self.ahead_s - read / self.size_bytes * self.duration_s) < 0:
            figures.stalls += 1
            self.began_s -= before_s  # it has waited for as long
        elif self.began_s:
            figures.least_ahead_s = min(figures.least_ahead_s, before_s)
        elif self.ahead_s >= START_S:
            self.began_s = time.monotonic()
        await asyncio.sleep(max(0.0, self.ahead_s - AHEAD_S))
        return read


async def slow(port: int, path: str, number: int, seconds: float) -> None:
    """Send or read a byte a second, and begin anew when the server ends it."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: {'x' * 500}\r\n\r\n".encode()
    end_s, loop = time.monotonic() + seconds, asyncio.get_running_loop()
    while time.monotonic() < end_s:
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setblocking(False)
            try:
                await loop.sock_connect(client, ("127.0.0.1", port))
                if number % 2:
                    await loop.sock_sendall(client, request)
                for byte in request * 100:
                    if number % 2:
                        await loop.sock_recv(client, 1)
                    else:
                        await loop.sock_sendall(client, bytes([byte]))
                    await asyncio.sleep(1)
                    if time.monotonic() >= end_s:
                        break
            except OSError:
                await asyncio.sleep(1)


async def page(port: int, seconds: float, figures: Figures) -> None:
    """Ask for the library on new connections, four times a second."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        sent_s = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        figures.page_ms.append(1000 * (time.monotonic() - sent_s))
        writer.close()
        await asyncio.sleep(0.25)


async def load(port: int, path: str, duration_s: float, options: argparse.Namespace) -> Figures:
    """Let all clients do their part for the same time."""
    figures, sound = Figures(), f"{path}/audio.mp3"
    async with asyncio.TaskGroup() as group:
        for number in range(options.phones):
            phone = Phone(port, sound, duration_s, asks_in_pieces=number % 2 == 0)
            group.create_task(phone.play(options.seconds, figures))
        for number in range(options.slow):
            group.create_task(slow(port, sound, number, options.seconds))
        group.create_task(page(port, options.seconds, figures))
    return figures


def length_s(port: int, path: str) -> float:
    """Return the length of a session in seconds, as its page tells it."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    page_text = connection.getresponse().read().decode()
    contents = re.search(r'<script[^>]*id="contents"[^>]*>(.*?)</script>', page_text, re.DOTALL)
    assert contents
    facts = json.loads(zlib.decompress(base64.b64decode(contents[1]), -zlib.MAX_WBITS))
    return float(facts["frames"] / facts["sample_rate"])


def cpu_s(process_id: int) -> float:
    """Return the seconds of the processor that a process took, in Linux."""
    fields = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(process_id: int) -> float:
    """Return the memory that a process has at hand, in Linux."""
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=50)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--name", default="breathing-break")
    options = parser.parse_args()
    with served([]) as (process, port):
        path = order(port, options.name)
        duration_s = length_s(port, path)
        before_s, before_mib = cpu_s(process.pid), memory_mib(process.pid)
        figures = asyncio.run(load(port, path, duration_s, options))
        took_s = cpu_s(process.pid) - before_s
        figures.tell(options)
        memory = f"{before_mib:.0f} MiB of memory before, {memory_mib(process.pid):.0f} after"
        print(f"{100 * took_s / options.seconds:.0f} % of a core, {memory}")


def summary(times_ms: list[float]) -> str:
    """Return the median and the longest of some times."""
    return f"{statistics.median(times_ms):.0f} ms (at most {max(times_ms):.0f})"


if __name__ == "__main__":
    main()
