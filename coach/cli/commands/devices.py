"""devices: prints the loudspeakers that `--device` can choose from."""

from coach.cli._typer import CommandApp
from coach.cli.terminal import print_table, tell
from coach.playback.sinks.catalog import DEFAULT_SINK, SINK_NAMES, find_sink
from coach.playback.sinks.sink import NO_LOUDSPEAKER

app = CommandApp()


@app.command()
def list_devices() -> None:
    """List the loudspeakers, and the sink that plays to each."""
    rows = [
        (name, device.name, "default" if device.is_default else "")
        for name in SINK_NAMES
        for device in find_sink(name).devices()
    ]
    if rows:
        print_table([("SINK", "DEVICE", ""), *rows])
    if all(name != DEFAULT_SINK for name, *_ in rows):
        tell(f"No loudspeaker was found. {NO_LOUDSPEAKER}")
