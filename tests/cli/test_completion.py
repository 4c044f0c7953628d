"""Checks which values may stand at the cursor, for every kind of option and argument."""

from pathlib import Path

import pytest

from coach.cli import COMMANDS, app, completion
from coach.cli._typer import lazy_group
from coach.cli._typer.shells import read_line, values
from coach.cli.session.options import REMEMBERED
from coach.playback.sinks import catalog
from coach.playback.sinks.sink import Device


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with files of many kinds; own scripts and a profile are in their places."""
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "config.toml").write_text('speed = "0.9"\n[profile.evening]\nspeed = "0.8"\n[profile.early]\n')
    (tmp_path / "data" / "scripts" / "routines").mkdir(parents=True)
    (tmp_path / "data" / "scripts" / "side-bend.yaml").touch()
    (tmp_path / "data" / "scripts" / "routines" / "morning.yml").touch()
    work = tmp_path / "work"
    (work / "sub").mkdir(parents=True)
    for name in ("my file.yaml", "old.yml", "a.wav", "v.onnx", ".hidden.yaml", "sub/in.yaml"):
        (work / name).touch()
    monkeypatch.chdir(work)
    return tmp_path


def offered(line: str) -> list[str]:
    """Return the values that may stand at the end of a line."""
    return [value.text for value in values(lazy_group(app, COMMANDS), {}, read_line(f"coach {line}"))]


OFFERED = [
    ("pl", ["play"]),
    ("voices ", ["try", "install"]),
    ("play mid", ["middle-back", "middle-back-floor-last"]),
    ("play si", ["side-bend"]),
    ("play my", ["my file.yaml"]),
    ("play mo", ["morning"]),
    ("play sub/", ["sub/in.yaml"]),
    ("play .", [".hidden.yaml"]),
    ("play ~/w", ["~/work/"]),
    ("play zzz", []),
    ("show cob", ["cobra"]),
    ("timeline cob", ["cobra"]),
    ("check cobra wi", ["wind-down"]),
    ("watch s", ["side-bend", "sub/"]),
    ("export cob", ["cobra"]),
    ("export -o a", ["a.wav"]),
    ("export --format m", ["mp3", "m4a", "m4b"]),
    ("export --with captions,ch", ["captions,chapters"]),
    ("export --with captions,cap", []),
    ("export --split s", ["stretch"]),
    ("export --bits ", ["16", "24"]),
    ("export --sample-rate 4", ["44100", "48000"]),
    ("export --channels ", ["1", "2"]),
    ("show --picture s", ["sub/"]),
    ("play --from sup", ["supine-spinal-twist"]),
    ("play --from 1", ["1"]),
    (
        "play --choose place=chair --from chair-c",
        ["chair-cat-cow", "chair-childs-pose", "chair-cobra", "chair-chest-opener"],
    ),
    ("play --level st", ["standard", "standing-cat-cow="]),
    ("play --level cobra=", ["cobra=gentle", "cobra=standard", "cobra=full"]),
    ("play --level full,cob", ["full,cobra="]),
    ("play --level=ful", ["--level=full"]),
    ("play --choose ", ["place=floor", "place=chair"]),
    ("play --pause se", ["settle="]),
    ("play --verbosity ", ["full", "brief", "tones"]),
    ("play --breath-prompts t", ["tone"]),
    ("play --chimes o", ["off"]),
    ("play --lessons a", ["auto"]),
    ("play --wording ", ["auto"]),
    ("play --sounds ", ["bowl", "soft", "sub/"]),
    ("play --ambient ", ["rain", "noise", "drone", "off", "a.wav", "sub/"]),
    ("play --voice h", ["heart"]),
    ("play --voice piper:", ["piper:sub/", "piper:v.onnx"]),
    ("voices try sys", ["system"]),
    ("voices install e", ["emma"]),
    ("play --scripts ", ["sub/"]),
    ("play --profile ", ["evening", "early"]),
    ("play --sink s", ["simpleaudio"]),
    ("config set spe", ["speed"]),
    ("config set level g", ["gentle"]),
    ("config set speed ", []),
    ("config unset mi", ["minutes"]),
    ("config set speed 1 --profile ea", ["early"]),
    ("schema ", ["stretch", "routine"]),
    ("check --explain 1", ["1", "10", "11", "12", "13", "14"]),
    ("help tr", ["troubleshooting"]),
    ("help vo", ["voices"]),
    ("list --ver", ["--verbosity", "--verbose"]),
    ("history -", ["--days", "--all", "--json", "--clear", "--yes", "--verbose", "-h", "--help"]),
    ("devices ", ["--json", "--verbose", "--help"]),
    ("--verbose pl", ["play"]),
    ("--vers", ["--version"]),
]


@pytest.mark.parametrize(("line", "expected"), OFFERED, ids=[line for line, _ in OFFERED])
def test_what_may_stand_at_the_end_of_the_line(line: str, expected: list[str]) -> None:
    assert sorted(offered(line)) == sorted(expected)


def test_options_that_were_given_are_not_offered_again() -> None:
    assert "--speed" not in offered("play --speed 1 --")
    assert "--voice" in offered("play --speed 1 --")


def test_every_device_of_the_chosen_sink_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Adapter:
        def __init__(self, name: str) -> None:
            self.name = name

        def devices(self) -> list[Device]:
            return [Device(f"{self.name} speaker", is_default=True), Device("Headphones", is_default=False)]

    monkeypatch.setattr(catalog, "find_sink", Adapter)
    assert offered("play --device ") == ["Headphones", "miniaudio speaker"]
    assert offered("play --sink simpleaudio --device s") == ["simpleaudio speaker"]


def test_own_scripts_are_in_the_folder_that_the_line_names() -> None:
    assert "in" in offered("play --scripts sub i")


def test_no_log_is_begun_and_no_version_printed_while_a_line_is_typed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered("--version --verbose pl") == ["play"]
    assert capsys.readouterr() == ("", "")


def test_each_remembered_option_that_takes_words_completes_them() -> None:
    numbers = {"minutes", "speed", "ambient-level", "lead-in"}
    assert {name for name, option in REMEMBERED.items() if option.complete is None} == numbers


def test_a_completer_reads_no_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("The system's voices were asked.")

    monkeypatch.setattr("coach.speech.system.voice.list_system_voices", refuse)
    assert "system" in offered("play --voice ")
    assert completion.SCRIPT_ENDINGS == (".yaml", ".yml")
