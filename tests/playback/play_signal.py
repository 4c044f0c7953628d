"""Plays a test signal through a sink, for a rig to record: `play_signal.py SINK SIGNAL [DEVICE]`.

It reads one command a line, `open`, `look`, `drain`, `close`, `devices` or `halt FRAME`, and answers each with a line
of JSON; see `Answer`. After `halt FRAME` it stops itself, as SIGSTOP does, when this frame has been pulled. A closed
sink is replaced by a new one, which goes on in the signal where the last one was.
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.errors import CoachError
from coach.playback.sinks.miniaudio import MiniaudioSink
from coach.playback.sinks.simpleaudio import SimpleaudioSink
from coach.playback.sinks.sink import Sink

AMPLITUDE = 0.5
SINE_HZ = 200
BURST_FRAMES = 480
BURSTS = [6_000, 30_011, 41_777, 54_321, 78_000, 90_123, 99_999, 121_212, 160_000 - BURST_FRAMES]
"""Frames at which bursts begin: at uneven distances, so that none can be taken for another."""


def bursts() -> Samples:
    """Return short tones between silences; the last tone ends the signal."""
    samples = np.zeros(160_000, dtype=np.float32)
    for first in BURSTS:
        samples[first : first + BURST_FRAMES] = AMPLITUDE * np.sin(np.arange(1, BURST_FRAMES + 1) * np.pi / 12)
    return samples


def sine() -> Samples:
    """Return a minute of 200 Hz at half of full scale, longer than any test waits."""
    phase = np.arange(60 * SAMPLE_RATE) * (2 * np.pi * SINE_HZ / SAMPLE_RATE)
    return np.asarray(AMPLITUDE * np.sin(phase), dtype=np.float32)


@dataclass
class Answer:
    """The state of the program after a command.

    Attributes:
        error: Why a sink could not be opened; empty when it could.
        took_s: Seconds that the command took.
        frame: Frames of the signal that were pulled.
        largest_pull_frames: Frames of the largest pull since the last `open` returned.
        worked_s: The most seconds that a pull has computed.
        threads: Number of threads of this process.
        files: Number of files that this process has open.
        devices: The name of each device that the sink lists, and whether it is the default.
    """

    error: str = ""
    took_s: float = 0.0
    frame: int = 0
    largest_pull_frames: int = 0
    worked_s: float = 0.0
    threads: int = 0
    files: int = 0
    devices: tuple[tuple[str, bool], ...] = ()


class Tape:
    """A signal to be pulled from its first frame to its last."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.frame = self.largest_pull_frames = 0
        self.pulled_s = self.worked_s = 0.0
        self.halt_frame: int | None = None

    def pull(self, frames: int) -> Samples:
        began_s = time.thread_time()
        samples = self.samples[self.frame : self.frame + frames]
        if len(samples):
            self.frame, self.pulled_s = self.frame + len(samples), time.monotonic()
            self.largest_pull_frames = max(self.largest_pull_frames, frames)
        if self.halt_frame is not None and self.frame >= self.halt_frame:
            self.halt_frame = None
            os.kill(os.getpid(), signal.SIGSTOP)
        self.worked_s = max(self.worked_s, time.thread_time() - began_s)
        return samples


SINKS = {"miniaudio": MiniaudioSink, "simpleaudio": SimpleaudioSink}
SIGNALS = {"bursts": bursts, "sine": sine}


def obey(command: str, sink: Sink, tape: Tape) -> None:
    match command.split():
        case ["halt", frame]:
            tape.halt_frame = int(frame)
        case ["open"]:
            sink.start(tape.pull, sample_rate=SAMPLE_RATE)
            tape.largest_pull_frames = 0
        case ["drain"]:
            time.sleep(max(0.0, tape.pulled_s + sink.latency_s - time.monotonic()))
        case ["close"]:
            sink.close()


def main(sink_name: str, signal_name: str, device: str = "") -> None:
    make, tape = SINKS[sink_name], Tape(SIGNALS[signal_name]())
    sink = make(device)
    for line in sys.stdin:
        command, error, start_s = line.strip(), "", time.monotonic()
        try:
            obey(command, sink, tape)
        except CoachError as refusal:
            error = str(refusal)
        took_s = time.monotonic() - start_s
        if command == "close" or error:
            sink = make(device)
        devices = tuple((each.name, each.is_default) for each in make.devices()) if command == "devices" else ()
        threads, files = (len(list(Path(f"/proc/self/{kind}").iterdir())) for kind in ("task", "fd"))
        largest, worked_s = tape.largest_pull_frames, tape.worked_s
        answer = Answer(error, took_s, tape.frame, largest, worked_s, threads, files, devices)
        print(json.dumps(asdict(answer)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
