"""Finds sinks and devices by the names that `--sink` and `--device` take; opens none of them."""

from collections.abc import Callable, Collection
from functools import partial
from importlib import import_module

from coach.errors import UnknownNameError, about, nearest
from coach.playback.sinks.sink import NO_LOUDSPEAKER, Device, Sink, SinkAdapter

_SINKS = {
    "miniaudio": "coach.playback.sinks.miniaudio:MiniaudioSink",
    "simpleaudio": "coach.playback.sinks.simpleaudio:SimpleaudioSink",
}
"""The module and the class of each sink; a module is imported when its sink is used."""

SINK_NAMES = tuple(_SINKS)
DEFAULT_SINK = "miniaudio"


def read_sink(name: str) -> str:
    """Return the name of a sink if there is one of that name.

    Raises:
        UnknownNameError: There is none; with the nearest name.
    """
    if name not in _SINKS:
        raise UnknownNameError(f"There is no sink “{name}”.", nearest(name, SINK_NAMES))
    return name


def find_sink(name: str) -> SinkAdapter:
    """Import the class of a sink.

    Raises:
        UnknownNameError: There is no such sink; with the nearest name.
    """
    module, _, sink_class = _SINKS[read_sink(name)].partition(":")
    adapter: SinkAdapter = getattr(import_module(module), sink_class)
    return adapter


@about("sink", "device")
def sink_opener(name: str, device: str = "") -> Callable[[], Sink]:
    """Return a function that makes a new sink, to be called each time that the loudspeaker is to be opened.

    Args:
        name: A sink's name, as `--sink` takes it.
        device: A device's name or a part that no other has, as `--device` takes it; empty for the default. The device
            is looked up now, so that later the same one is meant, although others may have come and gone.

    Raises:
        UnknownNameError: There is no such sink or device, or several such devices; with the nearest names.
        PlaybackError: The sink cannot choose a device, or the sound system does not answer.
    """
    sink = find_sink(name)
    if not device:
        return sink
    sink(device)  # raises now if this sink can never play to a chosen device
    return partial(sink, find_device(device, sink.devices()))


def find_device(name: str, devices: Collection[Device]) -> str:
    """Return the full name of the device that has this name, or that alone has this part in its name, in any case.

    Raises:
        UnknownNameError: There is no such device, or there are several; with the nearest names.
    """
    names = sorted({device.name for device in devices})
    if name in names:
        return name
    found = [each for each in names if name.casefold() in each.casefold()]
    if len(found) > 1:
        raise UnknownNameError(f"“{name}” is a part of several devices.", f"Known are: {', '.join(found)}.")
    if not found:
        remedy = f"{nearest(name, names)} See `coach devices`." if names else NO_LOUDSPEAKER
        raise UnknownNameError(f"There is no device “{name}”.", remedy)
    return found[0]
