"""devices: the loudspeakers that `--device` can choose from."""

from coach.cli.terminal import print_table, stderr
from coach.playback.sinks.catalog import DEFAULT_SINK, SINKS
from coach.playback.sinks.sink import NO_LOUDSPEAKER


def list_devices() -> None:
    """What can be played to, by which sink."""
    rows = [
        (name, device.name, "default" if device.is_default else "")
        for name, sink in SINKS.items()
        for device in sink.devices()
    ]
    if rows:
        print_table([("SINK", "DEVICE", ""), *rows])
    if all(name != DEFAULT_SINK for name, *_ in rows):
        stderr.print(f"No loudspeaker was found. {NO_LOUDSPEAKER}", soft_wrap=True, markup=False)
