"""Gives machines without a loudspeaker one: a private sound server whose null sink keeps real time and can be recorded.

It does not touch the person's own sound setup: home, runtime folder, socket and ALSA device are the rig's own. Only a
child process with the rig's `environment` can play there, because sound libraries read the environment when they load.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, TypeVar

import numpy as np

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import pcm16_to_samples
from tests.require import require

SINK = "coach_test"
RIGS = 6
"""How many rigs may be in use at once, in all processes. Each takes a few hundredths of a core while it sounds, and its
player most of a core while it starts."""

PLACE_S = 600.0
"""How long to wait for another test to give up its rig, in seconds."""

TAKES = 3
"""How often a recording is tried."""

Take = TypeVar("Take")
TIMEOUT_S = 20.0
"""How long to wait for a server or recorder to start, in seconds; only a broken machine needs as long."""

DRAIN_S = 0.3
"""Seconds that are recorded on before a recording is returned; sound takes 0.1 s through the monitor."""

ALSA_CONFIG = 'pcm.!default {{ type pulse server "{server}" }}\nctl.!default {{ type pulse server "{server}" }}\n'
"""ALSA's whole configuration for the child: its default device is the null sink, and there is no other."""


@dataclass(slots=True)
class Rig:
    """A running null sink at 24 kHz, mono, 16-bit, so that nothing is resampled on the way.

    Attributes:
        home: The rig's folder, which is also the child's `HOME`; deleted at the end.
        environment: The environment of the child process that plays.
        processes: Ends the processes of the rig.
        server: The sound server.
        recorder: The program that records the null sink.
        started_s: When the server was started last, by the monotonic clock.
    """

    home: Path
    environment: dict[str, str]
    processes: ExitStack = field(repr=False)
    server: subprocess.Popen[bytes] | None = None
    recorder: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0

    @property
    def tape(self) -> Path:
        """The file of the recording, raw 16-bit samples."""
        return self.home / "tape.raw"

    @property
    def log(self) -> Path:
        """The file of all that the server has said since it was started last."""
        return self.home / "server.log"

    @property
    def underruns(self) -> int:
        """How often the server has asked a stream for frames that were not there, so that silence was played."""
        return len(self.underruns_s)

    @property
    def underruns_s(self) -> list[float]:
        """When each of the underruns was, in seconds since the server was started last."""
        lines = self.log.read_text("utf-8", errors="replace")
        return [
            float(time_s) for time_s in re.findall(r"^\( *([0-9.]+)\|.*[Uu]nderrun (?:of|on) '", lines, re.MULTILINE)
        ]

    @property
    def recording(self) -> Samples:
        """Everything heard since `record`, silence included: float32 at 24000 Hz, shape (frames,)."""
        enough_bytes = self.tape.stat().st_size + 2 * int(DRAIN_S * SAMPLE_RATE)
        wait_until(lambda: self.tape.stat().st_size >= enough_bytes, timeout_s=2 * DRAIN_S)  # or the sink is gone
        return self.recording_so_far

    @property
    def recording_so_far(self) -> Samples:
        """The recording without waiting for the last 0.03 s or so, which are still on their way."""
        return pcm16_to_samples(np.fromfile(self.tape, dtype="<i2"))

    def start(self) -> None:
        """Start the server with its sink, or again after its end on the same socket; wait until it answers."""
        socket = f"module-native-protocol-unix socket={self.home / 'socket'} auth-anonymous=1"
        options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=60"]
        options += ["--log-level=debug", "--log-time=1", f"--log-target=file:{self.log}"]
        self.started_s = time.monotonic()
        self.server = self._spawn(["pulseaudio", *options, "-L", " ".join(_null_sink_module(SINK)), "-L", socket])
        assert wait_until(lambda: self._pactl("info").returncode == 0), "the sound server does not answer"
        if in_real_time()[:1] == ["chrt"]:  # while it starts it gives that up, but for the thread of its device
            os.sched_setscheduler(self.server.pid, os.SCHED_RR, os.sched_param(10))

    def record(self, sink: str = SINK) -> None:
        """Begin to record, and return when the first samples are there. An earlier recording is kept in front."""
        if self.recorder is not None:
            _end(self.recorder)
        form = ["--raw", "--format=s16le", "--channels=1", f"--rate={SAMPLE_RATE}", "--latency-msec=20"]
        with self.tape.open("ab") as tape:
            before_bytes = tape.tell()
            self.recorder = self._spawn(["parec", f"--device={sink}.monitor", *form], stdout=tape)
        assert wait_until(lambda: bool(self._pactl("list", "short", "source-outputs").stdout)), "no recorder"
        self.suspend(sink)  # so that it wakes with the recorder's 20 ms, not after the 2 s of its doze
        self.resume(sink)
        assert wait_until(lambda: self.tape.stat().st_size > before_bytes), "the recorder hears nothing"

    def add_sink(self, sink: str = SINK) -> None:
        """Plug in another loudspeaker, or one that was removed; the name of its device is the same."""
        self._pactl("load-module", *_null_sink_module(sink)).check_returncode()

    def remove_sink(self, sink: str = SINK) -> None:
        """Unplug the loudspeaker; the sound server goes on."""
        modules = self._pactl("list", "short", "modules").stdout.decode().splitlines()
        number = next(line.split()[0] for line in modules if f"sink_name={sink} " in line)
        self._pactl("unload-module", number).check_returncode()

    def suspend(self, sink: str = SINK) -> None:
        """Send the loudspeaker to sleep: it is still there, but takes nothing."""
        self._pactl("suspend-sink", sink, "1").check_returncode()

    def resume(self, sink: str = SINK) -> None:
        """Wake the loudspeaker."""
        self._pactl("suspend-sink", sink, "0").check_returncode()

    def queued_ms(self) -> float:
        """Return the milliseconds of a stream that the server holds and has not handed on to the loudspeaker."""
        inputs = self._pactl("list", "sink-inputs").stdout.decode()
        return max(int(usec) for usec in re.findall(r"Buffer Latency: (\d+) usec", inputs)) / 1000

    def end_server(self) -> None:
        """Kill the sound server without telling its clients."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = ["pactl", *arguments]
        return subprocess.run(command, check=False, env=self.environment, capture_output=True, timeout=TIMEOUT_S)

    def _spawn(self, command: list[str], stdout: IO[bytes] | int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*in_real_time(), *command], env=self.environment, stdout=stdout, stderr=subprocess.DEVNULL
        )
        self.processes.callback(_end, process)
        return process


@cache
def urgently() -> list[str]:
    """Return words to put before a program under test, so that it runs before other work of the same terminal.

    None are returned where the system does not let this program do so; mostly only root may.
    """
    return _if_allowed("nice", "-n", "-11")


@cache
def in_real_time() -> list[str]:
    """Return words to put before a server or a recorder, so that it keeps time like a device, whatever else runs."""
    return _if_allowed("chrt", "--rr", "10") or urgently()


def _if_allowed(*command: str) -> list[str]:
    if not shutil.which(command[0]):
        return []
    tried = subprocess.run([*command, "true"], check=False, capture_output=True)
    return [] if tried.returncode or tried.stderr else list(command)


@contextmanager
def null_sink() -> Iterator[Rig]:
    """Give a rig whose server answers. Whatever happens inside, its processes and its folder are gone afterwards.

    Waits first while as many rigs as the machine can bear are in use, in all tests that run at the same time.
    """
    for tool in ("pulseaudio", "pactl", "parec"):
        require(shutil.which(tool), f"{tool} is not installed")
    with _place(), tempfile.TemporaryDirectory(prefix="coach-") as folder, ExitStack() as processes:
        rig = Rig(Path(folder), _environment(Path(folder)), processes)
        rig.start()
        yield rig


def recorded(take: Callable[[Rig], Take], *, underruns: int = 0) -> Take:
    """Record in a rig, and again where the machine was too busy for it: at most three times.

    A gap that the server made because it lacked frames says nothing about what it was given. Coach's own part in being
    late is measured where its pulls are traced; the last recording is returned as it is, so that a player which is
    always late fails.

    Args:
        take: Plays in a rig that records; returns what is to be tested.
        underruns: How often the server will lack frames because the test makes it so.
    """
    for _ in range(TAKES - 1):
        with null_sink() as rig:
            rig.record()
            result = take(rig)
            if rig.underruns <= underruns:
                return result
            print(f"The server lacked frames at {rig.underruns_s} s.")
    with null_sink() as rig:
        rig.record()
        result = take(rig)
        print(f"The server lacked frames at {rig.underruns_s} s, in the last recording.")
        return result


@contextmanager
def _place() -> Iterator[None]:
    """Hold one of the places for rigs: a lock on one of a few files, which all processes of a user share."""
    import fcntl

    folder = Path(tempfile.gettempdir(), f"coach-rigs-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as files:
        places = [files.enter_context((folder / str(number)).open("w", encoding="utf-8")) for number in range(RIGS)]

        def taken() -> bool:
            for place in places:
                with suppress(BlockingIOError):
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
            return False

        assert wait_until(taken, timeout_s=PLACE_S), "all rigs are in use"
        yield


def _null_sink_module(sink: str) -> list[str]:
    form = [f"rate={SAMPLE_RATE}", "channels=1", "format=s16le"]
    return ["module-null-sink", f"sink_name={sink}", *form, f"sink_properties=device.description={sink}"]


def _environment(home: Path) -> dict[str, str]:
    """Return this process's environment, with everything that leads to a loudspeaker replaced."""
    runtime, alsa, server = home / "run", home / "alsa.conf", f"unix:{home / 'socket'}"
    runtime.mkdir(mode=0o700)
    alsa.write_text(ALSA_CONFIG.format(server=server))
    own = {"HOME": home, "XDG_RUNTIME_DIR": runtime, "PULSE_SERVER": server, "ALSA_CONFIG_PATH": alsa}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULSE_", "XDG_", "ALSA_"))}
    return kept | {name: str(value) for name, value in own.items()}


def wait_until(condition: Callable[[], bool], timeout_s: float = TIMEOUT_S) -> bool:
    """Wait for a condition; return whether it came true in time."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.02)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
