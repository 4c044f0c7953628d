"""devices: prints the loudspeakers that `--device` can choose from."""

from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.terminal import print_json, print_table, tell
from coach.playback.sinks.catalog import DEFAULT_SINK, SINK_NAMES, find_sink
from coach.playback.sinks.sink import NO_LOUDSPEAKER

app = CommandApp()


@app.command(
    examples={
        "coach devices": "List the loudspeakers.",
        "coach play --device headphones": "Play on the one with this in its name.",
    }
)
def list_devices(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a loudspeaker.")] = False
) -> None:
    """List the loudspeakers, and the sink that plays to each."""
    found = [(name, device) for name in SINK_NAMES for device in find_sink(name).devices()]
    if as_json:
        for name, device in found:
            print_json({"sink": name, "device": device.name, "default": device.is_default})
    elif found:
        rows = [(name, device.name, "default" if device.is_default else "") for name, device in found]
        print_table([("SINK", "DEVICE", ""), *rows])
    if all(name != DEFAULT_SINK for name, _ in found):
        tell(f"No loudspeaker was found. {NO_LOUDSPEAKER}")
