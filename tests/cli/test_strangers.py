"""Words of strangers, through every command: none acts on a terminal, and none fills it.

They come as arguments, variables, names of files, and inside scripts, settings, the history and a bookmark.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import COMMANDS
from coach.cli.commands import devices
from coach.cli.session.options import REMEMBERED
from coach.playback.sinks.sink import Device
from coach.practice.history import Practice, append_practice, local_now
from tests.cli.forked import Ran, Run, run_all

NASTY = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202egnp\u2066\u200f[/b][link=x]\x7f"
"""The clipboard, the screen, a colour, a reversed ending, and marks of rich."""

ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
LONG = "x" * 100_000
MOST_PRINTED = 6000
"""Several times the longest message, and much less than the long word."""

ARGUMENTS = [
    [],
    ["list"],
    ["show"],
    ["play"],
    ["check"],
    ["watch"],
    ["export"],
    ["timeline"],
    ["serve", "--port"],
    ["publish", "site", "--url"],
    ["publish", "site", "--url", "https://example.org/", "--site"],
    ["publish", "site", "--url", "https://example.org/"],
    ["new"],
    ["new", "stretch"],
    ["schema"],
    ["history"],
    ["history", "--days"],
    ["devices"],
    ["voices"],
    ["voices", "try"],
    ["voices", "install"],
    ["config"],
    ["config", "get"],
    ["config", "set", "speed"],
    ["config", "unset"],
    ["config", "show", "--profile"],
    ["help"],
    ["doctor"],
    ["play", "cobra", "--from"],
    ["play", "cobra", "--sink"],
    ["play", "cobra", "--device"],
    ["show", "cobra", "--picture"],
    ["check", "--explain"],
    ["export", "cobra", "-o"],
    ["export", "cobra", "--format"],
    ["export", "cobra", "--bits"],
    ["export", "cobra", "--with"],
    ["export", "cobra", "--split"],
    ["export", "cobra", "-o", "/no/such/folder/a.wav", "--profile"],
    ["timeline", "cobra", "--minutes"],
    *(["list", f"--{option}"] for option in REMEMBERED if option != "ambient"),
]

SCRIPTS = {
    "title": "stretch: {0}\nposition: prone\nsteps:\n  - say: Lie down.\n  - hold: 20 s\n",
    "key": "stretch: A\n{0}: prone\nsteps:\n  - hold: 20 s\n",
    "position": "stretch: A\nposition: {0}\nsteps:\n  - hold: 20 s\n",
    "verb": "stretch: A\nposition: prone\nsteps:\n  - {0}: 20 s\n",
    "dose": "stretch: A\nposition: prone\nsteps:\n  - hold: {0}\n",
    "words": "stretch: A\nposition: prone\nsteps:\n  - say: {0}\n  - hold: 20 s\n",
    "source": "stretch: A\nposition: prone\nsource: {0}\nsteps:\n  - say: Lie down.\n  - hold: 20 s\n",
    "pause": "stretch: A\nposition: prone\nsteps:\n  - pause: {0}\n  - hold: 20 s\n",
    "name": "routine: A\nstretches:\n  - {0}\n",
    "no-yaml": "stretch: [{0}\n",
}


def nasties() -> Iterator[Run]:
    """Yield command lines and environments with words that act."""
    for arguments in ARGUMENTS:
        yield Run([*arguments, NASTY])
        yield Run([*arguments, f"--{NASTY}"])
    for name, *_ in (arguments for arguments in ARGUMENTS if arguments):
        yield Run([name, f"./{NASTY}.yaml"])  # which there is not
    for variable in ("SPEED", "VOICE", "CONFIG", "DATA_DIR", "CACHE_DIR", "SCRIPTS", "DEVICE", "]2;a\x07\x9b"):
        for command in (["config", "show"], ["config", "path"], ["history"], ["new", "stretch", "A"]):
            yield Run(command, {f"COACH_{variable}": NASTY})
    for command in (["list"], ["config", "show"], ["config", "set", "speed", "0.9"]):
        for config in ("key.toml", "value.toml", "profile.toml", "no.toml"):
            yield Run(command, {"COACH_CONFIG": config})
    for data in (["history"], ["history", "--json"], ["play", "--resume"], ["play", "--list-unfinished"]):
        yield Run(data, {"COACH_DATA_DIR": "data"})
    for command in ("check", "show", "timeline"):
        for script in SCRIPTS:
            yield Run([command, f"{script}.yaml"], {"COACH_VERBOSITY": "tones"})  # which is soon spoken
    yield Run(["list", "--scripts", "."])
    yield Run(["list", "--scripts", ".", "--json"])
    yield Run(["export", "cobra", "-o", f"{NASTY.replace('/', '-')}.wav"])
    yield Run(["show", "cobra", "--picture", f"{NASTY.replace('/', '-')}.svg"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("strangers")
    for name, script in SCRIPTS.items():
        (path / f"{name}.yaml").write_text(script.format(json.dumps(NASTY)), encoding="utf-8")
    plain = NASTY.replace("/", "-")
    (path / f"{plain}.yaml").write_text(SCRIPTS["key"].format("a"), encoding="utf-8")
    (path / f"{plain}.wav").write_bytes(b"")
    (path / f"{plain}.svg").write_bytes(b"")
    word = json.dumps(NASTY).replace("\x7f", "\\u007f")
    (path / "key.toml").write_text(f"{word} = 1\n", encoding="utf-8")
    (path / "value.toml").write_text(f"speed = {word}\nscripts = {word}\n", encoding="utf-8")
    (path / "profile.toml").write_text(f"[profiles.{word}]\n{word} = 1\n", encoding="utf-8")
    (path / "no.toml").write_bytes(NASTY.encode())
    assert NASTY in tomllib.loads((path / "key.toml").read_text("utf-8"))
    (path / "data").mkdir()
    append_practice(Practice(local_now(), 60, NASTY, (NASTY,), NASTY), path / "data" / "history.jsonl")
    return path


def test_no_words_of_strangers_act_on_the_terminal(folder: Path) -> None:
    ran = run_all(list(nasties()), folder)
    assert {command.name for command in COMMANDS} <= {word for each in ran for word in each.run.arguments}
    assert [_shown(each) for each in ran if ACTING.search(each.stdout + each.stderr)] == []
    assert [_shown(each) for each in ran if "Traceback" in each.stderr or each.code < 0] == []


def test_no_words_of_strangers_begin_a_line(tmp_path: Path) -> None:
    forging = "a\nFORGED"
    for name, script in SCRIPTS.items():
        (tmp_path / f"{name}.yaml").write_text(script.format(json.dumps(forging)), encoding="utf-8")
        (tmp_path / f"{name}{forging}.yaml").write_text(script.format("x"), encoding="utf-8")
    for ending in ("wav", "svg", "toml"):
        (tmp_path / f"{forging}.{ending}").write_text("x", encoding="utf-8")
    runs = [Run([*arguments, forging]) for arguments in ARGUMENTS if arguments != ["help"]]
    runs += [Run([command, f"{name}.yaml"]) for name in SCRIPTS for command in ("check", "timeline")]
    runs += [Run([command, f"{name}{forging}.yaml"]) for name in SCRIPTS for command in ("check", "show")]
    runs += [Run(["list", "--scripts", "."]), Run(["list"], {"COACH_CONFIG": f"{forging}.toml"})]
    runs += [Run(["list"], {"COACH_SCRIPTS": forging}), Run(["list"], {"COACH_CONFIG": "value.toml"})]
    runs += [Run(["export", "cobra", "-o", f"{forging}.wav"]), Run(["show", "cobra", "--picture", f"{forging}.svg"])]
    (tmp_path / "value.toml").write_text(f"scripts = {json.dumps(forging)}\n", encoding="utf-8")
    ran = run_all(runs, tmp_path)
    assert [_shown(each) for each in ran if re.search("^FORGED", each.stdout + each.stderr, re.MULTILINE)] == []


def test_long_words_are_not_echoed(tmp_path: Path) -> None:
    runs = [Run([*arguments, LONG]) for arguments in ARGUMENTS] + [Run(["play", f"--{LONG}"])]
    for name, script in SCRIPTS.items():
        (tmp_path / f"{name}.yaml").write_text(script.format(LONG.replace("x", "yx")), encoding="utf-8")
        runs.append(Run(["check", f"./{name}.yaml"]))
    ran = run_all(runs, tmp_path)
    assert [_shown(each) for each in ran if len(each.stdout + each.stderr) > MOST_PRINTED] == []


def test_names_of_loudspeakers_are_harmless(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    class Sink:
        @staticmethod
        def devices() -> list[Device]:
            return [Device(NASTY, is_default=True)]

    monkeypatch.setattr(devices, "find_sink", lambda _: Sink)
    devices.list_devices(as_json=False)
    devices.list_devices(as_json=True)
    table, facts = capfd.readouterr().out.split("\n{", 1)
    assert not ACTING.search(table + facts)
    assert json.loads("{" + facts.splitlines()[0])["device"] == NASTY


def test_a_relative_home_is_made_absolute_since_libraries_print_lines_about_it(tmp_path: Path) -> None:
    home = {"HOME": "x", "COACH_CONFIG": "", "XDG_CONFIG_HOME": ""}
    (ran,) = run_all([Run(["config", "path"], home)], tmp_path)
    assert ran.stdout.startswith(str(tmp_path / "x"))


def _shown(ran: Ran) -> str:
    words = [word[:80] for word in ran.run.arguments]
    return f"{words} {dict(ran.run.environment)} {ran.code}: {ran.stdout[:300]!a} {ran.stderr[:1000]!a}"
