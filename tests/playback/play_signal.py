"""A program that plays a test signal through a real sink, for a rig to record: `play_signal.py SINK SIGNAL`.

Interrupting it stops the player, as in the real program. It prints what it hears, a frame position a line, then how it
ended; a CoachError ends it with exit code 1 and the error on stderr.
"""

import signal
import sys
from collections.abc import Iterator

import numpy as np

from coach.audio import SAMPLE_RATE, Audio, Samples
from coach.errors import CoachError
from coach.playback.miniaudio import MiniaudioSink
from coach.playback.player import Player
from coach.playback.simpleaudio import SimpleaudioSink
from coach.playback.sink import Sink

AMPLITUDE = 0.5
SINE_HZ = 200
BURST_FRAMES = 480
BURSTS = [6_000, 30_011, 41_777, 54_321, 78_000, 90_123, 99_999, 121_212, 160_000 - BURST_FRAMES]
"""Where a burst begins: at uneven distances, so that none can be taken for another."""


def bursts() -> Samples:
    """Short tones between silences, the last on the last frames."""
    samples = np.zeros(160_000, dtype=np.float32)
    for first in BURSTS:
        samples[first : first + BURST_FRAMES] = AMPLITUDE * np.sin(np.arange(1, BURST_FRAMES + 1) * np.pi / 12)
    return samples


def sine() -> Samples:
    """Twelve seconds of 200 Hz at half of full scale."""
    phase = np.arange(12 * SAMPLE_RATE) * (2 * np.pi * SINE_HZ / SAMPLE_RATE)
    return np.asarray(AMPLITUDE * np.sin(phase), dtype=np.float32)


def blocks(samples: Samples) -> Iterator[Audio]:
    """As the mix gives them."""
    for first in range(0, len(samples), 4096):
        yield Audio(samples[first : first + 4096])


SINKS = {"miniaudio": MiniaudioSink, "simpleaudio": SimpleaudioSink}
SIGNALS = {"bursts": bursts, "sine": sine}


def main(sink_name: str, signal_name: str) -> int:
    sink: Sink = SINKS[sink_name]()
    samples = SIGNALS[signal_name]()
    player = Player(blocks(samples), len(samples), sink)
    signal.signal(signal.SIGINT, lambda *_: player.stop())
    try:
        player.play(lambda frame: print(frame, flush=True))
    except CoachError as error:
        print(error, file=sys.stderr)
        return 1
    print(player.state)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
