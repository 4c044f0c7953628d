"""Plays through simpleaudio, which only plays whole buffers: it fills a buffer just ahead of the play head.

The only module that imports `simpleaudio`, an optional extra. Written against simpleaudio-patched 1.0.5, and tried on
Linux with ALSA over PulseAudio. For macOS and Windows it follows the library's C sources and has not been tried.
"""

import errno
import mmap
import re
import threading
import time
from typing import Any

import numpy as np

from coach.audio.pcm import samples_to_pcm16
from coach.errors import PlaybackError
from coach.installation import install_command
from coach.playback.sinks._alsa import quiet_alsa
from coach.playback.sinks._play_time import PlayTime, threads, wakes_of
from coach.playback.sinks._priority import hurry
from coach.playback.sinks.sink import NO_LOUDSPEAKER, Device, Pull

TAPE_S = 2 * 3600
"""Seconds that one sink can play. The library counts bytes in 32 bits, and the fill drifts; see `DRIFT`."""

LEAD_S = 0.25
"""Seconds by which the buffer is filled ahead of the clock. ALSA was seen to read up to 0.15 s ahead: simpleaudio's
fixed 0.1 s and a period of the sound server. macOS and Windows copy two blocks of 0.05 s ahead."""

DRIFT = 50e-6
"""The share by which the fill goes faster than the clock. A loudspeaker's own crystal may be 50 millionths fast, and
must never catch up with the fill. In an hour the lead grows by 0.18 s."""

TICK_S = 0.01
"""Seconds between two fills. Short, because it adds to the lead that is needed."""

SERVER_S = 0.1
"""Seconds that a sound server or a driver may hold on top. Rounded up: too much only delays the end of the program."""

RELEASE_S = 0.5
"""How long to wait for the library to let go of the device after a stop, in seconds: one buffer of 0.1 s that is being
written, one that is being played, and the server's. With a sleeping loudspeaker that never happens; the library's
thread then waits until it wakes."""

KEPT_S = 10
"""Seconds after which what was played is given back to the system."""

FORGET_BYTES = 2**20
"""The least memory that is given back at a time."""


class SimpleaudioSink:
    """The default loudspeaker through simpleaudio: ALSA's `default` on Linux, Core Audio on macOS, winmm on Windows.

    It can start and fade out like a stream, since the library reads its buffer while it plays and does not copy it
    first. It pulls every 0.01 s. In the same process it can open a device or a sound server again that was away.

    It cannot play to any other device. It cannot play on after two hours: then it stops pulling as if the loudspeaker
    were lost, and a new sink has to go on. The library does not tell where it is, so `PlayTime` has to. On Linux that
    notices a loudspeaker that starts late or sleeps, and a program that was halted; elsewhere the clock goes on
    meanwhile, and the sound lags behind it from then on. Memory stays small on Linux; elsewhere it grows by 3 MB a
    minute at 24 kHz. A sound server that hangs stops the whole program while a device is opened, since the library then
    keeps Python's lock.

    On Linux the library is compiled during installation, which needs the headers of ALSA (Debian: `libasound2-dev`).

    Args:
        device: Must be empty: the library knows only the default.

    Raises:
        PlaybackError: A device was named.
    """

    def __init__(self, device: str = "") -> None:
        if device:
            problem = f"simpleaudio cannot play to a chosen device, such as “{device}”."
            raise PlaybackError(problem, "Use `--sink miniaudio`, or make it the system's default device.")
        self._tape: _Tape | None = None
        self._played: PlayTime | None = None
        self._playing: Any = None
        self._feeder: threading.Thread | None = None
        self._closing = threading.Event()

    @staticmethod
    def devices() -> tuple[Device, ...]:
        """Return one entry for the system's default, since the library has no list; none where it is not installed."""
        try:
            _import()
        except PlaybackError:
            return ()
        return (Device("the system's default, no other", is_default=True),)

    @property
    def latency_s(self) -> float:
        """Seconds between a frame being pulled and being heard.

        Grows by 0.18 s an hour, and by at most half a second each time that the loudspeaker pauses; a
        program that was halted counts the whole time, so that the end is not cut off.
        """
        if self._tape is None or self._played is None:
            return LEAD_S + SERVER_S
        return LEAD_S + SERVER_S + DRIFT * self._tape.filled_s + self._played.ahead_s

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        """Begin to play a buffer of zeros and to fill it; see `Sink.start`."""
        self._tape = tape = _Tape(pull, sample_rate)
        others = threads()
        self._playing = _play(tape.pcm, sample_rate)
        new = threads() - others  # one of the library, and one of the sound server's part in this process
        for thread in new:
            hurry(thread)
        newest = max(new, default=None)  # the library starts its own thread last
        self._played = played = PlayTime(None if newest is None else wakes_of(newest))
        self._feeder = threading.Thread(target=self._feed, args=(tape, played), name="feeder", daemon=True)
        self._feeder.start()

    def close(self) -> None:
        """Stop, and wait a moment until the library has let go of the device; see `Sink.close`."""
        self._closing.set()
        if self._feeder is None:
            return
        self._feeder.join()
        self._playing.stop()
        deadline_s = time.monotonic() + RELEASE_S
        while self._playing.is_playing() and time.monotonic() < deadline_s:
            time.sleep(TICK_S)

    def _feed(self, tape: "_Tape", played: PlayTime) -> None:
        """Fill the buffer until the sink is closed or the library has given up.

        The player notices the end of the library by the pulls that no longer come.
        """
        hurry()
        while self._playing.is_playing() and not self._closing.wait(TICK_S):
            played_s = played.look()
            tape.fill(played_s * (1 + DRIFT) + LEAD_S)
            tape.forget(played_s - KEPT_S)


