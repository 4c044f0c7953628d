"""The promise “always offline”: each command is traced, and run in a network that leads nowhere and logs what is sent.

Each command finds an empty home, in which it must leave nothing but coach's own files. Two of them play for a minute,
one with each neural voice, since the runtime of these voices has sent telemetry after nine seconds. To trace another
Python, such as one with the newest packages: `TRACED_PYTHON=PYTHON python -m pytest tests/test_offline.py`.

Covers also: onnx.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from coach.cli import COMMANDS
from coach.page.serve.addresses import PROBES
from tests.playback.null_sink import Rig, null_sink, urgently
from tests.require import require
from tests.wiretap import Wiretap, wiretap

CONTROL = "control"
"""A program that sends, so that a trace or a tap that sees nothing fails this test."""

SENDS = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))
"""

HEART = "play cobra --lead-in 0"
JOE = "play cobra --lead-in 0 --voice joe --sink simpleaudio"
SYSTEM = "play own.yaml --lead-in 0 --voice system"
WATCH = "watch own.yaml"
SERVE = "serve --port 8431"
SERVE_LAN = "serve --port 8432 --lan"
PYTHON = os.environ.get("TRACED_PYTHON", sys.executable)
ENDED_AFTER_S = {HEART: 60, JOE: 60, WATCH: 40, SERVE: 20, SERVE_LAN: 20}
"""Seconds after which a command is told to end by SIGTERM."""

CLIPS = ".cache/coach/clips"
PRACTICE = ".local/share/coach"
COOKIE = ".config/pulse/cookie"
"""The client library of PulseAudio makes this for every program that plays, unless one has played before."""

LEFT = {
    HEART: {CLIPS, PRACTICE, COOKIE},
    JOE: {CLIPS, PRACTICE, COOKIE},
    SYSTEM: {CLIPS, PRACTICE, COOKIE},
    "doctor": {COOKIE},
    "doctor --verbose": {".local/share/coach/reports", COOKIE},
    "devices": {COOKIE},
    "list": {CLIPS},
    "show own.yaml": {CLIPS},
    "timeline own.yaml --json": {CLIPS},
    "export own.yaml -o mine.mp3 --with captions,text": {CLIPS},
    "export own.yaml -o local://there/mine.mp3": {CLIPS},
    "check own.yaml": {CLIPS},
    WATCH: {CLIPS},
    SERVE: set(),
    SERVE_LAN: set(),
    "publish site --url https://example.org/ own.yaml": {CLIPS},
    "new stretch mine": set(),
    "schema stretch": set(),
    "history": set(),
    "voices": {CLIPS},
    "voices try heart -o word.wav": {CLIPS},
    "config show": set(),
    "config set speed 0.9": {".config/coach/config.toml"},
    "help start": set(),
    "--help": set(),
}
"""Each command, and the files and folders of files that it leaves in an empty home."""

OWN_SCRIPT = "stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n  - hold: 10 s\n  - say: Come out, slowly.\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did.

    Attributes:
        code: Its exit code.
        output: What it printed.
        calls: The system calls that make or use a socket.
        files: The files that it left in its home, as paths in it.
    """

    code: int
    output: str
    calls: list[str]
    files: list[str]


@dataclass(frozen=True, slots=True)
class Traced:
    """All runs by command, and the packets that all of them sent."""

    runs: dict[str, Run]
    packets: list[str]


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    require(shutil.which("strace"), "strace is not installed")
    folder = tmp_path_factory.mktemp("offline")
    with null_sink() as rig, wiretap(folder) as tap, ThreadPoolExecutor(4) as pool:
        runs = pool.map(lambda command: run(command, folder, rig, tap), [CONTROL, *LEFT])
        yield Traced(dict(zip([CONTROL, *LEFT], runs, strict=True)), tap.lines())


def run(command: str, folder: Path, rig: Rig, tap: Wiretap) -> Run:
    """Run a command with an empty home, and end it by SIGTERM if it does not end by itself."""
    here = folder / re.sub(r"\W+", "-", command)
    home, trace = here / "home", here / "trace"
    home.mkdir(parents=True)
    (here / "own.yaml").write_text(OWN_SCRIPT, encoding="utf-8")
    own = ("COACH_", "XDG_", "ORT_", "HIBARI_")
    environment = {name: value for name, value in rig.environment.items() if not name.startswith(own)}
    environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": rig.environment["XDG_RUNTIME_DIR"]}
    tracer = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(trace)]
    program = ["-c", SENDS] if command == CONTROL else ["-m", "coach", *command.split()]
    patience = ["timeout", "--preserve-status", str(ENDED_AFTER_S.get(command, 300))]
    urgent = urgently() if command.startswith("play") else []
    done = subprocess.run(
        tap.command(*urgent, *tracer, *patience, PYTHON, *program),
        cwd=here,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    files = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_symlink() or not path.is_dir()]
    return Run(done.returncode, done.stdout, trace.read_text("utf-8").splitlines(), files)


def sockets_elsewhere(calls: list[str]) -> list[str]:
    """Return the calls by which a process reaches for anything but itself and the sound server."""
    families = [call for call in calls if re.search(r"\bsocket\((?!AF_UNIX)", call)]
    addressed = [call for call in calls if re.search(r"\b(bind|connect|sendto|sendm+sg)\(.*sa_family=", call)]
    return families + [call for call in addressed if '/socket"' not in call]


ASKED_FOR = {
    SERVE: r'socket\(AF_INET, SOCK_STREAM|bind\(.*htons\(8431\).*"127\.0\.0\.1"',
    SERVE_LAN: (
        r"socket\(AF_INET, SOCK_(STREAM|DGRAM)|bind\(.*htons\(8432\)"
        rf'|connect\(.*htons\(9\), sin_addr=inet_addr\("({"|".join(map(re.escape, PROBES))})"\)'
    ),
}
"""The calls that a command makes because it was asked to serve. A datagram socket that is connected sends nothing."""


def test_the_trace_and_the_tap_see_what_a_program_sends(traced: Traced) -> None:
    opened, sent = sockets_elsewhere(traced.runs[CONTROL].calls)
    assert "socket(AF_INET, SOCK_DGRAM" in opened
    assert "192.0.2.1" in sent
    assert "UDP to 192.0.2.1 port 53" in traced.packets


def test_nothing_is_sent_to_the_network(traced: Traced) -> None:
    assert [packet for packet in traced.packets if "192.0.2.1" not in packet] == []


def test_every_command_is_traced() -> None:
    assert {str(command.name) for command in COMMANDS} <= {command.split()[0] for command in LEFT}


@pytest.mark.parametrize("command", LEFT)
def test_no_socket_is_used_but_the_sound_servers(traced: Traced, command: str) -> None:
    done = traced.runs[command]
    assert done.code == (143 if command in {WATCH, SERVE, SERVE_LAN} else 0), done.output
    asked_for = re.compile(ASKED_FOR.get(command, "nothing"))
    assert [call for call in sockets_elsewhere(done.calls) if not asked_for.search(call)] == []
    if command in ASKED_FOR:
        assert any("bind(" in call for call in done.calls), "it has not served"
    if command.startswith("play"):
        assert any("connect(" in call for call in done.calls), "it has not played"


@pytest.mark.parametrize("command", LEFT)
def test_nothing_is_left_at_home_but_coachs_own_files(traced: Traced, command: str) -> None:
    files = traced.runs[command].files
    assert {next((own for own in LEFT[command] if file.startswith(own)), file) for file in files} == LEFT[command]
