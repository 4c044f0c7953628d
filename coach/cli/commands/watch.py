"""watch: checks a script each time it is saved, and plays it from what was changed on."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Annotated, TypeAlias

import typer

from coach.cli import completion
from coach.cli._typer import SOUND, CommandApp
from coach.cli.commands.check import check_script
from coach.cli.session.command import SessionCommand, session_choices
from coach.cli.terminal import flush_output, tell, tell_error
from coach.errors import CoachError, SettingsError
from coach.playback.player import Player
from coach.playback.sinks.catalog import DEFAULT_SINK, SINK_NAMES, sink_opener
from coach.playback.sinks.sink import Sink
from coach.playback.sources import session_from
from coach.practice.history import local_now
from coach.session.changes import first_change
from coach.session.session import library_of, plan_session
from coach.settings.values import Settings
from coach.timeline import Timeline
from coach.units import clock

app = CommandApp()

LOOK_AGAIN_MS = 1000
"""Milliseconds between two looks at the files. The system tells of most changes at once, but not in every network
folder, and not of those made while a check runs."""

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]
"""Names, times and sizes of files."""

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="The YAML file of a stretch or a routine.", autocompletion=completion.own_scripts
    ),
]
PlayOption = Annotated[bool, typer.Option("--play", help="Play it from the changed step on, after each save.")]
SinkOption = Annotated[
    str,
    typer.Option(
        "--sink",
        metavar="SINK",
        help="With --play: see `coach play`.",
        rich_help_panel=SOUND,
        autocompletion=completion.one_of(*SINK_NAMES),
    ),
]
DeviceOption = Annotated[
    str,
    typer.Option(
        "--device",
        metavar="NAME",
        help="With --play: see `coach devices`.",
        rich_help_panel=SOUND,
        autocompletion=completion.devices,
    ),
]


@app.command(
    cls=SessionCommand,
    examples={
        "coach watch side-bend.yaml": "Check a script after each save.",
        "coach watch side-bend.yaml --play": "Hear what was changed, too.",
    },
)
def watch(
    *,
    context: typer.Context,
    name: FileArgument,
    play: PlayOption = False,
    sink: SinkOption = DEFAULT_SINK,
    device: DeviceOption = "",
) -> None:
    """Check a script each time it is saved.

    The stretches in the same folder are watched too, since a routine may name them. Ctrl-C ends it.
    """
    choices = session_choices(context)
    settings = choices.settings
    path = _file(name, settings)
    listener = _Listener(str(path), settings, sink_opener(sink, device)) if play else None
    try:
        for number, _ in enumerate(_changes(path.parent)):
            if number:
                tell("", f"Saved at {local_now():%H:%M:%S}.")
            check_script(str(path), choices, as_json=False)
            if listener:
                listener.hear()
            flush_output()  # for whoever reads it from a pipe
            tell(f"Watching {path}. Ctrl-C ends it.")
    except KeyboardInterrupt:
        pass
    finally:
        if listener:
            listener.stop()
    tell("Stopped.")


def _file(name: str, settings: Settings) -> Path:
    """Return the file of a script of one's own.

    Raises:
        SettingsError: There is none.
    """
    path = library_of(settings).own_path(name) or Path(name)
    if not path.is_file():
        raise SettingsError(f"{name} is no file.", "Name a YAML file; `coach new stretch NAME` writes one.")
    return path


def _changes(folder: Path) -> Iterator[None]:
    """Yield at once, and then after each change of a script in a folder, until the command is interrupted."""
    from watchfiles import watch as watch_files

    seen: Stamp = _stamp(folder)
    yield
    for _ in watch_files(folder, recursive=False, rust_timeout=LOOK_AGAIN_MS, yield_on_timeout=True):
        now = _stamp(folder)
        if now != seen:
            seen = now
            yield


def _stamp(folder: Path) -> Stamp:
    facts = []
    for path in sorted(folder.glob("*.y*ml")):
        try:
            stat = path.stat()
        except OSError:  # it is gone, as while an editor replaces it
            continue
        facts.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(facts)


class _Listener:
    """Plays a script from the first change since it was heard last.

    Args:
        name: The script's path.
        settings: The person's choices.
        open_sink: Makes a new sink.
    """

    def __init__(self, name: str, settings: Settings, open_sink: Callable[[], Sink]) -> None:
        self._name = name
        self._settings = settings
        self._open_sink = open_sink
        self._before: Timeline | None = None
        self._player: Player | None = None
        self._thread: Thread | None = None

    def hear(self) -> None:
        """Play from the change on, in place of what is being played; the first time only remember the session."""
        try:
            plan = plan_session(self._name, self._settings)
            after = plan.timeline()
            plan = plan_session(self._name, self._settings)  # the first one's voice was released
        except CoachError:  # the check has told it
            return
        before, self._before = self._before, after
        frame = first_change(before, after) if before else None
        if frame is None:
            return
        self.stop()
        tell(f"Playing from {clock(frame / after.sample_rate)} on.")
        preparation = plan.preparation()
        source = partial(session_from, preparation, frame, plan.phrases)
        self._player = player = Player(preparation, self._open_sink, plan.phrases, plan.settings.pauses, source)

        def play() -> None:
            try:
                with preparation:
                    player.play()
            except CoachError as error:
                tell_error(error)

        self._thread = Thread(target=play, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End what is being played, and wait for its fade."""
        if self._player and self._thread:
            self._player.stop()
            self._thread.join()
