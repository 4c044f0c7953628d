"""Sets each setting, in the file, in a profile and by a variable, and runs each command, all in this process.

Nothing sounds here and no voice speaks: a fake one stands in.
"""

import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli.commands import devices, play, publish, voices, watch
from coach.cli.commands import list as list_command
from coach.cli.diagnosis import checkup
from coach.cli.session.options import REMEMBERED
from coach.errors import CoachError
from coach.page.serve import orders, server
from coach.playback.player import Player
from coach.playback.sinks import catalog
from coach.playback.sinks.sink import Device
from coach.playback.states import State
from coach.session import voices as session_voices
from coach.session.overview import ScriptRow
from coach.session.session import library_of
from coach.settings.config import config_path, set_value
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from tests.fakes import FakeVoice

LINES = {
    "play": "play short",
    "list": "list",
    "show": "show short",
    "export": "export short -o short.txt --force",
    "serve": "serve",
    "publish": "publish site --url https://example.org/ short --force",
    "history": "history",
    "new": "new stretch mine --force",
    "check": "check short",
    "watch": "watch short.yaml --play",
    "timeline": "timeline short --json",
    "schema": "schema stretch",
    "voices": "voices",
    "devices": "devices",
    "config": "config show",
    "doctor": "doctor",
    "help": "help start",
}
"""A line for each command."""

SHORT = """\
stretch: Short
position: supine
steps:
- say: Stretch your legs, and lift your arms behind your head until they touch the floor.
- breathe: 3
- say: Ease off as soon as anything hurts. Lower your arms, and bend your knees. Stay like that for a moment.
"""

VALUES = {
    "voice": "system",
    "speed": "0.9",
    "pause": "1.5,settle=6",
    "breath": "5.5",
    "level": "gentle,hip-flexor=full",
    "verbosity": "brief",
    "breath-prompts": "word",
    "chimes": "off",
    "sounds": "soft",
    "ambient": "rain",
    "ambient-level": "-30",
    "lessons": "off",
    "wording": "3",
    "choose": "place=chair",
    "scripts": "own",
    "sample-rate": "48000",
    "channels": "2",
    "minutes": "12",
    "sink": "simpleaudio",
    "device": "Headphones",
    "lead-in": "3",
}
"""A value of each setting that is not its default. Twelve minutes are no length for a single stretch."""

Run = Callable[[str], None]

Remember = Callable[[str, str, pytest.MonkeyPatch], str]
"""Remembers a value of a setting somewhere, and returns where, as it is told at the end of an error."""


class FakeSink:
    """A library with one loudspeaker, which is never opened."""

    def __init__(self, device: str = "") -> None:
        self.device = device

    @staticmethod
    def devices() -> list[Device]:
        return [Device("Headphones", is_default=True)]


