"""The loudspeaker by simpleaudio, which only plays whole buffers: a buffer that is filled just ahead of the play head.

The only module that imports `simpleaudio`, an optional extra. Written against simpleaudio-patched 1.0.5, and tried on
Linux with ALSA over PulseAudio; for macOS and Windows it follows the library's C sources and has not been tried.
"""

import errno
import re
import threading
import time
from typing import Any

import numpy as np

from coach.audio import SAMPLE_RATE, samples_to_pcm16
from coach.errors import PlaybackError
from coach.playback.alsa import quiet_alsa
from coach.playback.play_time import PlayTime, threads, wakes_of
from coach.playback.sink import NO_LOUDSPEAKER, Pull

LEAD_S = 0.25
"""How far ahead of the clock the buffer is filled. ALSA was seen to read up to 0.15 s ahead: simpleaudio's fixed 0.1 s
and a period of the sound server. macOS and Windows copy two blocks of 0.05 s ahead."""

DRIFT = 50e-6
"""How much faster than the clock the fill goes: a loudspeaker's own crystal may be 50 millionths fast, and must never
catch up with it. In twenty minutes the lead grows by 0.06 s."""

TICK_S = 0.01
"""Between two fills. Short, because it adds to the lead that is needed."""

SERVER_S = 0.1
"""What a sound server or a driver may hold on top. Rounded up: too much only delays the end of the program."""

DRAIN_S = 3.0
"""At most, for the end to be heard: more than the 2 s PulseAudio may hold. A sleeping loudspeaker never gets there."""

RELEASE_S = 0.25
"""At most, for the device to let go after a stop: one buffer of 0.1 s being written, and one being played."""


class SimpleaudioSink:
    """The default loudspeaker by simpleaudio: ALSA's `default` on Linux, Core Audio on macOS, winmm on Windows.

    Can: play up to 12 hours, in memory that grows with what was played (3 MB a minute at 24 kHz); start and fade out
    like a stream, since the library reads its buffer while it plays and does not copy it first.
    Cannot: tell where it is, so `PlayTime` has to. On Linux that notices a loudspeaker that starts late or sleeps, and
    a program that was halted; elsewhere the clock goes on meanwhile, and the sound lags behind it from then on.

    On Linux the library is compiled as it is installed, which needs the headers of ALSA (Debian: `libasound2-dev`).
    """

    name = "simpleaudio"
    latency_s = LEAD_S + SERVER_S

    def __init__(self) -> None:
        self._tape: _Tape | None = None
        self._playing: Any = None
        self._feeder: threading.Thread | None = None
        self._closing = threading.Event()

    def probe(self) -> None:
        """Begin to play a tenth of a second of silence; see `Sink.probe`."""
        _play(np.zeros(SAMPLE_RATE // 10, dtype="<i2"), SAMPLE_RATE).stop()

    def start(self, pull: Pull, *, sample_rate: int, frames: int) -> None:
        """Begin to play a buffer of zeros and to fill it; see `Sink.start`."""
        self._tape = tape = _Tape(pull, sample_rate, frames)
        tape.fill(LEAD_S)
        others = threads()
        self._playing = _play(tape.pcm, sample_rate)
        newest = max(threads() - others, default=None)  # the library starts its own thread last
        played = PlayTime(None if newest is None else wakes_of(newest))
        self._feeder = threading.Thread(target=self._feed, args=(tape, played), name="feeder", daemon=True)
        self._feeder.start()

    def close(self) -> None:
        """Stop, or where all was pulled, let it end; then wait a moment until the library has let go of the buffer."""
        self._closing.set()
        if self._feeder is None or self._tape is None:
            return
        self._feeder.join()
        if not self._tape.full:
            self._playing.stop()
        deadline_s = time.monotonic() + (DRAIN_S if self._tape.full else RELEASE_S)
        while self._playing.is_playing() and time.monotonic() < deadline_s:
            time.sleep(TICK_S)

    def _feed(self, tape: "_Tape", played: PlayTime) -> None:
        """Until the end, or until the library has given up: pulling no more is how the player gets to know."""
        while self._playing.is_playing() and not self._closing.wait(TICK_S):
            tape.fill(played.look() * (1 + DRIFT) + LEAD_S)


class _Tape:
    """All the frames of a session as 16-bit integers, of which the first few are known.

    Zeros that nobody has written yet take no memory.
    """

    def __init__(self, pull: Pull, sample_rate: int, frames: int) -> None:
        self.pcm = np.zeros(frames, dtype="<i2")
        self._pull = pull
        self._sample_rate = sample_rate
        self._filled = 0

    @property
    def full(self) -> bool:
        """Whether every frame was pulled."""
        return self._filled == len(self.pcm)

    def fill(self, until_s: float) -> None:
        """Pull what is missing up to a time from the start."""
        missing = min(len(self.pcm), int(until_s * self._sample_rate)) - self._filled
        if missing > 0:
            samples = self._pull(missing)
            self.pcm[self._filled : self._filled + len(samples)] = samples_to_pcm16(samples)
            self._filled += len(samples)


def _play(pcm: np.ndarray[Any, np.dtype[np.int16]], sample_rate: int) -> Any:
    try:
        import simpleaudio
        from simpleaudio._simpleaudio import SimpleaudioError
    except ImportError as error:
        problem = "The library simpleaudio is not installed."
        remedy = "Run `pip install simpleaudio-patched`; on Linux install the package libasound2-dev before."
        raise PlaybackError(problem, remedy) from error
    quiet_alsa()
    try:
        return simpleaudio.play_buffer(pcm, 1, pcm.itemsize, sample_rate)
    except SimpleaudioError as error:
        raise _explain(str(error)) from error


def _explain(message: str) -> PlaybackError:
    """Its errors read `What failed. -- CODE: <minus errno> -- MSG: <the system's words>`."""
    code = re.search(r"CODE: (-?\d+)", message)
    if code and int(code[1]) == -errno.EBUSY:
        return PlaybackError(
            "Another program keeps the loudspeaker to itself.", "Close that program, then start again."
        )
    if code and int(code[1]) == -errno.ENOENT:
        return PlaybackError("This machine has no loudspeaker.", NO_LOUDSPEAKER)
    reason = message.rpartition("MSG: ")[2].strip()
    return PlaybackError(f"The loudspeaker cannot be opened ({reason}).", NO_LOUDSPEAKER)
