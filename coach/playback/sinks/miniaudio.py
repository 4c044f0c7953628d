"""Plays through miniaudio, whose callback pulls one period of frames at a time.

The only module that imports `miniaudio`. Written against 1.71, and tried on Linux with PulseAudio. The calls are the
same on macOS and Windows, where it has not been tried.
"""

import atexit
import os
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, TypeVar

import numpy as np

from coach.audio.pcm import samples_to_pcm16
from coach.errors import PlaybackError
from coach.playback.sinks._alsa import quiet_alsa
from coach.playback.sinks._priority import hurry
from coach.playback.sinks.sink import NO_LOUDSPEAKER, Device, Pull

PERIOD_MS = 40
"""Milliseconds between two pulls. Short, because a key that was pressed has to wait for the next pull."""

PERIODS = 3
"""Periods that are on their way at any time, enough for a busy machine: with all cores busy twice over, 120 ms played
without a gap where 80 ms stumbled. miniaudio's `buffersize_msec` is the length of one period, despite its name."""

PULSE_LATENCY = "PULSE_LATENCY_MSEC"
"""The environment variable with which PulseAudio and PipeWire set the length of the whole buffer. miniaudio asks them
for a single period, and a longer period would be pulled at once. With this variable the server keeps three periods, and
still fetches one at a time."""

PULSE = "PulseAudio"
"""miniaudio's name for PulseAudio, and for PipeWire in its place."""

STAND_IN = b"auto_null"
"""The device that these servers put in place of the last loudspeaker; nobody hears it."""

SERVER_S = 0.1
"""Seconds that a sound server or a driver may hold on top. Rounded up: too much only delays the end of the program."""

OPEN_S = 5.0
"""How long to wait for the sound system to answer, in seconds. It takes hundredths of a second, or one or two seconds
if a server has to start or a wireless loudspeaker has to wake up; a server that hangs would never answer."""

CLOSE_S = 0.8
"""How long to wait for the device to be released, in seconds. It takes hundredths of a second; a server that hangs
keeps the device until it goes on."""

Answer = TypeVar("Answer")


class MiniaudioSink:
    """A loudspeaker on Linux, macOS or Windows, with nothing else to install.

    It can play to any device, stream sounds of any length in constant memory, pull every 0.04 s and stop at once.
    It can open a device or a sound server again that was away, in the same process.
    It cannot notice that its loudspeaker was unplugged or its sound server ended: it stops pulling and says nothing.

    Args:
        device: One of the names in `devices`; empty is the sound system's default.
        allow_null: Accept the silent device that miniaudio falls back to on a machine without any sound library.
    """

    latency_s = (PERIODS + 1) * PERIOD_MS / 1000 + SERVER_S

    def __init__(self, device: str = "", *, allow_null: bool = False) -> None:
        self._device = device
        self._allow_null = allow_null
        self._closing = Event()
        self._keeper: Thread | None = None

    @staticmethod
    def devices() -> tuple[Device, ...]:
        """Return the devices that can be played to now; none on a machine without a sound system.

        Raises:
            PlaybackError: The sound system does not answer.
        """
        found: Future[tuple[Device, ...]] = Future()
        Thread(target=_find_devices, args=[found], name="devices", daemon=True).start()
        return _wait_for(found)

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        """Open the device and begin to pull, or fail after five seconds; see `Sink.start`."""
        opened: Future[None] = Future()
        atexit.register(self.close)  # a device that still pulls while the interpreter ends would crash it
        arguments = (opened, pull, sample_rate)
        self._keeper = Thread(target=self._keep_open, args=arguments, name="loudspeaker", daemon=True)
        self._keeper.start()
        try:
            _wait_for(opened)
        except BaseException:  # Ctrl-C too
            self._keeper = None
            self.close()
            raise

    def close(self) -> None:
        """Release the device, dropping what it had not played yet; see `Sink.close`."""
        atexit.unregister(self.close)
        self._closing.set()
        if self._keeper is not None:
            self._keeper.join(CLOSE_S)

    def _keep_open(self, opened: "Future[None]", pull: Pull, sample_rate: int) -> None:
        """Open the device, keep it open until `close`, and release it.

        Any of these calls hangs with a server that hangs, so they run in a thread that can be left behind. Only this
        thread knows the device, so that the interpreter can exit without waiting for it.
        """
        try:
            device_id = None if self._allow_null else _find_id(self._device)
            with _open(device_id, sample_rate) as device:
                self._check(device)
                device.start(_stream(pull, self._closing))
                opened.set_result(None)
                self._closing.wait()
        except Exception as error:
            opened.set_exception(error)

    def _check(self, device: Any) -> None:
        if device.backend == "Null" and not self._allow_null:
            raise PlaybackError("This machine has no sound system, so nobody would hear it.", NO_LOUDSPEAKER)


