"""Gives commands a network that leads nowhere and logs whatever they send.

`unshare --net python -m tests.wiretap LOG` makes a tunnel in a network namespace of its own, routes every address into
it, says `ready`, and writes a line for each packet of TCP or UDP until its standard input ends. Packets of the system's
own, by which IPv6 looks for its neighbours, are left out. The commands join with `Wiretap.command`.
"""

import os
import select
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.require import require

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
"""Of linux/if_tun.h: makes a tunnel whose packets a program reads, without a header before each."""

TRANSPORTS = {socket.IPPROTO_TCP: "TCP", socket.IPPROTO_UDP: "UDP"}

SET_UP = """\
link set lo up
address add 10.77.0.1/24 dev tap
link set tap up
route add default dev tap
-6 address add fd77::1/64 dev tap
-6 route add default dev tap
"""


@dataclass(frozen=True, slots=True)
class Wiretap:
    """A running tap.

    Attributes:
        process: The program of this module, which is inside the namespace.
        log: Where it writes.
    """

    process: "subprocess.Popen[str]"
    log: Path

    def command(self, *command: str) -> list[str]:
        """Return a command that runs another one inside the namespace."""
        return ["nsenter", f"--net=/proc/{self.process.pid}/ns/net", "--", *command]

    def lines(self) -> list[str]:
        """Return what was sent so far, a line a packet."""
        return self.log.read_text("utf-8").splitlines()


@contextmanager
def wiretap(folder: Path) -> Iterator[Wiretap]:
    """Tap a network of its own. Skip the test where the system does not let this program make one."""
    for tool in ("unshare", "nsenter", "ip"):
        require(shutil.which(tool), f"{tool} is not installed")
    log = folder / "packets.txt"
    log.touch()
    command = ["unshare", "--net", sys.executable, "-m", "tests.wiretap", str(log)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, encoding="utf-8", cwd=root, **pipes) as process:  # type: ignore[call-overload]
        ready = process.stdout.readline() == "ready\n"
        reason = "" if ready else process.communicate()[1].strip()[-200:]
        require(ready, f"this system grants no network namespace with a tunnel: {reason}")
        yield Wiretap(process, log)
        process.stdin.close()


def main(log: str) -> None:
    """Make the tunnel, and write down what goes through it."""
    import fcntl  # which Windows lacks

    with Path("/dev/net/tun").open("r+b", buffering=0) as tunnel, Path(log).open("a", encoding="utf-8") as file:
        fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH14x", b"tap", IFF_TUN | IFF_NO_PI))
        for line in SET_UP.splitlines():
            subprocess.run(["ip", *line.split()], check=not line.startswith("-6"))  # IPv6 may be switched off
        print("ready", flush=True)
        while True:
            readable, _, _ = select.select([tunnel, sys.stdin], [], [])
            if sys.stdin in readable:
                return
            if told := tell_of(os.read(tunnel.fileno(), 65536)):
                file.write(f"{told}\n")
                file.flush()


def tell_of(packet: bytes) -> str:
    """Return the transport and the addressee of a packet, or nothing for one of the system's own."""
    if packet[0] >> 4 == 4:
        kind, header = packet[9], 4 * (packet[0] & 15)
        address = socket.inet_ntop(socket.AF_INET, packet[16:20])
    else:
        kind, header = packet[6], 40
        address = socket.inet_ntop(socket.AF_INET6, packet[24:40])
    if kind not in TRANSPORTS:
        return ""
    (port,) = struct.unpack("!H", packet[header + 2 : header + 4])
    return f"{TRANSPORTS[kind]} to {address} port {port}"


if __name__ == "__main__":
    main(sys.argv[1])
