"""From the names that `--sink` and `--device` take to concrete sinks; nothing is opened here."""

from collections.abc import Callable, Collection
from functools import partial

from coach.errors import UnknownNameError, nearest
from coach.playback.sinks.miniaudio import MiniaudioSink
from coach.playback.sinks.simpleaudio import SimpleaudioSink
from coach.playback.sinks.sink import NO_LOUDSPEAKER, Device, Sink

SINKS = {sink.name: sink for sink in (MiniaudioSink, SimpleaudioSink)}
DEFAULT_SINK = MiniaudioSink.name


def read_sink(name: str) -> str:
    """A sink's name.

    Raises:
        UnknownNameError: With the nearest name.
    """
    if name not in SINKS:
        raise UnknownNameError(f"There is no sink “{name}”.", nearest(name, SINKS))
    return name


def sink_opener(name: str, device: str = "") -> Callable[[], Sink]:
    """What makes a fresh sink each time that the loudspeaker is to be opened.

    Args:
        name: As `--sink` has it.
        device: As `--device` has it: the name of a device, or a part that only one has; empty for the default. It is
            looked up now, so that the same device is meant later, when others may have come and gone.

    Raises:
        UnknownNameError: No such sink or device, or several such devices, with the nearest names.
        PlaybackError: A sink that cannot choose a device, or a sound system that does not answer.
    """
    sink = SINKS[read_sink(name)]
    sink(device)  # complains now where it can never play to a device of choice
    return partial(sink, find_device(device, sink.devices()) if device else "")


def find_device(name: str, devices: Collection[Device]) -> str:
    """The full name of the device that has this name, or alone has this part in its name, in whatever case.

    Raises:
        UnknownNameError: None or several, with the nearest names.
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
