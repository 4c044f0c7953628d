"""The loudspeaker by miniaudio: frames go in by its callback, a period at a time.

The only module that imports `miniaudio`. Written against 1.71, and tried on Linux with PulseAudio; the calls are the
same on macOS and Windows, where it has not been tried.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from coach.audio import SAMPLE_RATE, samples_to_pcm16
from coach.errors import PlaybackError
from coach.playback.alsa import quiet_alsa
from coach.playback.sink import NO_LOUDSPEAKER, Pull

PERIOD_MS = 80
PERIODS = 3
"""Two to three periods are on their way at any time: enough to ride out a busy machine (with 50 ms each, an overloaded
one was once heard to stumble), and little enough to fade out within half a second. miniaudio's `buffersize_msec` is the
length of one period, whatever its name says."""

SERVER_S = 0.1
"""What a sound server or a driver may hold on top. Rounded up: too much only delays the end of the program."""


class MiniaudioSink:
    """The default loudspeaker, on Linux, macOS and Windows, with nothing else to install.

    Can: stream sounds of any length in constant memory; start and stop within a period.
    Cannot: notice that its loudspeaker was unplugged or its sound server ended; it then stops pulling without a word.

    Args:
        allow_null: Accept the silent device that miniaudio falls back to on a machine without any sound library.
    """

    name = "miniaudio"
    latency_s = PERIODS * PERIOD_MS / 1000 + SERVER_S

    def __init__(self, *, allow_null: bool = False) -> None:
        self._allow_null = allow_null
        self._device: Any = None

    def probe(self) -> None:
        """Open the default device and close it; see `Sink.probe`."""
        with self._opening(SAMPLE_RATE):
            pass
        self.close()

    def start(self, pull: Pull, *, sample_rate: int, frames: int) -> None:  # noqa: ARG002 (streams do not need it)
        """Open the default device and begin to pull; see `Sink.start`."""
        with self._opening(sample_rate):
            self._device.start(_stream(pull))

    @contextmanager
    def _opening(self, sample_rate: int) -> Iterator[None]:
        import miniaudio

        quiet_alsa()
        try:
            self._device = _open(miniaudio, sample_rate)
            if self._device.backend == "Null" and not self._allow_null:
                raise PlaybackError("This machine has no sound system, so nobody would hear it.", NO_LOUDSPEAKER)
            yield
        except miniaudio.MiniaudioError as error:
            raise PlaybackError(f"The loudspeaker cannot be opened ({_reason(error)}).", NO_LOUDSPEAKER) from error

    def close(self) -> None:
        """Release the device; what it had not played yet is dropped. An open one would hang the interpreter's exit."""
        if self._device is not None:
            self._device.close()
            self._device = None


def _open(miniaudio: Any, sample_rate: int) -> Any:
    return miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=sample_rate,
        buffersize_msec=PERIOD_MS,
        callback_periods=PERIODS,
        app_name="coach",
    )


def _stream(pull: Pull) -> Generator[bytes, int, None]:
    """What miniaudio's callback drives: a frame count is sent in, that many samples come out, silence after the end."""
    stream = _periods(pull)
    next(stream)  # up to the first `yield`, as miniaudio demands
    return stream


def _periods(pull: Pull) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        pcm = np.zeros(frames, dtype="<i2")
        samples = pull(frames)
        pcm[: len(samples)] = samples_to_pcm16(samples)
        frames = yield pcm.tobytes()


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