class _Tape:
    """Two hours of frames as 16-bit integers, of which only the few seconds around the play head are not zero.

    Zeros that nobody has written yet take no memory.
    """

    def __init__(self, pull: Pull, sample_rate: int) -> None:
        self._memory = mmap.mmap(-1, TAPE_S * sample_rate * 2)
        self.pcm = np.frombuffer(self._memory, dtype="<i2")
        self._pull = pull
        self._sample_rate = sample_rate
        self._filled = int(
            LEAD_S * sample_rate
        )  # begins with silence, so that a device that is refused costs no frames
        self._forgotten = 0

    @property
    def filled_s(self) -> float:
        """How far the tape is filled, in seconds from its start."""
        return self._filled / self._sample_rate

    def fill(self, until_s: float) -> None:
        """Pull the missing frames up to a time, in seconds from the start."""
        missing = min(len(self.pcm), int(until_s * self._sample_rate)) - self._filled
        if missing > 0:
            samples = self._pull(missing)
            self.pcm[self._filled : self._filled + len(samples)] = samples_to_pcm16(samples)
            self._filled += missing

    def forget(self, until_s: float) -> None:
        """Give whole pages of memory back up to a time, in seconds from the start, where the system can do that."""
        until = int(until_s * self._sample_rate) * 2 // mmap.PAGESIZE * mmap.PAGESIZE
        if until - self._forgotten >= FORGET_BYTES and hasattr(mmap, "MADV_REMOVE"):
            self._memory.madvise(mmap.MADV_REMOVE, self._forgotten, until - self._forgotten)
            self._forgotten = until


def _import() -> Any:
    """Import the library, or raise a PlaybackError that says how to install it."""
    try:
        import simpleaudio
    except ImportError as error:
        problem = "The library simpleaudio is not installed."
        command = install_command("simpleaudio-patched")
        remedy = f"Run `{command}`; on Debian and Ubuntu first `sudo apt install gcc python3-dev libasound2-dev`."
        raise PlaybackError(problem, remedy) from error
    return simpleaudio


def _play(pcm: np.ndarray[Any, np.dtype[np.int16]], sample_rate: int) -> Any:
    """Begin to play a buffer; raise a PlaybackError if the device cannot be opened."""
    simpleaudio = _import()
    from simpleaudio._simpleaudio import SimpleaudioError

    quiet_alsa()
    try:
        return simpleaudio.play_buffer(pcm, 1, pcm.itemsize, sample_rate)
    except SimpleaudioError as error:
        raise _explain(str(error)) from error


def _explain(message: str) -> PlaybackError:
    """Turn an error of the library into a sentence.

    Its errors read `What failed. -- CODE: <minus errno> -- MSG: <the system's words>`.
    """
    code = re.search(r"CODE: (-?\d+)", message)
    if code and int(code[1]) == -errno.EBUSY:
        return PlaybackError(
            "Another program is using the loudspeaker and does not share it.", "Close that program, then start again."
        )
    if code and int(code[1]) == -errno.ENOENT:
        return PlaybackError("This machine has no loudspeaker.", NO_LOUDSPEAKER)
    reason = message.rpartition("MSG: ")[2].strip()
    return PlaybackError(f"The loudspeaker cannot be opened ({reason}).", NO_LOUDSPEAKER)