class FakeSocket:
    """A socket that listens to nobody."""

    @staticmethod
    def getsockname() -> tuple[str, int]:
        return ("127.0.0.1", 8421)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line as a person does, or raise what they would be told."""
    (tmp_path / "short.yaml").write_text(SHORT)
    (tmp_path / "alone.yaml").write_text("routine: Alone\nstretches: [short]\n")
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(session_voices, "find_voice", lambda _name: FakeVoice())
    monkeypatch.setattr(list_command, "list_scripts", lambda _settings: [])
    monkeypatch.setattr(checkup, "checks", lambda: iter(()))
    monkeypatch.setattr(watch, "_changes", lambda _folder: iter([None]))
    monkeypatch.setattr(voices, "system_voices", list)
    monkeypatch.setattr(voices, "render_speed", lambda _name: 1)
    monkeypatch.setattr(devices, "SINK_NAMES", ())
    monkeypatch.setattr(catalog, "find_sink", lambda _name: FakeSink)
    monkeypatch.setattr(server, "listen", lambda *_: [FakeSocket()])
    monkeypatch.setattr(server, "run", lambda *_: None)
    monkeypatch.setattr(orders, "voices_here", lambda: ())
    monkeypatch.setattr(publish, "run_side_by_side", lambda *_: [])
    monkeypatch.setattr(play, "obeying_signals", lambda *_: nullcontext())
    monkeypatch.setattr(play, "Player", lambda *_: create_autospec(Player, state=State.FINISHED, practised_s=0.0))

    def run_line(line: str) -> None:
        with pytest.raises(SystemExit) as end:
            lazy_group(app, COMMANDS).main(line.split(), prog_name="coach")
        assert end.value.code in {None, 0}

    return run_line


def remember_in_file(key: str, value: str, _patch: pytest.MonkeyPatch) -> str:
    set_value({key: str}, config_path(), key, value)
    return f"{config_path()}."


def remember_in_profile(key: str, value: str, patch: pytest.MonkeyPatch) -> str:
    set_value({key: str}, config_path(), key, value, "evening")
    patch.setenv("COACH_PROFILE", "evening")
    return f"{config_path()} [profile.evening]."


def remember_in_variable(key: str, value: str, patch: pytest.MonkeyPatch) -> str:
    name = f"COACH_{key.upper().replace('-', '_')}"
    patch.setenv(name, value)
    return f"{name}."


MISFITS = {
    "minutes": ("12", "show alone", r"cannot last 12:00 .*Choose a length.*`minutes = 12` comes from {}$"),
    "device": ("Nowhere", "play short", r"`device = Nowhere` comes from {}$"),
    "sounds": ("/gone", "show short", r"start\.wav is missing.*`sounds = /gone` comes from {}$"),
    "ambient": ("/gone.wav", "play short", r"`ambient = /gone\.wav` comes from {}$"),
    "choose": ("place=moon", "show short", r"`choose = place=moon` comes from {}$"),
    "level": ("moon=full", "show short", r"no stretch “moon”.*`level = moon=full` comes from {}$"),
    "scripts": ("nowhere", "show cobra", r"^There is no folder nowhere\..* `scripts = nowhere` comes from {}$"),
}
"""Values that cannot be used, the line of a command that they are for, and what that says."""


@pytest.mark.parametrize("remember", [remember_in_file, remember_in_profile, remember_in_variable])
@pytest.mark.parametrize(("key", "value", "line", "words"), [(key, *misfit) for key, misfit in MISFITS.items()])
def test_a_remembered_setting_that_does_not_fit_says_where_it_comes_from(
    run: Run, monkeypatch: pytest.MonkeyPatch, key: str, value: str, line: str, words: str, remember: Remember
) -> None:
    origin = remember(key, value, monkeypatch)
    with pytest.raises(CoachError) as caught:
        run(line)
    assert re.search(words.format(re.escape(origin)), str(caught.value))


def test_what_the_command_line_says_is_not_said_to_come_from_elsewhere(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_in_file("minutes", "12", monkeypatch)
    with pytest.raises(CoachError) as caught:
        run("show short --minutes 9")
    assert "comes from" not in str(caught.value)
    monkeypatch.setenv("COACH_CHIMES", "off")
    with pytest.raises(CoachError, match=r"`chimes = off` comes from COACH_CHIMES\.$"):
        run("show short --breath-prompts tone")


@pytest.mark.parametrize(
    ("key", "value"), [("scripts", "~nosuchuser/x"), ("sounds", "~nosuchuser/x"), ("ambient", "/\0")]
)
def test_the_list_goes_without_what_cannot_be_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str, value: str
) -> None:
    def list_scripts(settings: Settings) -> list[ScriptRow]:
        library_of(settings), find_theme(settings.theme)
        return []

    monkeypatch.setattr(list_command, "list_scripts", list_scripts)
    remember_in_file(key, value, monkeypatch)
    run("list")
    assert ("Note: The path “~nosuchuser/x” cannot be used" in capsys.readouterr().err) == (key != "ambient")


def test_these_are_all_commands_and_all_settings() -> None:
    assert set(LINES) == {command.name for command in COMMANDS}
    assert set(VALUES) == set(REMEMBERED)


@pytest.mark.parametrize(("key", "value"), VALUES.items())
def test_a_remembered_setting_breaks_no_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    remember_in_file(key, value, monkeypatch)
    for line in LINES.values():
        run(line)


@pytest.mark.parametrize("remember", [remember_in_profile, remember_in_variable])
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_no_command_breaks_if_everything_is_remembered_in_a_profile_or_by_variables(
    run: Run, monkeypatch: pytest.MonkeyPatch, line: str, remember: Remember
) -> None:
    for key, value in VALUES.items():
        remember(key, value, monkeypatch)
    run(line)