def _wait_for(answer: "Future[Answer]") -> Answer:
    """Return the sound system's answer, or raise a PlaybackError that says what to do."""
    import miniaudio

    try:
        return answer.result(OPEN_S)
    except TimeoutError as error:
        raise PlaybackError("The sound system does not answer.", "Restart the sound server, then try again.") from error
    except miniaudio.MiniaudioError as error:
        raise PlaybackError(f"The loudspeaker cannot be opened ({_reason(error)}).", NO_LOUDSPEAKER) from error


def _find_devices(found: "Future[tuple[Device, ...]]") -> None:
    """Look for devices, in a thread that can be left behind."""
    try:
        _, playbacks = _playbacks()
        found.set_result(tuple(Device(each["name"], each["is_default"]) for each in playbacks))
    except Exception as error:
        found.set_exception(error)


def _playbacks() -> tuple[str, list[dict[str, Any]]]:
    """Return the sound system that miniaudio found, and its entries for the devices that can be heard."""
    import miniaudio

    class Devices(miniaudio.Devices):  # type: ignore[misc]
        def _get_info(self, _: Any, info: Any) -> dict[str, Any]:
            """Return no formats: to find them each device would be opened, and one busy device would fail them all."""
            return {"is_default": bool(info.isDefault)}

    quiet_alsa()
    devices = Devices()
    playbacks = devices.get_playbacks()
    ids = [bytes(miniaudio.ffi.buffer(each["id"])) for each in playbacks]
    heard = [each for each, name in zip(playbacks, ids, strict=True) if _is_heard(devices.backend, name)]
    return devices.backend, heard


def _is_heard(backend: str, device_id: bytes) -> bool:
    """Tell whether an entry in the list of devices is a loudspeaker; its id is a name that ends with a zero byte."""
    name = device_id.partition(b"\0")[0]
    if backend == "ALSA":  # it lists all its plugins, also one that discards all sound; those of a card have a colon
        return b":" in name or name == b"default"
    return backend != "Null" and not (backend == PULSE and name == STAND_IN)


def _find_id(name: str) -> Any:
    """Return the id of a device, or None for the default.

    It is looked up each time, since a device that was unplugged may come back with another id. A server without any
    device is not asked to open one: each failure would leak miniaudio's connection to it.
    """
    backend, playbacks = _playbacks()
    if backend == PULSE and not playbacks:
        raise PlaybackError("This machine has no loudspeaker.", NO_LOUDSPEAKER)
    if not name:
        return None
    for playback in playbacks:
        if playback["name"] == name:
            return playback["id"]
    raise PlaybackError(f"The loudspeaker “{name}” is away.", "Connect it, or choose another: see `coach devices`.")


@contextmanager
def _open(device_id: Any, sample_rate: int) -> Iterator[Any]:
    """Open a device for mono 16-bit frames, and close it at the end."""
    import miniaudio

    quiet_alsa()
    os.environ[PULSE_LATENCY] = str(PERIODS * PERIOD_MS)
    device = miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=sample_rate,
        buffersize_msec=PERIOD_MS,
        device_id=device_id,
        callback_periods=PERIODS,
        app_name="coach",
    )
    try:
        yield device
    finally:
        device.close()
        miniaudio.lib.ma_context_uninit(device._context)  # `close` forgets it, which leaks a connection to the server


def _stream(pull: Pull, closing: Event) -> Generator[bytes, int, None]:
    """Return a generator as miniaudio's callback drives it: takes a frame count, gives 16-bit PCM of that length."""
    stream = _periods(pull, closing)
    next(stream)  # up to the first `yield`, as miniaudio demands
    return stream


def _periods(pull: Pull, closing: Event) -> Generator[bytes, int, None]:
    """Give the frames that are pulled, with silence after their end and while the sink is closing."""
    frames = yield b""
    hurry()  # in the thread of the callback
    while True:
        pcm = np.zeros(frames, dtype="<i2")
        if not closing.is_set():  # a device that was left behind may still call, while another one plays
            samples = pull(frames)
            pcm[: len(samples)] = samples_to_pcm16(samples)
        frames = yield pcm.tobytes()


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
